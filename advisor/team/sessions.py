"""Where sessions are kept: one SQLite file each, begun whole or not at all, and deleted for good."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.interview.project import project_name
from advisor.team import schema
from advisor.team.connection import connect, told
from advisor.team.records import SessionEntry
from advisor.team.refusals import UnreadableError
from advisor.team.store import SessionStore

_ENDING = ".sqlite3"
_ID = re.compile(r"[0-9a-z-]+")
_UNREADABLE = "a session that cannot be read"


class Sessions:
    """The sessions of this user.

    Args:
        folder: The user's data folder; `team` in it is made with the first session.
        clock: Gives the time of day with its zone.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder / "team"
        self._clock = clock

    def create(self, project: str, *, port: int | None = None) -> SessionStore:
        """Begins a session.

        Args:
            project: What is decided about.
            port: Where it is served; kept, so that links stay valid when the host is started again.

        Raises:
            AdvisorError: The project cannot be called so, or the folder cannot be written to.
        """
        project, now = project_name(project), self._clock()
        session_id = f"{now:%Y%m%d}-{secrets.token_hex(4)}"
        path = self._folder / f"{session_id}{_ENDING}"
        # Named as a session once it is one: whoever dies half-way leaves nothing that looks like it.
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._folder.chmod(0o700)
            os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with contextlib.closing(connect(part)) as connection:
                connection.execute("BEGIN IMMEDIATE")
                schema.migrate(connection)
                connection.execute(
                    "INSERT INTO session (one, id, project, created, port, phase, round, version)"
                    " VALUES (1, ?, ?, ?, ?, 'answering', 1, 1)",
                    (session_id, project, now.isoformat(), port),
                )
                connection.execute("COMMIT")
                connection.execute("PRAGMA journal_mode = WAL")
            part.rename(path)
            _keep_name(self._folder)
        except (OSError, sqlite3.Error) as error:
            for left in self._folder.glob(f"{part.name}*"):
                with contextlib.suppress(OSError):
                    left.unlink()
            if isinstance(error, sqlite3.Error):
                raise told(error, path, "the session was not begun") from None
            raise self._refused("the session was not begun", error) from None
        return SessionStore(path, self._clock)

    def open(self, id_or_prefix: str) -> SessionStore:
        """Opens a session by its id, or by the beginning of it that no other has.

        Raises:
            UnreadableError: It is damaged, or was written by a newer version; the file was left as it is.
            AdvisorError: There is none, or several fit.
        """
        ids = sorted(path.stem for path in self._paths())
        found = (
            [id_or_prefix] if id_or_prefix in ids else [id_ for id_ in ids if id_.startswith(id_or_prefix)]
        )
        if not found:
            raise _none(id_or_prefix)
        if len(found) > 1:
            several = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
            raise AdvisorError(f"several sessions begin so: {several}", "Write more of the id")
        return SessionStore(self._folder / f"{found[0]}{_ENDING}", self._clock)

    def entries(self) -> list[SessionEntry]:
        """All sessions, the newest first; one that cannot be read is listed and says why."""
        found = []
        for path in self._paths():
            with contextlib.suppress(FileNotFoundError):  # it was deleted just now
                found.append(_entry(path))
        return sorted(found, key=lambda entry: (entry.created, entry.id), reverse=True)

    def delete(self, session_id: str) -> None:
        """Removes a session for good, one that cannot be read too; windows that are open can do nothing more.

        Raises:
            AdvisorError: There is none of exactly this id, or the folder cannot be written to.
        """
        # Its write-ahead log holds answers too, and may be left alone where deleting was cut off.
        found = sorted(self._folder.glob(f"{session_id}.*")) if _ID.fullmatch(session_id) else []
        if not found:
            raise _none(session_id)
        try:
            for path in found:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise self._refused("the session was not deleted", error) from None

    def _paths(self) -> Iterator[Path]:
        return (path for path in self._folder.glob(f"*{_ENDING}") if _ID.fullmatch(path.stem))

    def _refused(self, what: str, error: OSError) -> AdvisorError:
        return AdvisorError(
            f"{what} in {self._folder}: {error.strerror or error}", "Free some space or set ADVISOR_DATA"
        )


def _keep_name(folder: Path) -> None:
    """Has a new name in a folder survive a power cut; Windows sees to it by itself."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _none(session_id: str) -> AdvisorError:
    return AdvisorError(f"there is no session {session_id[:60]!r}", "advisor team list shows what there is")


def _entry(path: Path) -> SessionEntry:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        with contextlib.closing(connect(path)) as connection:
            schema.check(connection)
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise UnreadableError("it is damaged")
            project, created, phase, members = connection.execute(
                "SELECT project, created, phase, (SELECT count(*) FROM member) FROM session"
            ).fetchone()
        return SessionEntry(path.stem, str(project), _time(created), phase, int(members))
    except sqlite3.Error as error:
        trouble = told(error, path, "it cannot be read").what
    except UnreadableError as error:
        trouble = error.what
    except (ValueError, TypeError):
        trouble = "it is not as advisor writes it"
    return SessionEntry(path.stem, _UNREADABLE, changed, None, 0, trouble)


def _time(text: object) -> datetime:
    time = datetime.fromisoformat(str(text))
    if time.tzinfo is None:
        raise ValueError(f"the time {time} has no zone")
    return time
