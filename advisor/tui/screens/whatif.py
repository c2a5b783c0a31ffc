"""What if: any answer or importance changed, and the verdict moving beside the one that was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static, TabbedContent, TabPane
from textual.widgets.option_list import Option

from advisor.decision.outcome import Decision
from advisor.diagnostics import visible
from advisor.interview.sides import sides, totals
from advisor.interview.wording import in_short
from advisor.needs.model import Answer, Needs
from advisor.tui.keys import bind
from advisor.tui.screens.asking import AskLine
from advisor.tui.screens.base import BESIDE_FROM, AdvisorScreen
from advisor.tui.screens.editing import EditAnswer
from advisor.tui.screens.exporting import ExportDialog
from advisor.tui.widgets.bars import BarRow, SignedBars
from advisor.tui.widgets.cells import fit
from advisor.tui.widgets.importance import ImportanceEditor
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.moved import in_a_word, moved_table
from advisor.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from advisor.interview.measuring import Standing

_LABEL = 16
#: Narrower panels tell what was on a line of its own.
_ONE_LINE_FROM = 66


class WhatIfScreen(AdvisorScreen):
    """Changes what it likes; nothing is kept unless it is said.

    Args:
        needs: To start from; the project's own answers if left out.
    """

    CSS_PATH = "whatif.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("whatif.keep", "keep"),
        bind("whatif.adopt", "adopt"),
        bind("whatif.save", "export"),
        bind("whatif.switch", "switch"),
        bind("whatif.reset", "reset"),
    ]
    HELP = """A what-if: nothing here is saved unless you say so.

