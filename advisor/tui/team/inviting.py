"""Inviting: who, and the link that is shown once."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.tui.screens.base import AdvisorModal
from advisor.tui.widgets.line import Line


@dataclass(frozen=True)
class Invitation:
    """Whom to invite; name and role may be left for the participant to give."""

    name: str
    role: str
    weight: float


class InviteDialog(AdvisorModal[Invitation]):
    """Asks for them; returns None for escape."""

    CSS_PATH = "../screens/dialogs.tcss"

    def compose(self) -> ComposeResult:
        """A line for each."""
        with Vertical(classes="dialog"):
            yield Static("Invite a participant", classes="dialog-title")
            yield Static("Name; may be left for them to give", classes="dialog-text")
            yield Line(id="invite-name")
            yield Static("Role, such as mobile lead; may be left empty", classes="dialog-text")
            yield Line(id="invite-role")
            yield Static("Weight of their voice", classes="dialog-text")
            yield Line("1", id="invite-weight")
            yield Static(id="invite-problem", classes="answer-error")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Make a link", id="make", variant="primary")
                yield Button("Cancel", id="cancel")

    def on_mount(self) -> None:
        """Asks for the name first."""
        self.query_one("#invite-name").focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#make")
    def _made(self) -> None:
        from advisor.tui.team.table import weight_of

        name, role, weight = (
            self.query_one(f"#invite-{part}", Input).value.strip() for part in ("name", "role", "weight")
        )
        try:
            self.dismiss(Invitation(name, role, weight_of(weight)))
        except AdvisorError as error:
            self.query_one("#invite-problem", Static).update(Content(visible(f"✗ {error.lines[0]}")))

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)


class ShowLink(AdvisorModal[None]):
    """Shows a link, once.

    Args:
        name: Whose it is.
        link: With the token in it; kept nowhere else.
    """

    CSS_PATH = "../screens/dialogs.tcss"

    def __init__(self, name: str, link: str) -> None:
        super().__init__()
        self._name_, self._link = name, link

    def compose(self) -> ComposeResult:
        """The link between what it is and its buttons."""
        with Vertical(classes="dialog -wide -link"):
            yield Static(Content(f"The link for {visible(self._name_)}"), classes="dialog-title")
            yield Static(Content(visible(self._link)), id="invite-link")
            yield Static(
                "It is shown this once, and whoever has it answers under this name. Send it to nobody else. "
                "A new link can be made at any time; the old one ends then.",
                classes="dialog-text",
            )
            with Horizontal(classes="dialog-buttons"):
                yield Button("Copy link", id="copy", variant="primary")
                yield Button("Close", id="close")

    @on(Button.Pressed, "#copy")
    def _copy(self) -> None:
        self.app.copy_to_clipboard(self._link)
        self.notify("Copied, if this window may copy; else mark it with the mouse, shift held down")

    @on(Button.Pressed, "#close")
    def _close(self) -> None:
        self.dismiss(None)
