"""SQLite as sessions use it: how a file is opened, how a transaction is led, what its troubles mean."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.team.refusals import UnreadableError

#: Seconds to wait while others write.
PATIENCE_S = 5.0
# NORMAL, since `settle` has the log written to the disk after the lock is let go, and so for many writers at
# once; FULL would do the same with the lock held, one after the other. What was deleted is overwritten, and
# sorting leaves no file of its own behind: both for privacy.
_SETTINGS = ("synchronous = NORMAL", "secure_delete = ON", "temp_store = MEMORY", "foreign_keys = ON")

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_RIGHTS = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)

# Without the times of the file where the system can leave them out.
_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def connect(path: Path) -> sqlite3.Connection:
    """Opens a file that is there.

    A session's file is opened through SQLite alone: closing a file of one's own lets go of the locks that
    this process holds on it (POSIX).

    Raises:
        sqlite3.Error: It cannot be opened; a damaged file may be noticed only later.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=PATIENCE_S,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def rolled_back_on_error(
    connection: sqlite3.Connection, before_commit: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Commits what was begun, or takes all of it back."""
    try:
        yield
        before_commit()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
        raise


def primary(error: sqlite3.Error) -> int:
    """SQLite's own code of an error; 0 where Python raised it."""
    code: int = getattr(error, "sqlite_errorcode", 0) or 0
    return code & 0xFF


def told(error: sqlite3.Error, path: Path, lost: str) -> AdvisorError:
    """A trouble of SQLite's in people's words; nothing that was to be written is repeated.

    Args:
        error: The trouble.
        path: The session's file.
        lost: What did not happen, such as "the answers were not saved".
    """
    code = primary(error)
    if code in _BUSY:
        why = f"others have been writing for {PATIENCE_S:g} seconds"
        return AdvisorError(f"{lost}: {why}", "Try again")
    if code == sqlite3.SQLITE_FULL:
        return AdvisorError(f"{lost}: the disk of {path.parent} is full", "Free some space and try again")
    if code in _RIGHTS:
        return AdvisorError(f"{lost}: {path} or its folder cannot be written to", "Mend the rights")
    if code in _DAMAGED:
        return UnreadableError(f"{lost}: {path} is damaged", "It was left as it is; restore a copy")
    if code == sqlite3.SQLITE_IOERR:
        return AdvisorError(f"{lost}: {path} cannot be read or written", "Look after the disk")
    # Tables or text that are not there as they should be: another hand was at the file.
    return UnreadableError(f"{lost}: {path} is not as advisor writes it", "Restore a copy")


def settle(log: Path) -> None:
    """Waits until the write-ahead log is on the disk, so that a power cut takes nothing of it back.

    SQLite has no locks on the log, so it may be opened and closed past it.

    Raises:
        OSError: It is not there, or the disk does not confirm it.
    """
    handle = os.open(log, os.O_RDWR)
    try:
        _sync(handle)
    finally:
        os.close(handle)


def identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at a path; None if there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - as fast as can be: it is asked before each commit
    except OSError:
        return None
    return found.st_dev, found.st_ino
