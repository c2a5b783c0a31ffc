"""The application in a terminal: a process of its own behind a pty, and a screen that understands what it writes."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pexpect
import pyte

PATIENCE_S = 60.0
#: Seconds that one look at the pty may take.
_LOOK_S = 0.2


class Terminal:
    """A terminal with the application in it.

    Args:
        arguments: Of `advisor`.
        program: What Python runs instead of `advisor`.
        columns: How wide it is.
        rows: How high it is.
        folder: Where it is started.

    Attributes:
        raw: Everything that was written.
        child: The process.
    """

    def __init__(
        self,
        *arguments: str,
        program: Sequence[str] = ("-m", "advisor"),
        columns: int = 100,
        rows: int = 32,
        folder: Path | None = None,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self.raw = ""
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.child = cast(
            "pexpect.spawn[str]",
            pexpect.spawn(
                sys.executable,
                [*program, *arguments],
                env=cast("os._Environ[str]", environment),
                encoding="utf-8",
                codec_errors="replace",
                dimensions=(rows, columns),
                cwd=folder,
            ),
        )

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def send(self, keys: str) -> None:
        """Types."""
        self.child.send(keys)

    def until(self, words: str, patience_s: float = PATIENCE_S) -> None:
        """Waits until what fits a pattern is on the screen."""
        deadline = time.monotonic() + patience_s
        while not re.search(words, self.text):
            assert time.monotonic() < deadline, f"{words!r} did not come:\n{self.text}"
            assert self._read(), f"it ended before {words!r}:\n{self.raw[-3000:]}"

    def code(self, patience_s: float = PATIENCE_S) -> int:
        """Waits for the end of the process; its exit code."""
        deadline = time.monotonic() + patience_s
        while self._read():
            assert time.monotonic() < deadline, f"it did not end:\n{self.text}"
        self.child.close()
        assert self.child.exitstatus is not None, f"it was killed by signal {self.child.signalstatus}"
        return self.child.exitstatus

    def hang_up(self) -> None:
        """Closes the window."""
        behind = self.child.ptyproc  # type: ignore[attr-defined]
        behind.fileobj.close()
        self.child.closed = behind.closed = True

    def _read(self) -> bool:
        """Takes what was written; False at the end."""
        try:
            written = self.child.read_nonblocking(65536, _LOOK_S)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += written
        self._stream.feed(written)
        return True
