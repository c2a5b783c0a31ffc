"""What a seat's application and the chair's have in common: a session that is watched, and its spread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textual import on, work
from textual.message import Message
from textual.screen import ModalScreen, Screen

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.team.records import Revealed, State
from advisor.team.refusals import GoneError, RemovedError
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.asking import Choose
from advisor.tui.team.base import TeamScreen
from advisor.tui.team.watching import EVERY_S, Watch, Watched

if TYPE_CHECKING:
    from advisor.adviser import Adviser, Occasion
    from advisor.evidence.records import ProbesFile
    from advisor.interview.desk import Conduct, Desk, Shelf
    from advisor.needs.questions import Questionnaire
    from advisor.report.model import Report
    from advisor.tui.team.spreading import Spread

    Advise = Callable[[Revealed, tuple[ProbesFile, ...], Adviser, Occasion], Report]


class Role(Watched, Protocol):
    """What a participant and the facilitator may both read."""

    def revealed(self, questionnaire: Questionnaire) -> Revealed | None:
        """Everybody's answers of the last round that was revealed."""

    def measurements(self) -> tuple[ProbesFile, ...]:
        """The shared measurements."""


class StateMoved(Message):
    """Somebody wrote.

    Args:
        state: The session now.
    """

    def __init__(self, state: State) -> None:
        super().__init__()
        self.state = state


class SessionLost(Message):
    """The session cannot be read any more.

    Args:
        error: Why.
    """

    def __init__(self, error: AdvisorError) -> None:
        super().__init__()
        self.error = error


