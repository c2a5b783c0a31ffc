"""Taking a session's answers and report away, into a folder of the facilitator's machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, cast

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.export import file_name
from advisor.report.forms import Form
from advisor.team.handing import hand_out
from advisor.tui.screens.base import AdvisorModal
from advisor.tui.widgets.choices import Choices, Several
from advisor.tui.widgets.line import Line

if TYPE_CHECKING:
    from advisor.tui.team.chair import ChairApp

_FORMS: dict[Form, str] = {
    "markdown": "Decision record (Markdown)",
    "html": "Report as a web page of one file (HTML)",
    "text": "Report as plain text",
    "json": "Report as JSON, for programs",
}
_NAMELESS = "nameless"


class TakeAway(AdvisorModal[Path]):
    """Asks what and where, writes it, and returns the folder."""

    CSS_PATH = "../screens/dialogs.tcss"
    HELP = "space chooses a form, or not; enter goes to the folder, and from there writes."

    def compose(self) -> ComposeResult:
        """The forms and the folder."""
        with Vertical(classes="dialog -wide"):
            yield Static("Export", classes="dialog-title")
            yield Static(
                "A needs file for everybody who answered, the shared measurements, and:",
                classes="dialog-text",
            )
            with VerticalScroll(can_focus=False):
                yield Several([*_FORMS.items(), (_NAMELESS, "Leave out all names")], set(_FORMS))
            yield Static("Folder on the machine that runs the session", classes="dialog-text")
            yield Line(str(Path.cwd() / self._slug()), id="take-folder")
            yield Static(id="take-problem", classes="answer-error")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Write", id="write", variant="primary")
                yield Button("Cancel", id="cancel")

    @property
    def _chair_app(self) -> ChairApp:
        return cast("ChairApp", self.app)

    def _slug(self) -> str:
        project = file_name(self._chair_app.state.project, "needs")
        return f"{Path(project).stem}-team"

    def on_mount(self) -> None:
        """Asks for the forms first."""
        self.query_one(Several).focus()

    @on(Choices.Chosen)
    def _marked(self, event: Choices.Chosen) -> None:
        event.choices.put(event.choices.chosen ^ {event.word})

    @on(Choices.Left)
    def _to_folder(self) -> None:
        self.query_one("#take-folder").focus()

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)

    @on(Input.Submitted)
    @on(Button.Pressed, "#write")
    def _write(self) -> None:
        self._write_all()

    @work(exclusive=True, group="doing")
    async def _write_all(self) -> None:
        typed = self.query_one("#take-folder", Input).value.strip()
        problem = self.query_one("#take-problem", Static)
        if not typed:
            problem.update("✗ Name a folder")
            return
        problem.update("Writing …")
        app, folder, chosen = self._chair_app, Path(typed).expanduser(), self.query_one(Several).chosen
        forms = [form for form in _FORMS if form in chosen]

        def write() -> list[Path]:
            revealed = app.chair.revealed(app.desk.questionnaire)
            measured = app.chair.measurements()
            return hand_out(revealed, measured, app.advise, folder, forms, names=_NAMELESS not in chosen)

        try:
            await app.loaded.wait()
            written = await asyncio.to_thread(write)
        except (AdvisorError, OSError, ValueError) as error:
            lines = error.lines if isinstance(error, AdvisorError) else (str(error),)
            problem.update(Content(visible(f"✗ {lines[0]}")))
            return
        self.app.notify(visible(f"Written: {len(written)} files in {folder}"), markup=False, timeout=10)
        self.dismiss(folder)