Move a slider, or open an answer with **enter**; the verdict follows beside the one that was.
**k** keeps it beside the answers, **a** makes it the answers, **s** writes it to a file, **esc** drops it."""

    def __init__(self, needs: Needs | None = None) -> None:
        super().__init__()
        self._begin = needs
        self._needs = Needs(project="")
        self._base: Decision | None = None

    def body(self) -> ComposeResult:
        """What can be changed beside what comes of it."""
        self._needs = self._begin or self.desk.needs
        yield TopBar(classes="-own")
        with Horizontal(id="whatif"):
            with TabbedContent(id="whatif-left"):
                with TabPane("Importance", id="tab-importance"), VerticalScroll(can_focus=False):
                    yield ImportanceEditor(
                        self.desk.questionnaire.concerns,
                        self._needs.importance,
                        self.desk.needs.importance,
                    )
                with TabPane("Answers", id="tab-answers"):
                    yield OptionList(id="whatif-answers")
            with VerticalScroll(id="whatif-right", can_focus=False):
                yield Static(id="moved")
                yield SignedBars(id="whatif-bars")
        yield KeyLine()

    def on_mount(self) -> None:
        """Weighs both."""
        self._base = self.desk.decision()
        self._list_answers()
        self.reconsider()
        self.query_one(ImportanceEditor).focus_first()

    @property
    def changed(self) -> bool:
        """Whether anything differs from the project's answers."""
        own = self.desk.needs
        return (dict(self._needs.answers), dict(self._needs.importance)) != (
            dict(own.answers),
            dict(own.importance),
        )

    @on(ImportanceEditor.Changed)
    def _weighed(self, event: ImportanceEditor.Changed) -> None:
        self._needs = replace(self._needs, importance=event.importance)
        self.reconsider()

    @on(ImportanceEditor.Done)
    def _sliders_done(self) -> None:
        self.action_switch()

    @on(OptionList.OptionSelected, "#whatif-answers")
    def _edit(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self._edit_answer(event.option.id)

    @work
    async def _edit_answer(self, key: str) -> None:
        question = self.desk.draft.question(key)
        edited = await self.app.push_screen_wait(EditAnswer(question, self._needs.answers.get(key)))
        if edited is not None:
            self._take({key: edited.answer})

    def on_resize(self) -> None:
        """Tells it on as many lines as there is room for."""
        super().on_resize()
        if self._base is not None:
            self.reconsider()

    def reconsider(self) -> None:
        """Decides anew and shows what moved: within a frame, so that a slider is felt to push the verdict."""
        assert self._base is not None
        now = self.desk.decision(self._needs)
        self._show(self._base, now)

    def action_switch(self) -> None:
        """From the importances to the answers, and back."""
        tabs = self.query_one("#whatif-left", TabbedContent)
        if tabs.active == "tab-importance":
            tabs.active = "tab-answers"
            self.query_one("#whatif-answers").focus()
        else:
            tabs.active = "tab-importance"
            self.query_one(ImportanceEditor).focus_first()

    def action_keep(self) -> None:
        """Keeps it as a scenario."""
        self._keep()

    @work
    async def _keep(self) -> None:
        name = await self.app.push_screen_wait(
            AskLine("Keep this what-if as", f"what-if {len(self.desk.draft.project.scenarios) + 1}")
        )
        if name:
            self.desk.draft.keep_scenario(name, self._needs)
            self.advisor.save_soon()
            self.notify(visible(f"Kept as '{name}'; c on the result compares"), markup=False)

    def action_adopt(self) -> None:
        """Makes it the project's answers."""
        if self.desk.draft.take(replace(self._needs, project=self.desk.needs.project)):
            self.advisor.save_soon()
            self.desk.measure()
        self.app.pop_screen()
        self.advisor.show_result(fresh=True)

    def action_export(self) -> None:
        """Writes it to a file."""
        self.app.push_screen(ExportDialog(self._needs, self.desk.report(self._needs, self.desk.needs)))

    def action_reset(self) -> None:
        """Back to the answers as they are."""
        self._needs = self.desk.needs
        self.query_one(ImportanceEditor).show(self._needs.importance)
        self._list_answers()
        self.reconsider()

    def show_standing(self, standing: Standing) -> None:
        """New measurements move both sides."""
        if standing.new_evidence and self._base is not None:
            self._base = self.desk.decision()
            self.reconsider()

    def _take(self, answers: Mapping[str, Answer | None]) -> None:
        changed = {**self._needs.answers, **answers}
        known = {key: answer for key, answer in changed.items() if answer is not None}
        self._needs = replace(self._needs, answers=known)
        self._list_answers()
        self.reconsider()

    def _list_answers(self) -> None:
        options = self.query_one("#whatif-answers", OptionList)
        place = options.highlighted
        options.clear_options()
        own = self.desk.needs.answers
        for question in self.desk.questionnaire.questions.values():
            answer = self._needs.answers.get(question.id)
            told = visible(in_short(question, answer)) if answer is not None else "open"
            was = own.get(question.id)
            mark = "≠" if answer != was else " "
            before = (
                f"   was {visible(in_short(question, was)) if was is not None else 'open'}"
                if mark == "≠"
                else ""
            )
            options.add_option(
                Option(
                    Content(f"{mark} {fit(question.id.replace('_', ' '), _LABEL)} {told}{before}"),
                    id=question.id,
                )
            )
        options.highlighted = place or 0

    def _show(self, base: Decision, now: Decision) -> None:
        before, after = sides(base.contributions), sides(now.contributions)
        rows = [
            BarRow(concern, in_a_word(concern), left, right, before=before.get(concern, (0.0, 0.0)))
            for concern, (left, right) in after.items()
        ]
        rows += [
            BarRow(concern, in_a_word(concern), 0.0, 0.0, before=both)
            for concern, both in before.items()
            if concern not in after
        ]
        self.query_one("#whatif-bars", SignedBars).show(rows, totals(after.values()))
        width = self.app.size.width
        panel = width // 2 if width >= BESIDE_FROM else width
        called = self.desk.adviser.knowledge.called
        moved = moved_table(base, now, called, wide=panel >= _ONE_LINE_FROM)
        self.query_one("#moved", Static).update(moved)
        self.query_one(TopBar).show(self.desk.needs.project, "not saved", "WHAT-IF")