class TeamApp(AdvisorApp):
    """An application over a session that others write too.

    Args:
        role: What its user may do.
        folder: The user's data folder.
        shelf: Where answers are kept.
        advise: Makes the report on what was revealed.
        every_s: Seconds between two looks at the session.
        settings: Of the application.

    Raises:
        AdvisorError: The session cannot be read, or its user is no part of it.
    """

    CSS_PATH = "../styles.tcss"
    _first_is_lowest = False

    def __init__(
        self,
        role: Role,
        folder: Path,
        *,
        shelf: Shelf | None = None,
        advise: Advise | None = None,
        every_s: float = EVERY_S,
        keymap: dict[str, str] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(folder, self.conduct, keymap=keymap, **settings)
        self._role, self._shelf, self._advise = role, shelf, advise
        self.state = role.state()
        self._watch = Watch(role, self.state.version, self._heard, every_s)
        self._spread: tuple[object, Spread] | None = None
        self._weighing = threading.Lock()
        self._lost = False

    def conduct(self) -> Conduct:
        """How the interview is led: nothing is measured, and nothing is hinted at."""
        raise NotImplementedError

    @property
    def total(self) -> int | None:
        """How many questions there are, the page of importances as one; None while that is not known."""
        return len(self.desk.questionnaire.questions) + 1 if self.is_ready else None

    def on_mount(self) -> None:
        """Looks after the session from now on."""
        self._watch.start()
        self.call_after_refresh(self.load)

    @work(thread=True)
    def load(self) -> None:
        """Loads rules and the screens that come next."""
        from advisor.interview.desk import Desk

        try:
            desk = Desk(self._folder, self.conduct(), self.tell, self.clock, self._shelf)
            import advisor.tui.team.questions
            import advisor.tui.team.spread  # noqa: F401 - here, so that no key waits for them
        except AdvisorError as error:
            self.trouble = error
            self.call_from_thread(self.exit, None, int(error.exit_code))
            return
        self.call_from_thread(self._loaded, desk)

    def _loaded(self, desk: Desk) -> None:
        self._desk = desk
        self.loaded.set()
        self._show_state()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing behind the screen on which the others stand."""
        if action == "back":
            return len(self.screen_stack) > 2 or bool(self.screen.query("HelpPanel"))
        return super().check_action(action, parameters)

    def back_home(self) -> None:
        """Leaves all screens but the one on which the others stand."""
        while len(self.screen_stack) > 2:
            self._drop()

    def stand_on(self, screen: Screen[Any]) -> None:
        """Puts a screen in the place of all others."""
        with self.batch_update():
            while len(self.screen_stack) > 1:
                self._drop()
            self.push_screen(screen)

    def _drop(self) -> None:
        if isinstance(self.screen, ModalScreen):
            # Whoever waits for its answer is told that there is none.
            self.screen.dismiss(None)
        else:
            self.pop_screen()

    def _heard(self, news: State | AdvisorError) -> None:
        """From the watching thread: the session has moved, or cannot be read."""
        self.post_from_thread(SessionLost(news) if isinstance(news, AdvisorError) else StateMoved(news))

    @on(StateMoved)
    def _state_moved(self, event: StateMoved) -> None:
        self.take(event.state)

    def take(self, state: State) -> None:
        """Shows a state of the session, unless a newer one is shown already."""
        before = self.state
        if state.version < before.version or self._lost:
            return
        self.state = state
        self._show_state()
        self.moved(before, state)

    @property
    def has_answers(self) -> bool:
        """Whether answers are at hand, of which a bar can say whether they are saved."""
        return False

    def _show_saved(self) -> None:
        if self.has_answers:
            super()._show_saved()

    def _show_state(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, TeamScreen) and screen.is_mounted:
                screen.show_state(self.state)

    def moved(self, before: State, now: State) -> None:
        """The session has moved; the screens show it already."""

    @on(SessionLost)
    def _session_lost(self, event: SessionLost) -> None:
        self.refused(event.error)

    def refused(self, error: AdvisorError) -> None:
        """Tells why something was not done; whoever has lost the session leaves it then."""
        if isinstance(error, RemovedError | GoneError):
            if not self._lost:
                self._lost = True
                self._leave_session(error)
        else:
            self.show_mistake(error)

    def last_words(self) -> str:
        """What has to be said to somebody who has lost the session."""
        return ""

    @work
    async def _leave_session(self, error: AdvisorError) -> None:
        text = "\n".join(filter(None, [error.remedy, self.last_words()]))
        await self.push_screen_wait(Choose(error.what, text, [("ok", "Leave")]))
        self.exit(None, 0)

    async def attempt(self, act: Callable[[], object]) -> bool:
        """Does something to the session, beside the screen, and shows how it stands then.

        Args:
            act: Does it; may wait for others who write.

        Returns:
            Whether it was done; if not, the user was told why.
        """
        try:
            await asyncio.to_thread(act)
            state = await asyncio.to_thread(self._role.state)
        except AdvisorError as error:
            self.refused(error)
            return False
        self.take(state)
        return True

    @work(group="doing")
    async def do(self, act: Callable[[], object], said: str = "") -> None:
        """Does something to the session.

        Args:
            act: Does it.
            said: What is told when it is done.
        """
        if await self.attempt(act) and said:
            self.notify(visible(said), markup=False)

    async def spread(self) -> Spread | None:
        """What was revealed, with the advice on it; None before the first reveal.

        Raises:
            AdvisorError: The session cannot be read.
        """
        await self.loaded.wait()
        return await asyncio.to_thread(self._weighed)

    def _weighed(self) -> Spread | None:
        from advisor.tui.team.spreading import Spread

        with self._weighing:
            revealed = self._role.revealed(self.desk.questionnaire)
            if revealed is None:
                return None
            measured = self._role.measurements()
            needs = tuple(voice.needs for voice in revealed.voices)
            earlier = tuple((number, tuple(one.needs for one in told)) for number, told in revealed.earlier)
            key = (revealed.round, needs, earlier, measured)
            if self._spread is None or self._spread[0] != key:
                report = self.advise(revealed, measured)
                self._spread = (key, Spread(revealed, report))
            return self._spread[1]

    def advise(self, revealed: Revealed, measured: tuple[ProbesFile, ...], command: str = "") -> Report:
        """The report on what was revealed.

        Args:
            revealed: The answers.
            measured: The shared measurements.
            command: What repeats it; by default from the session itself.
        """
        from advisor.adviser import Occasion

        advise = self._advise
        if advise is None:
            from advisor.team.outcome import outcome

            advise = outcome
        export = f"advisor team export {self.state.id} -o FOLDER"
        again = command or f"{export} && advisor recommend FOLDER/*.yaml --budget none"
        return advise(revealed, measured, self.desk.adviser, Occasion(self.clock(), again, measures=False))

    def close(self) -> None:
        """Ends what runs beside the screen; safe to call more than once."""
        self._watch.stop()
        super().close()
