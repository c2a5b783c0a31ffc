"""The application's side of the measuring: what it tells is shown, what the dock asks is passed on."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import App
from textual.message import Message
from textual.worker import WorkerError

from advisor.tui.screens.base import AdvisorScreen

if TYPE_CHECKING:
    from advisor.evidence.plan import Budget
    from advisor.interview.desk import Desk
    from advisor.interview.measuring import Standing
    from advisor.tui.widgets.dock import ProbeDock

#: Seconds that the measuring waits for the screen: between its blocks, so that painting is in none of them.
_PAINT_S, _WEIGH_S = 0.25, 2.0


class ProbesMoved(Message):
    """The measuring has moved.

    Args:
        standing: How it stands.
        seen: Is set when the screen shows it.
    """

    def __init__(self, standing: Standing, seen: threading.Event) -> None:
        super().__init__()
        self.standing, self.seen = standing, seen


class ProbingApp(App[None]):
    """An application beside which something is measured."""

    _ending = False
    _seen = threading.Event()

    @property
    def desk(self) -> Desk:
        """The interview."""
        raise NotImplementedError

    def tell(self, standing: Standing) -> None:
        """From the measuring thread: shows how it stands, and waits until that is painted."""
        self._seen = seen = threading.Event()
        if not self._ending and self.post_from_thread(ProbesMoved(standing, seen)):
            seen.wait(_WEIGH_S if standing.new_evidence else _PAINT_S)

    def post_from_thread(self, message: Message) -> bool:
        """Posts a message from another thread, if there is still a screen.

        The thread does not wait for it: the screen may be waiting for that thread.
        """
        try:
            return self.post_message(message)
        except RuntimeError:
            # The screen is gone; what was to be told stands in the file.
            return False

    def tell_no_more(self) -> None:
        """The screen is going: the measuring is not to wait for it."""
        self._ending = True
        self._seen.set()

    @on(ProbesMoved)
    def _probes_moved(self, event: ProbesMoved) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, AdvisorScreen) and screen.is_mounted:
                screen.show_standing(event.standing)
        if event.standing.new_evidence and self.workers:
            self._when_weighed(event.seen)
        else:
            self.call_after_refresh(event.seen.set)

    @work
    async def _when_weighed(self, seen: threading.Event) -> None:
        """Waits for the screens that weigh new measurements, then lets the measuring go on."""
        groups = ("reconsider", "weigh")
        for worker in [worker for worker in self.workers if worker.group in groups]:
            # One that a newer answer has overtaken was cancelled.
            with contextlib.suppress(WorkerError):
                await worker.wait()
        self.call_after_refresh(seen.set)

    def measure_for(self, budget: Budget) -> None:
        """Lets measuring take longer, or not happen at all."""
        self.desk.measure_for(budget)
        self._show_measuring()

    def on_probe_dock_pause_toggled(self) -> None:
        """Pauses, or goes on."""
        measuring = self.desk.measuring
        (measuring.resume if measuring.standing.status == "paused" else measuring.pause)()
        self._show_measuring()

    def on_probe_dock_skip_asked(self, event: ProbeDock.SkipAsked) -> None:
        """Leaves a row out."""
        self.desk.measuring.skip(event.name)

    def on_probe_dock_stop_asked(self) -> None:
        """Ends the measuring."""
        self.desk.measuring.stop()
        self._show_measuring()

    def _show_measuring(self) -> None:
        if isinstance(self.screen, AdvisorScreen):
            self.screen.show_standing(self.desk.measuring.standing)
