"""What the server says on standard error: single lines without addresses, locals or secrets."""

from __future__ import annotations

import logging
import os
import re
import traceback
from collections.abc import Callable

from advisor.diagnostics import note

Say = Callable[[str, str], None]
_LIBRARIES = ("aiohttp", "asyncio", "textual-serve")
#: A token in an address, whether it is one that the server has seen or not.
_TOKEN = re.compile(r"(\btoken=)[^\s&'\"<>]+", re.IGNORECASE)


class Journal:
    """Writes one line for each thing worth knowing, with the secrets struck out.

    Args:
        say: Gets the text and its kind (note, warning, error); standard error by default.
    """

    def __init__(self, say: Say = note) -> None:
        self._say = say
        self._secrets: set[str] = set()
        self._refusals: set[str] = set()

    def hide(self, *secrets: str) -> None:
        """Strikes these out of everything that is written from now on."""
        self._secrets.update(secret for secret in secrets if secret)

    def note(self, text: str, kind: str = "note") -> None:
        """Writes one line."""
        for secret in self._secrets:
            text = text.replace(secret, "…")
        self._say(_TOKEN.sub(r"\1…", text), kind)

    def refused(self, why: str) -> None:
        """Tells of the first request refused for each reason: a flood of them writes no more."""
        if why not in self._refusals:
            self._refusals.add(why)
            self.note(f"a request was refused: {why} (said once)", "warning")

    def fault(self, what: str, error: BaseException) -> None:
        """Tells where an error arose; its message and its locals may hold anything, so they stay out."""
        frame = traceback.extract_tb(error.__traceback__)[-1:]
        place = f" at {frame[0].filename}:{frame[0].lineno}" if frame else ""
        self.note(f"{what}: {type(error).__name__}{place}", "error")
        if os.environ.get("ADVISOR_DEBUG"):
            for line in "".join(traceback.format_exception(error)).splitlines():
                self.note(line, "error")


class _LibraryLog(logging.Handler):
    """Passes on what a library logs at WARNING and above, without messages of errors and tracebacks."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        first = record.getMessage().partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            self._journal.note(f"{record.name}: {first}", "warning")
        else:
            self._journal.fault(f"{record.name}: {first}", error)


def quiet_logger(journal: Journal) -> logging.Logger:
    """A logger for aiohttp that nobody else hears: of a malformed request it would log the token, too."""
    logger = logging.Logger("aiohttp")
    logger.addHandler(_LibraryLog(journal))
    return logger


def take_over_logs(journal: Journal) -> None:
    """Makes the journal the only listener of the libraries' own loggers; for a process that only serves."""
    for name in _LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers = [_LibraryLog(journal)]
        logger.propagate = False
