"""The time that a session has spent of its budget; it stands still while the session is paused."""

from __future__ import annotations

import time

from advisor.evidence.control import Control
from advisor.evidence.progress import Progress


class Stopwatch:
    """Counts seconds of a budget from when it was made, and stops at checkpoints.

    Args:
        control: May pause the session, or end it.
        progress: Is told what the session does, and how far it is.
    """

    def __init__(self, control: Control, progress: Progress) -> None:
        self._control = control
        self._progress = progress
        self._began_s = time.monotonic() - control.waited_s
        self._phase = ""

    def elapsed_s(self) -> float:
        """Seconds of the budget; what was slept at checkpoints is none of it."""
        return time.monotonic() - self._control.waited_s - self._began_s

    def begin(self, phase: str, left_s: float) -> None:
        """Tells that a part of the work begins, and how many seconds are left until the end."""
        self._phase = phase
        self._progress.phase(phase)
        elapsed = self.elapsed_s()
        self._progress.estimate(elapsed / max(elapsed + left_s, 1e-9), left_s)

    def checkpoint(self) -> bool:
        """Waits while the session is paused, and says whether it was.

        Raises:
            Cancelled: The session was called off.
            RowSkipped: So was the row that is being measured.
        """
        if not self._control.paused:
            self._control.check()
            return False
        self._progress.phase("paused")
        self._control.checkpoint()
        self._progress.phase(self._phase)
        return True
