"""A hand on a running session: pause it, leave a row out, call it off; from any thread, at any time.

The session asks at its checkpoints and sleeps there while it is paused. While it waits for a worker it is
woken, so that a long import or compilation is given up at once; ending the worker stays with the thread that
started it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Cancelled(Exception):
    """The session was called off; what was measured is kept."""


class RowSkipped(Exception):
    """The row that is being measured was left out by the user."""


class Control:
    """What a user may ask of a running session, and how the session hears of it."""

    def __init__(self) -> None:
        # Reentrant, so that a signal handler may ask too.
        self._changed = threading.Condition(threading.RLock())
        self._paused = False
        self._cancelled = False
        self._skipped: set[str] = set()
        self._row = ""
        self._wakers: list[Callable[[], None]] = []
        self._waited_s = 0.0

    def pause(self) -> None:
        """Has the session wait at its next checkpoint; the quartet or compilation that runs is finished."""
        with self._changed:
            self._paused = True

    def resume(self) -> None:
        """Has it go on."""
        with self._changed:
            self._paused = False
            self._changed.notify_all()

    @property
    def paused(self) -> bool:
        """Whether the session waits, or will at its next checkpoint."""
        return self._paused

    def skip(self, row_name: str) -> None:
        """Leaves a row out: at once if it is being measured, else when its turn comes.

        A row that is done stays.

        Args:
            row_name: As `RowState.name` says it.
        """
        with self._changed:
            self._skipped.add(row_name)
            if row_name == self._row:
                self._wake()

    def skipped(self, row_name: str) -> bool:
        """Whether a row was asked to be left out."""
        return row_name in self._skipped

    def cancel(self) -> None:
        """Ends the session at once, with its workers; what was measured is kept."""
        with self._changed:
            self._cancelled = True
            self._wake()

    @property
    def cancelled(self) -> bool:
        """Whether the session was called off."""
        return self._cancelled

    @property
    def waited_s(self) -> float:
        """Seconds that the session has slept at its checkpoints."""
        return self._waited_s

    def checkpoint(self) -> None:
        """Sleeps while paused.

        Raises:
            Cancelled: The session was called off, before or meanwhile.
            RowSkipped: So was the row that is being measured.
        """
        with self._changed:
            while True:
                self.check()
                if not self._paused:
                    return
                began = time.monotonic()
                try:
                    self._changed.wait()
                finally:
                    self._waited_s += time.monotonic() - began

    def check(self) -> None:
        """Returns if the work goes on.

        Raises:
            Cancelled: The session was called off.
            RowSkipped: So was the row that is being measured.
        """
        with self._changed:
            if self._cancelled:
                raise Cancelled
            if self._row and self._row in self._skipped:
                raise RowSkipped

    @contextmanager
    def on_row(self, row_name: str) -> Iterator[None]:
        """Says which row is being measured, so that skipping it is heard.

        Raises:
            Cancelled: The session was called off.
            RowSkipped: The row was left out, before or meanwhile.
        """
        with self._changed:
            self._row = row_name
        try:
            self.check()
            yield
        finally:
            with self._changed:
                self._row = ""

    @contextmanager
    def waking(self, wake: Callable[[], None]) -> Iterator[None]:
        """Has somebody who waits elsewhere woken when `check` may have something to say.

        Args:
            wake: Is called from other threads, perhaps more often than needed; returns at once.
        """
        with self._changed:
            self._wakers.append(wake)
        try:
            yield
        finally:
            with self._changed:
                self._wakers.remove(wake)

    def _wake(self) -> None:
        self._changed.notify_all()
        for wake in self._wakers:
            wake()
