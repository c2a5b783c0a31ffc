"""A program in a real (pseudo) terminal: its output as it comes, and the time at which something is seen."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

COLUMNS, ROWS = 118, 36
_ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]")


class Terminal:
    """Runs a command in a terminal of its own.

    Args:
        command: What is run.
        environment: Added to ours.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self._command = command
        self._environment = {**os.environ, "TERM": "xterm-256color", **(environment or {})}

    def __enter__(self) -> Self:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=self._environment,
            start_new_session=True,
        )
        os.close(theirs)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + 10
            # It wants to restore a terminal that somebody has to read.
            while self._process.poll() is None and time.monotonic() < deadline:
                self._read(0.05)
            if self._process.poll() is None:
                self._process.kill()
        self._process.wait()
        os.close(self._ours)

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def press(self, keys: str) -> None:
        """Types."""
        os.write(self._ours, keys.encode())

    def until(self, text: str, seconds: float = 30.0) -> float:
        """Waits until a text is drawn; the time of the clock when it was.

        Raises:
            SystemExit: It was not drawn in time.
        """
        wanted, seen, deadline = text.encode(), b"", time.monotonic() + seconds
        while time.monotonic() < deadline:
            seen += self._read(0.5)
            if wanted in _ESCAPES.sub(b"", seen):
                return time.perf_counter()
        drawn = _ESCAPES.sub(b"", seen).decode(errors="replace")[-400:]
        sys.exit(f"'{text}' was not drawn within {seconds:.0f} s; last was: {drawn}")

    def rest(self, seconds: float) -> None:
        """Reads what comes for so long."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._read(left)

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._ours], [], [], seconds)
        if not ready:
            return b""
        try:
            return os.read(self._ours, 1 << 16)
        except OSError:
            return b""
