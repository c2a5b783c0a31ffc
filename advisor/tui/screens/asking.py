"""Small questions that stand before a screen: yes or no, a line of text, one of several."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from advisor.diagnostics import visible
from advisor.tui.screens.base import AdvisorModal
from advisor.tui.widgets.line import Line


class Choose(AdvisorModal[str]):
    """A few buttons; returns the id of the one that was pressed, None for escape.

    Args:
        title: One sentence.
        text: What it is about; may be empty.
        choices: Id and label of each button, the safe one first.
    """

    def __init__(self, title: str, text: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._title, self._text, self._choices = title, text, choices

    def compose(self) -> ComposeResult:
        """The text above its buttons."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="dialog-title")
            if self._text:
                yield Static(Content("\n".join(map(visible, self._text.splitlines()))), classes="dialog-text")
            with Horizontal(classes="dialog-buttons"):
                for place, (id_, label) in enumerate(self._choices):
                    yield Button(label, id=id_, variant="primary" if place == 0 else "default")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Returns what was pressed."""
        self.dismiss(event.button.id)


class AskLine(AdvisorModal[str]):
    """A line of text; returns it, None for escape.

    Args:
        title: What is asked for.
        value: What stands there first.
        note: A remark below.
    """

    def __init__(self, title: str, value: str = "", note: str = "") -> None:
        super().__init__()
        self._title, self._value, self._note = title, value, note

    def compose(self) -> ComposeResult:
        """The line below its title."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            yield Line(self._value)
            yield Static(Content(visible(self._note)), classes="dialog-text")
            with Horizontal(classes="dialog-buttons"):
                yield Button("OK", id="ok", variant="primary")
                yield Button("Cancel", id="cancel")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Returns what was typed."""
        if event.value.strip():
            self.dismiss(event.value.strip())

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Returns what was typed, or nothing."""
        typed = self.query_one(Input).value.strip()
        if event.button.id == "cancel":
            self.dismiss(None)
        elif typed:
            self.dismiss(typed)


class Pick(AdvisorModal[str]):
    """One of several; returns its id, None for escape.

    Args:
        title: What is asked for.
        options: Id and text of each.
        chosen: The one that is highlighted first.
    """

    def __init__(self, title: str, options: Sequence[tuple[str, str]], chosen: str | None = None) -> None:
        super().__init__()
        self._title, self._options, self._chosen = title, options, chosen

    def compose(self) -> ComposeResult:
        """The options below their title."""
        with Vertical(classes="dialog"):
            yield Static(Content(visible(self._title)), classes="dialog-title")
            ids = [id_ for id_, _ in self._options]
            picks = OptionList(*(Option(Content(visible(text))) for _, text in self._options))
            picks.highlighted = ids.index(self._chosen) if self._chosen in ids else 0
            yield picks

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Returns what was picked."""
        self.dismiss(self._options[event.option_index][0])
