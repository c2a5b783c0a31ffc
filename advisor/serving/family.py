"""A subprocess with all its descendants, so that none outlives it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress

import psutil

_GONE = (psutil.NoSuchProcess, psutil.AccessDenied)


class Family:
    """The process that leads a group of its own, and what it started, in other groups too.

    Workers that measure lead groups of their own; once their parent is gone nothing ties them to it.
    So they are looked up while it lives.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._descendants: set[psutil.Process] = set()
        self._head: psutil.Process | None = None
        with suppress(*_GONE):
            self._head = psutil.Process(pid)

    def look(self) -> None:
        """Notes the descendants of this moment."""
        if self._head is not None:
            with suppress(*_GONE):
                self._descendants.update(self._head.children(recursive=True))

    def terminate(self) -> None:
        """Asks the head to end; it is expected to end the others."""
        self.look()
        if self._head is not None:
            with suppress(*_GONE):
                self._head.terminate()

    async def wait(self) -> None:
        """Waits until all descendants that were seen are gone."""
        while alive := [process for process in self._descendants if _lives(process)]:
            await asyncio.to_thread(psutil.wait_procs, alive, timeout=0.2)

    def kill(self) -> None:
        """Kills what is left of the group and of the descendants."""
        self.look()
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        for process in {*self._descendants, *([self._head] if self._head else [])}:
            with suppress(*_GONE):
                process.kill()


def _lives(process: psutil.Process) -> bool:
    """Whether it still runs; an orphan that nobody collects has ended, too."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except _GONE:
        return False
