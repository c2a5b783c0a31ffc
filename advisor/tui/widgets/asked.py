"""The question at hand: its text, why it is asked, and the editor of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.interview.draft import IMPORTANCE
from advisor.tui.widgets.answer import AnswerEditor
from advisor.tui.widgets.importance import ImportanceEditor

if TYPE_CHECKING:
    from advisor.interview.desk import Desk


class Asked(VerticalScroll):
    """Shows one question after the other; what is answered is told by the editors' own messages.

    Attributes:
        key: The question that is shown; empty before the first.
    """

    key = ""

    def compose(self) -> ComposeResult:
        """Text and reason; where there is little height the reason comes last."""
        yield Static(id="question-text")
        yield Static(id="question-why")
        yield Vertical(id="question-editor")
        yield Static(id="question-why-below")

    async def show(self, desk: Desk, key: str) -> None:
        """Puts another question in the place of this one.

        Args:
            desk: The interview.
            key: The question, or the importances.
        """
        self.key = key
        editors = self.query_one("#question-editor", Vertical)
        # One repaint instead of several, and no key reaches an editor that is on its way out.
        with self.app.batch_update():
            await editors.remove_children()
            text, why, editor = _asked(desk, key)
            await editors.mount(editor)
            self.query_one("#question-text", Static).update(Content(text))
            for place in self.query("#question-why, #question-why-below").results(Static):
                place.update(Content(why))
        editor.focus_first()
        self.scroll_home(animate=False)

    def forget(self) -> None:
        """Shows "don't know" as the answer."""
        for editor in self.query(AnswerEditor):
            editor.forget()

    def focus_editor(self) -> None:
        """Puts the cursor where the answer is given."""
        for editor in self.query("AnswerEditor, ImportanceEditor"):
            if isinstance(editor, AnswerEditor | ImportanceEditor):
                editor.focus_first()


def _asked(desk: Desk, key: str) -> tuple[str, str, AnswerEditor | ImportanceEditor]:
    """Text, reason and editor of a question."""
    if key == IMPORTANCE:
        return (
            "How much does each of these matter to you?",
            "Only the proportions count. Each slider spans the whole realistic range.",
            ImportanceEditor(desk.questionnaire.concerns, desk.needs.importance),
        )
    question = desk.draft.question(key)
    editor = AnswerEditor(
        question,
        desk.needs.answers.get(key),
        desk.questionnaire,
        known=tuple(desk.adviser.knowledge.libraries) if key == "libraries" else (),
        open_is_known=desk.draft.project.passed.get(key) == "unknown",
    )
    return question.text, f"Why we ask: {question.why}", editor
