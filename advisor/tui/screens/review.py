"""All answers on one page, before the result."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from advisor.diagnostics import visible
from advisor.interview.draft import IMPORTANCE
from advisor.interview.wording import in_short
from advisor.tui.keys import bind
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.widgets.cells import fit
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.topbar import TopBar

#: Columns for the questions where there is room for no more.
_TEXT = 30


class ReviewScreen(AdvisorScreen):
    """Lists the answers; each leads to its question."""

    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("question.result", "result"),
        bind("result.questions", "questions"),
        bind("question.find", "questions"),
    ]
    HELP = "Every question with its answer. **enter** goes to one to change it, **F6** shows the result."

    _shown_for = 0

    def body(self) -> ComposeResult:
        """The list."""
        yield TopBar()
        yield Static(id="review-note")
        yield OptionList(id="review")
        yield KeyLine()

    def on_mount(self) -> None:
        """Puts the cursor into the list."""
        self.query_one(OptionList).focus()

    def on_screen_resume(self) -> None:
        """Lists the answers as they are now."""
        desk, options = self.desk, self.query_one("#review", OptionList)
        place = options.highlighted
        options.clear_options()
        left = 0
        for section in desk.draft.progress():
            options.add_option(Option(Content.styled(section.name, "bold"), disabled=True))
            for key in section.keys:
                left += not desk.draft.is_settled(key)
                options.add_option(Option(Content(self._line(key)), id=key))
        options.highlighted = place if place is not None else 1
        self._shown_for = self.size.width
        self.query_one("#review-note", Static).update(Content(self.note(left)))

    def note(self, left: int) -> str:
        """What stands above the answers.

        Args:
            left: How many are still open.
        """
        note = f"{left} still open: they add nothing and widen the result." if left else "All answered."
        return f"{note}  F6 shows it."

    def on_resize(self) -> None:
        """Gives the questions the columns that there are."""
        super().on_resize()
        if self._shown_for != self.size.width:
            self.on_screen_resume()

    @property
    def _room(self) -> int:
        longest = max(len(question.text) for question in self.desk.questionnaire.questions.values())
        return max(_TEXT, min(longest, self.size.width // 2))

    @on(OptionList.OptionSelected, "#review")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self.advisor.ask(event.option.id)

    def action_result(self) -> None:
        """The verdict."""
        self.advisor.show_result()

    def action_questions(self) -> None:
        """Back to the questions."""
        self.app.pop_screen()

    def _line(self, key: str) -> str:
        desk, needs = self.desk, self.desk.needs
        if key == IMPORTANCE:
            given = ", ".join(
                f"{desk.questionnaire.concerns[name].text} {'?' if value is None else f'{value:g}'}"
                for name, value in needs.importance.items()
            )
            mark, text = "●" if given else "○", fit("How much does each concern matter?", self._room)
            return f"  {mark} {text} {given or 'open'}"
        question, answer = desk.draft.question(key), needs.answers.get(key)
        how = desk.draft.project.passed.get(key)
        open_ = {"unknown": "don't know", "skipped": "skipped", None: "open"}[how]
        told = visible(in_short(question, answer)) if answer is not None else open_
        return f"  {'●' if answer is not None else '○'} {fit(question.text, self._room)} {told[:400]}"
