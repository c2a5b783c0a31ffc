"""The questions, one at a time, with what each does to the balance and the probes below."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll

from advisor.interview.draft import IMPORTANCE
from advisor.interview.search import find_questions
from advisor.tui.keys import bind
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.screens.finding import FindQuestion
from advisor.tui.widgets.answer import AnswerEditor
from advisor.tui.widgets.asked import Asked
from advisor.tui.widgets.dock import ProbeDock
from advisor.tui.widgets.importance import ImportanceEditor
from advisor.tui.widgets.keyline import KeyLine
from advisor.tui.widgets.sidebar import Balance, BalancePanel, balance_at
from advisor.tui.widgets.topbar import SectionLine, TopBar

if TYPE_CHECKING:
    from advisor.interview.measuring import Standing
    from advisor.needs.model import Needs


class QuestionScreen(AdvisorScreen):
    """Asks.

    Args:
        key: The question to begin with; the one worth most if left out.
    """

    CSS_PATH = "question.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.back", "app.back", show=False),
        bind("question.next", "next"),
        bind("question.back", "previous"),
        bind("question.skip", "skip"),
        bind("question.unknown", "unknown"),
        bind("question.find", "find"),
        bind("question.undo", "undo"),
        bind("question.redo", "redo"),
        bind("question.review", "review"),
        bind("question.result", "result"),
        bind("question.probes", "probes"),
    ]
    HELP = """Answer what you know; leave the rest. Every answer is saved at once.

The question that is worth most for the decision comes first; **/** finds any other.
Measurements run below while you answer."""

    def __init__(self, key: str | None = None) -> None:
        super().__init__()
        self._start = key
        self._key = ""
        self._trail: list[str] = []
        self._seen: set[str] = set()
        self._left_with: Needs | None = None
        self._one_at_a_time = asyncio.Lock()

    def body(self) -> ComposeResult:
        """The question, the panel beside it, the probes below."""
        yield TopBar()
        yield SectionLine()
        with Horizontal(id="question-area"):
            yield Asked(id="question")
            with VerticalScroll(id="side", can_focus=False):
                yield BalancePanel(id="balance")
        yield ProbeDock(id="probes")
        yield KeyLine()

    async def on_mount(self) -> None:
        """Asks the first question."""
        if not self.desk.conduct.hints:
            self.query_one("#side").display = self.query_one(ProbeDock).display = False
        self.show_standing(self.desk.measuring.standing)
        await self.ask(self._start or self.desk.next_key() or next(iter(self.desk.questionnaire.questions)))

    def on_screen_resume(self) -> None:
        """Another screen may have changed the answers."""
        self.call_later(self._ask_again)

    def _ask_again(self) -> None:
        # On the way home a screen comes to light for a moment, and needs no answer then.
        if self.app.screen is self and self._left_with not in (None, self.desk.needs):
            self.run_worker(self.ask(self._key), exclusive=True, group="ask")

    def on_screen_suspend(self) -> None:
        """Remembers what was answered here."""
        self._left_with = self.desk.needs

    async def ask(self, key: str) -> None:
        """Shows a question."""
        async with self._one_at_a_time:
            if self.is_open:
                await self._show(key)

    async def _show(self, key: str) -> None:
        self.desk.draft.seal()
        self._key = key
        self._seen.add(key)
        with self.app.batch_update():
            await self.query_one(Asked).show(self.desk, key)
            self._show_progress()
        self.refresh_bindings()
        self._reconsider()

    @on(AnswerEditor.Changed)
    def _answered(self, event: AnswerEditor.Changed) -> None:
        draft = self.desk.draft
        if draft.clear(event.key) if event.taken_back else draft.answer(event.key, event.answer):
            self._changed()

    @on(ImportanceEditor.Changed)
    def _weighed(self, event: ImportanceEditor.Changed) -> None:
        if self.desk.draft.weigh(event.importance):
            self._changed()

    @on(AnswerEditor.Done)
    @on(ImportanceEditor.Done)
    async def action_next(self) -> None:
        """To the open question worth most, of those not seen yet; to the review when there is none."""
        key = self.desk.next_key(self._seen)
        if key is None:
            # Whoever comes back from there may go through what is still open once more.
            self._seen = {self._key}
            self.advisor.show_review()
            return
        self._trail.append(self._key)
        await self.ask(key)

    async def action_previous(self) -> None:
        """To the question before."""
        if self._trail:
            self._seen.discard(self._key)
            await self.ask(self._trail.pop())
        else:
            self.notify("This is the first question of this visit; / finds any other", timeout=4)

    async def action_skip(self) -> None:
        """Leaves the question for later."""
        if self.desk.draft.skip(self._key):
            self._changed()
        await self.action_next()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """On the importances each slider has its own "don't know"."""
        return not (action == "unknown" and self._key == IMPORTANCE)

    def action_unknown(self) -> None:
        """Answers "don't know"."""
        if self.desk.draft.answer(self._key, None):
            self._changed()
        self.query_one(Asked).forget()

    @work
    async def action_find(self) -> None:
        """Finds a question."""
        key = await self.app.push_screen_wait(FindQuestion(find_questions))
        if key:
            self._trail.append(self._key)
            await self.ask(key)

    async def action_undo(self) -> None:
        """Takes the last change back, and shows where it was."""
        await self._travel(self.desk.draft.undo(), "undone")

    async def action_redo(self) -> None:
        """Makes it again."""
        await self._travel(self.desk.draft.redo(), "done again")

    async def _travel(self, step: object, what: str) -> None:
        key = getattr(step, "key", None)
        if key is None:
            self.notify("There is nothing to take back", timeout=3)
            return
        self._changed()
        shown = key if key == IMPORTANCE or key in self.desk.questionnaire.questions else self._key
        self.notify(f"{shown.replace('_', ' ')}: {what}", timeout=3)
        await self.ask(shown)

    def action_review(self) -> None:
        """All answers on one page."""
        self.advisor.show_review()

    def action_result(self) -> None:
        """The verdict on the answers so far."""
        self.advisor.show_result()

    def action_probes(self) -> None:
        """To the measurements and back."""
        dock = self.query_one(ProbeDock)
        if dock.has_focus:
            self.query_one(Asked).focus_editor()
        else:
            dock.focus()

    def show_standing(self, standing: Standing) -> None:
        """The measuring has moved."""
        idle = standing.status in ("idle", "done") and not standing.rows
        message = self.desk.why_not_measured() if idle else standing.message
        self.show_probes(standing, message)
        if standing.new_evidence:
            self._reconsider()

    def _changed(self) -> None:
        """An answer has changed: keep it, measure what it makes worth measuring, weigh again."""
        self.advisor.save_soon()
        self.desk.measure()
        self.show_standing(self.desk.measuring.standing)
        self._show_progress()
        self._reconsider()

    def _show_progress(self) -> None:
        self.query_one(SectionLine).show(self.desk.draft.progress(), self._key)

    @work(thread=True, exclusive=True, group="reconsider")
    def _reconsider(self) -> None:
        """Weighs again, beside the screen, and tells the panel."""
        desk, key, needs = self.desk, self._key, self.desk.needs
        if not desk.conduct.hints or not key:
            return
        balance = balance_at(desk, key)
        if (key, needs) == (self._key, desk.needs):
            self.app.call_from_thread(self._show_balance, balance)

    def _show_balance(self, balance: Balance) -> None:
        if self.is_open:
            self.query_one(BalancePanel).show(balance)
