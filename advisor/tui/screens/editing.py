"""One answer edited in front of a screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from advisor.needs.model import Answer
from advisor.needs.questions import Question
from advisor.tui.screens.base import AdvisorModal
from advisor.tui.widgets.answer import AnswerEditor


@dataclass(frozen=True)
class Edited:
    """The answer that was given; None is "don't know"."""

    answer: Answer | None


class EditAnswer(AdvisorModal[Edited]):
    """Returns the answer, None for escape.

    Args:
        question: What is asked.
        answer: As it is.
    """

    def __init__(self, question: Question, answer: Answer | None) -> None:
        super().__init__()
        self._question, self._answer = question, answer

    def compose(self) -> ComposeResult:
        """The editor between the question and its buttons."""
        with Vertical(classes="dialog -large"):
            yield Static(Content(self._question.text), classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield AnswerEditor(
                    self._question,
                    self._answer,
                    self.desk.questionnaire,
                    known=tuple(self.desk.adviser.knowledge.libraries)
                    if self._question.kind == "open-list"
                    else (),
                    open_is_known=self._answer is None,
                )
            with Horizontal(classes="dialog-buttons"):
                yield Button("OK", id="ok", variant="primary")
                yield Button("Cancel", id="cancel")

    def on_mount(self) -> None:
        """Puts the cursor where the answer is given."""
        self.query_one(AnswerEditor).focus_first()

    @on(AnswerEditor.Changed)
    def _changed(self, event: AnswerEditor.Changed) -> None:
        self._answer = event.answer

    @on(AnswerEditor.Done)
    @on(Button.Pressed, "#ok")
    def _done(self) -> None:
        self.dismiss(Edited(self._answer))

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)
