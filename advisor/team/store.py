"""The file of a session: transactions in which nothing is lost, and what everybody may see of it."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Self, cast

from advisor.errors import AdvisorError
from advisor.team import schema
from advisor.team.connection import connect, identity, rolled_back_on_error, settle, told
from advisor.team.records import Member, Phase, SharedFile, State
from advisor.team.refusals import GoneError, UnreadableError

_MEMBER = "id, name, role, weight, joined, finished_round, answered, seen"


class SessionStore:
    """An open session; `Seat`, `Chair` and `Doors` are the ways to use it. Safe between threads.

    Reading and writing have a connection each: who reads never waits for who writes.

    Args:
        path: The file, which is there.
        clock: Gives the time of day with its zone.

    Attributes:
        path: The file.
        clock: As given.
        id: Of the session.

    Raises:
        UnreadableError: It is damaged, is none, or was written by a newer version.
        AdvisorError: It cannot be opened.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]) -> None:
        self.path = path
        self.clock = clock
        self._reading, self._writing = threading.RLock(), threading.RLock()
        self._known: tuple[int, int] | None = None
        self._identity = identity(path)
        self._closed = False
        self._log = path.with_name(f"{path.name}-wal")
        connections: list[sqlite3.Connection] = []
        try:
            for _ in range(2):
                connections.append(connect(path))  # noqa: PERF401 - closed where the second one fails
            self._reader, self._writer = connections
            self._prepare()
            self.id = str(self._reader.execute("SELECT id FROM session").fetchone()[0])
        except (sqlite3.Error, TypeError) as error:
            _close(connections)
            if isinstance(error, TypeError):
                raise UnreadableError(f"{path} holds no session", "Restore a copy") from None
            raise told(error, path, "the session cannot be opened") from None
        except BaseException:
            _close(connections)
            raise

    def _prepare(self) -> None:
        """Looks whether the file is whole, before anything is written to it."""
        try:
            version = schema.check(self._reader)
        except UnreadableError as error:
            raise UnreadableError(f"{self.path} cannot be opened: {error.what}", error.remedy) from None
        found = self._reader.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise UnreadableError(f"{self.path} is damaged", "It was left as it is; restore a copy")
        # Some file systems have no shared memory; there each commit waits for the disk with the lock held.
        self._is_logged = self._writer.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal"
        if not self._is_logged:
            self._writer.execute("PRAGMA synchronous = FULL")
        if version < len(schema.STEPS):
            self._writer.execute("BEGIN IMMEDIATE")
            with rolled_back_on_error(self._writer):
                schema.migrate(self._writer)

    @property
    def port(self) -> int | None:
        """Where the session was served last."""
        with self.read() as connection:
            port: int | None = connection.execute("SELECT port FROM session").fetchone()[0]
        return port

    def keep_port(self, port: int) -> None:
        """Remembers where the session is served, so that links stay valid.

        Raises:
            AdvisorError: It cannot be written.
        """
        with self.write("the port was not kept", quiet=True) as connection:
            connection.execute("UPDATE session SET port = ?", (port,))

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees the session at one moment.

        Raises:
            GoneError: The file was deleted.
            AdvisorError: It cannot be read.
        """
        with self._reading:
            self._check_there("the session cannot be read")
            try:
                self._reader.execute("BEGIN")
                with rolled_back_on_error(self._reader):
                    yield self._reader
            except sqlite3.Error as error:
                raise told(error, self.path, "the session cannot be read") from None

    @contextlib.contextmanager
    def write(self, lost: str, *, quiet: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction that is written whole or not at all; `State.version` grows if it changed anything.

        Args:
            lost: What did not happen where it fails, such as "the answers were not saved".
            quiet: True where it changes nothing that others would want to hear of, nor that would be missed
                after a power cut.

        Raises:
            GoneError: The file was deleted or replaced.
            AdvisorError: Others wrote all the time, the disk is full, or the file cannot be written to.
        """
        with self._writing:
            self._check_there(lost)
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                with rolled_back_on_error(self._writer, lambda: self._check_there(lost)):
                    self._check_version(lost)
                    before = self._writer.total_changes
                    yield self._writer
                    written = not quiet and self._writer.total_changes > before
                    if written:
                        self._writer.execute("UPDATE session SET version = version + 1")
                if written and self._is_logged:
                    self._settle(lost)
            except sqlite3.Error as error:
                raise told(error, self.path, lost) from None

    def state(self) -> State:
        """The session now, without a word of what was answered."""
        with self.read() as connection:
            row = connection.execute("SELECT project, created, phase, round, version FROM session").fetchone()
            members = connection.execute(f"SELECT {_MEMBER} FROM member ORDER BY number").fetchall()
            files = connection.execute(
                "SELECT id, name, added, rows FROM measurements ORDER BY id"
            ).fetchall()
        project, created, phase, round_, version = row
        with self.understood():
            return State(
                id=self.id,
                project=project,
                created=datetime.fromisoformat(created),
                phase=cast("Phase", phase),
                round=round_,
                members=tuple(_member(member, round_) for member in members),
                files=tuple(
                    SharedFile(id_, name, datetime.fromisoformat(added), rows)
                    for id_, name, added, rows in files
                ),
                version=version,
            )

    def changed(self, since: int) -> bool:
        """Whether anybody wrote since a `State.version`."""
        with self._reading:
            self._check_there("the session cannot be read")
            try:
                # Moves with every write of another connection; while it stands still the counter does too.
                moved = self._reader.execute("PRAGMA data_version").fetchone()[0]
                if self._known is None or self._known[0] != moved:
                    version = self._reader.execute("SELECT version FROM session").fetchone()[0]
                    self._known = moved, version
            except sqlite3.Error as error:
                raise told(error, self.path, "the session cannot be read") from None
            return self._known[1] != since

    def forget_deleted(self) -> None:
        """Empties the write-ahead log, in which what was deleted would stand for a while.

        Where another process reads just then, the log is emptied by whoever closes the session last.
        """
        with self._writing, contextlib.suppress(sqlite3.Error):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextlib.contextmanager
    def understood(self) -> Iterator[None]:
        """Turns what another hand wrote into the file, and cannot be read, into one clear message."""
        try:
            yield
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            what = f"{self.path} is not as advisor writes it ({type(error).__name__})"
            raise UnreadableError(what, "Restore a copy") from None

    def close(self) -> None:
        """Lets go of the file; nothing can be done with the session after that."""
        with self._writing, self._reading:
            self._closed = True
            _close([self._reader, self._writer])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _check_there(self, lost: str) -> None:
        """A file that was unlinked can still be written to, and all of it is lost."""
        if self._closed:
            raise GoneError(f"{lost}: the session was closed", "Open it again")
        if identity(self.path) != self._identity:
            raise GoneError(f"{lost}: {self.path} was deleted or replaced", "Open the session again")

    def _settle(self, lost: str) -> None:
        """Has what was committed survive a power cut; nothing is acknowledged before."""
        try:
            settle(self._log)
        except FileNotFoundError:
            self._check_there(lost)
            raise GoneError(f"{lost}: {self._log} was deleted", "Open the session again") from None
        except OSError as error:
            what = f"the disk does not confirm what was written to {self.path}: {error.strerror or error}"
            raise AdvisorError(what, "Look after the disk; a power cut could take it back") from None

    def _check_version(self, lost: str) -> None:
        try:
            schema.check(self._writer)
        except UnreadableError as error:
            raise UnreadableError(f"{lost}: {error.what}", error.remedy) from None


def _member(row: tuple[object, ...], round_: int) -> Member:
    id_, name, role, weight, joined, finished_round, answered, seen = row
    return Member(
        id=str(id_),
        name=str(name),
        role=str(role),
        weight=float(cast("float", weight)),
        joined=_time(joined),
        finished=finished_round == round_,
        answered=int(cast("int", answered)),
        seen=_time(seen),
    )


def _time(text: object) -> datetime | None:
    return None if text is None else datetime.fromisoformat(str(text))


def _close(connections: list[sqlite3.Connection]) -> None:
    for connection in connections:
        with contextlib.suppress(sqlite3.Error):
            connection.close()
