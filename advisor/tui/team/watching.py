"""Looking after a session that others write too, beside the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from advisor.errors import AdvisorError
from advisor.team.records import State

#: Seconds between two looks.
EVERY_S = 1.0


class Watched(Protocol):
    """What is looked after."""

    def state(self) -> State:
        """The session now."""

    def changed(self, since: int) -> bool:
        """Whether anybody wrote since a version of the state; cheap."""


class Watch:
    """A thread that looks whether anybody wrote, and tells how the session stands then.

    Args:
        watched: The session, as its reader may see it.
        version: Of the state that is known.
        tell: Is called from the thread with a new state, or once with why there is none.
        every_s: Seconds between two looks.
    """

    def __init__(
        self,
        watched: Watched,
        version: int,
        tell: Callable[[State | AdvisorError], None],
        every_s: float = EVERY_S,
    ) -> None:
        self._watched, self._version, self._tell, self._every_s = watched, version, tell, every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begins to look."""
        self._thread.start()

    def stop(self) -> None:
        """Looks no more; the session can be closed then."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        troubled = False
        while not self._stopped.wait(self._every_s):
            try:
                state = self._watched.state() if self._watched.changed(self._version) else None
            except AdvisorError as error:
                if not troubled:
                    self._tell(error)
                troubled = True
                continue
            troubled = False
            if state is not None:
                self._version = state.version
                self._tell(state)
