"""A participant's application: answer alone, wait, look at the spread together, answer again."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import on, work

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.draft import IMPORTANCE
from advisor.team.records import Member, State
from advisor.team.refusals import ClosedError, GoneError, RemovedError
from advisor.team.roles import Seat
from advisor.tui.saving import Kept
from advisor.tui.screens.asking import Choose
from advisor.tui.screens.base import AdvisorScreen
from advisor.tui.team.app import TeamApp
from advisor.tui.team.shelf import SeatShelf, take_over
from advisor.tui.team.welcome import WelcomeScreen

if TYPE_CHECKING:
    from advisor.interview.desk import Conduct

#: Answers that could not be saved are told one by one, up to so many.
_TOLD = 5
_LONGEST = 120


class SeatApp(TeamApp):
    """Where a participant answers.

    Args:
        seat: Whose.
        folder: The user's data folder.
        settings: Of the application.

    Raises:
        RemovedError: The participant was removed.
        AdvisorError: The session cannot be read.
    """

    def __init__(self, seat: Seat, folder: Path, **settings: Any) -> None:
        self.seat = seat
        self.member_id = seat.member.id
        self._own = SeatShelf(seat)
        self._opened = self._telling = False
        super().__init__(seat, folder, shelf=self._own, **settings)

    def conduct(self) -> Conduct:
        """No hints, no measurements, and an order of one's own."""
        from advisor.interview.desk import Conduct

        return Conduct(hints=False, budget="none", order=self.seat.order)

    @property
    def me(self) -> Member:
        """The participant, as the session shows it."""
        return next(member for member in self.state.members if member.id == self.member_id)

    @property
    def has_answers(self) -> bool:
        """Whether the answers were taken from the session."""
        return self._opened

    def first_screen(self) -> AdvisorScreen:
        """Where the participant is in the session."""
        return self._place()

    def _place(self) -> AdvisorScreen:
        """The screen that fits how the session stands."""
        from advisor.tui.team.spread import SpreadScreen
        from advisor.tui.team.waiting import WaitingScreen

        phase, me = self.state.phase, self.me
        if me.joined is None:
            return WelcomeScreen()
        if phase in ("revealed", "ended"):
            return SpreadScreen()
        if phase == "locked" or me.finished:
            return WaitingScreen()
        return SpreadScreen() if self.state.round > 1 else WelcomeScreen()

    def route(self) -> None:
        """Goes where the participant is in the session."""
        self.stand_on(self._place())

    def moved(self, before: State, now: State) -> None:
        """Goes along when the facilitator does something."""
        if self._telling or (before.phase, before.round) == (now.phase, now.round):
            return
        if self._is_answering:
            self._tell_closed()
            return
        if now.phase == "answering" and now.round == before.round:
            self.notify("Answers are open again", timeout=8)
            return
        if self.me.joined is not None:
            self.route()
        if now.phase == "answering":
            self.notify("A second round: you may change your answers", timeout=8)

    @property
    def _is_answering(self) -> bool:
        from advisor.tui.team.questions import SeatQuestion, SeatReview

        return any(isinstance(screen, SeatQuestion | SeatReview) for screen in self.screen_stack)

    def begin(self, name: str, role: str) -> None:
        """Takes the name and goes to the questions, where answers are open."""
        self._begin(name, role)

    @work(exclusive=True, group="doing")
    async def _begin(self, name: str, role: str) -> None:
        me = self.me
        if me.joined is None or (name, role) != (me.name, me.role):
            try:
                await asyncio.to_thread(self.seat.introduce, name, role)
            except RemovedError as error:
                self.refused(error)
                return
            except AdvisorError as error:
                if isinstance(self.screen, WelcomeScreen):
                    self.screen.show_problem(error.lines[0])
                return
        # What another window of the participant did meanwhile counts too.
        if not await self.attempt(lambda: None):
            return
        if self.state.phase != "answering" or self.state.round > 1 or self.me.finished:
            self.route()
        elif await self._opens():
            self.ask(None)

    def change(self, key: str | None = None) -> None:
        """Back to the questions.

        Args:
            key: The one to begin with.
        """
        self._change(key)

    @work(exclusive=True, group="doing")
    async def _change(self, key: str | None) -> None:
        if self.me.finished and not await self.attempt(self.seat.unfinish):
            return
        if await self._opens():
            self.route()
            self.ask(key)

    async def _opens(self) -> bool:
        """Takes the answers as they are kept, and beside them what could not be kept before."""
        await self.loaded.wait()
        left = self._unsaved()
        mine = self.desk.draft.project if self._opened else None
        try:
            await asyncio.to_thread(self.desk.open, self.member_id)
        except AdvisorError as error:
            self.refused(error)
            return False
        self._opened = True
        self.say_saved("✓ saved")
        if mine is not None and left:
            take_over(self.desk.draft, mine, left)
            self.save_soon()
            self.notify("What could not be saved before is being saved now", timeout=8)
        return True

    def ask(self, key: str | None) -> None:
        """Shows a question, or the first that is open; all of them once none is."""
        from advisor.tui.team.questions import SeatQuestion

        self.back_home()
        if key is None and self.desk.next_key() is None:
            self.show_review()
        else:
            self.push_screen(SeatQuestion(key))

    def show_review(self) -> None:
        """All answers on one page."""
        from advisor.tui.team.questions import SeatReview

        self.push_screen(SeatReview())

    def finish(self) -> None:
        """Says that the participant is done, once the last answer is kept."""
        self._finish()

    @work(exclusive=True, group="doing")
    async def _finish(self) -> None:
        def keep_and_finish() -> None:
            if self._opened:
                self.desk.save()
            self.seat.finish()

        if await self.attempt(keep_and_finish):
            self.route()

    @on(Kept)
    def _kept_or_closed(self, event: Kept) -> None:
        """What only a session can answer to a save."""
        if isinstance(event.trouble, ClosedError | RemovedError | GoneError):
            event.prevent_default()
            self.say_saved("✗ not saved")
            self.refused(event.trouble)

    def refused(self, error: AdvisorError) -> None:
        """Tells why something was not done."""
        from advisor.interview.projects import ChangedElsewhereError

        if isinstance(error, ClosedError):
            self._tell_closed()
        elif isinstance(error, ChangedElsewhereError) and self._opened:
            if not self._asking_what_to_keep:
                self._asking_what_to_keep = True
                self._ask_what_to_keep(error)
        else:
            super().refused(error)

    def last_words(self) -> str:
        """What could not be saved."""
        return self._not_saved()

    def _tell_closed(self) -> None:
        """Says once that answers are not taken any more, and what could not be saved."""
        if self._telling:
            if told := self._not_saved():
                self.notify(visible(told), severity="error", timeout=15, markup=False)
            return
        self._telling = True
        self._say_closed()

    @work
    async def _say_closed(self) -> None:
        before = self.state
        if not await self.attempt(lambda: None):
            return
        titles = {"ended": "The session has ended", "revealed": "The answers are revealed"}
        if self.state.phase == "answering":
            again = self.state.round > before.round
            titles["answering"] = "A new round has begun" if again else "Answers were closed for a moment"
        told = self._not_saved()
        if told:
            told += "\nIt stays in this window, and is saved if answers are opened again."
        await self.push_screen_wait(
            Choose(
                titles.get(self.state.phase, "The facilitator has closed the answers"),
                told or "All that you answered is saved.",
                [("ok", "OK")],
            )
        )
        self._telling = False
        if await self.attempt(lambda: None):
            self.route()

    def _unsaved(self) -> tuple[str, ...]:
        return self._own.unsaved(self.desk.draft.project) if self._opened else ()

    def _not_saved(self) -> str:
        """The answers that could not be saved, a line each; empty if all were."""
        from advisor.interview.wording import in_short

        keys, needs = self._unsaved(), self.desk.needs if self._opened else None
        if needs is None or not keys:
            return ""
        lines = ["This could not be saved:"]
        for key in keys[:_TOLD]:
            if key == IMPORTANCE:
                lines.append("How much each concern matters")
                continue
            question = self.desk.draft.question(key)
            lines.append(f"{question.text} {in_short(question, needs.answers.get(key))}"[:_LONGEST])
        if len(keys) > _TOLD:
            lines.append(f"and {len(keys) - _TOLD} more")
        return "\n".join(lines)

    @work
    async def _ask_what_to_keep(self, trouble: AdvisorError) -> None:
        choices = [("mine", "Keep what I see here"), ("other", "Take the other window's")]
        answer = await self.push_screen_wait(Choose(trouble.what, "Nothing was overwritten.", choices))
        self._asking_what_to_keep = False
        if answer == "other":
            # At once: a key must not reach a question whose answers are being read anew.
            self.back_home()
            self._opened = False
            if await self._opens():
                self.ask(None)
        elif await self.attempt(self.desk.keep_over):
            self.say_saved("✓ saved")
