"""Finding a question as one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from advisor.diagnostics import visible
from advisor.interview.draft import IMPORTANCE
from advisor.interview.wording import in_short
from advisor.needs.questions import Questionnaire
from advisor.tui.screens.base import AdvisorModal
from advisor.tui.widgets.cells import fit
from advisor.tui.widgets.line import Line

_ANSWER = 40


class FindQuestion(AdvisorModal[str]):
    """Returns the question that was found, None for escape.

    Args:
        find: Finds questions by words.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False, id="find.down", tooltip="The next one"),
        Binding("up", "move(-1)", "Up", show=False, id="find.up", tooltip="The one above"),
    ]

    def __init__(self, find: Callable[[str, Questionnaire], list[str]]) -> None:
        super().__init__()
        self._find = find
        self._found: list[str] = []

    def compose(self) -> ComposeResult:
        """A line to type in, and what it finds."""
        with Vertical(classes="dialog"):
            yield Static("Find a question", classes="dialog-title")
            yield Line(placeholder="words of the question or of its answers")
            yield OptionList()

    def on_mount(self) -> None:
        """Shows all."""
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    @on(Input.Submitted)
    def _taken(self) -> None:
        self._return(self.query_one(OptionList).highlighted)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self._return(event.option_index)

    def action_move(self, by: int) -> None:
        """Moves in the list while the cursor stays in the line."""
        options = self.query_one(OptionList)
        if by > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def _return(self, place: int | None) -> None:
        if place is not None and place < len(self._found):
            self.dismiss(self._found[place])

    def _show(self, text: str) -> None:
        desk, options = self.desk, self.query_one(OptionList)
        self._found = self._find(text, desk.questionnaire)
        if not text.strip() or any(word in "importance weights concerns" for word in text.casefold().split()):
            self._found.append(IMPORTANCE)
        options.clear_options()
        for key in self._found:
            options.add_option(Option(Content(self._line(key))))
        if self._found:
            options.highlighted = 0

    def _line(self, key: str) -> str:
        desk = self.desk
        if key == IMPORTANCE:
            return "How much does each concern matter?"
        question, answer = desk.draft.question(key), desk.needs.answers.get(key)
        if answer is None:
            return f"○ {question.text}"
        return f"● {question.text}  {fit(visible(in_short(question, answer)), _ANSWER).rstrip()}"
