"""What a participant may do: answer, see the session, and see the others' answers once they are revealed."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.interview.project import Project
from advisor.interview.projects import ChangedElsewhereError
from advisor.team import people
from advisor.team.answers import Hearing, named, said_in, settled
from advisor.team.log import Key, append_changes, said_by
from advisor.team.phases import check_not_ended, closed_in
from advisor.team.records import Member, Phase, Revealed, State
from advisor.team.refusals import ClosedError, RemovedError
from advisor.team.revealing import revealed_in, revealed_rounds, shared_measurements
from advisor.team.store import SessionStore

if TYPE_CHECKING:
    from advisor.evidence.records import ProbesFile
    from advisor.needs.questions import Questionnaire

_NOT_SAVED = "the answers were not saved"
_NOT_KEPT = "this was not kept"


@dataclass(frozen=True)
class _Row:
    """What of a member's row is needed within a transaction."""

    number: int
    name: str
    revision: int
    phase: Phase
    round: int
    project: str


class Seat:
    """A participant's place in a session.

    Args:
        store: The session.
        member_id: The participant's.

    Raises:
        RemovedError: The facilitator removed the participant; so does every later call but `order`, which
            tells nothing, and `changed`, for which a removal is a change.
    """

    def __init__(self, store: SessionStore, member_id: str) -> None:
        self._store = store
        self._id = member_id
        self._unread: frozenset[Key] = frozenset()
        with store.read() as connection:
            self._own(connection)

    @property
    def member(self) -> Member:
        """The participant."""
        return self._found(self._store.state())

    def state(self) -> State:
        """The session now."""
        state = self._store.state()
        self._found(state)
        return state

    def changed(self, since: int) -> bool:
        """Whether anybody wrote since a `State.version`; cheap enough to ask several times a second."""
        return self._store.changed(since)

    def introduce(self, name: str, role: str) -> None:
        """Gives the participant's name and role; both can be changed until the session ends.

        Raises:
            AdvisorError: It is no name or no role, or somebody else in the session has the name.
        """
        name, role = people.participant_name(name), people.role(role)
        now = self._store.clock().isoformat()
        with self._store.write(_NOT_KEPT) as connection:
            own = self._own(connection)
            check_not_ended(own.phase, _NOT_KEPT)
            check_free(connection, name, besides=own.number)
            connection.execute(
                "UPDATE member SET name = ?, name_key = ?, role = ?, joined = ifnull(joined, ?), seen = ?"
                " WHERE number = ?",
                (name, people.name_key(name), role, now, now, own.number),
            )

    def load(self, questionnaire: Questionnaire) -> Project:
        """The participant's own answers so far, of all rounds; `id` is the member's.

        An answer that the questionnaire does not take, as with other rules, is left out and stays kept.
        """
        with self._store.read() as connection:
            own = self._own(connection)
            with self._store.understood():
                said = said_by(connection, own.number)
            begun, weight, role, saved = connection.execute(
                "SELECT ifnull(joined, session.created), weight, role,"
                " (SELECT at FROM entry WHERE member = member.number ORDER BY number DESC LIMIT 1)"
                " FROM member, session WHERE member.number = ?",
                (own.number,),
            ).fetchone()
        heard = Hearing(questionnaire).hear(said, own.project)
        self._unread = frozenset(heard.unread)
        self._look_in()
        with self._store.understood():
            return Project(
                id=self._id,
                needs=named(heard.needs, own.name, role, weight) if own.name else heard.needs,
                created=datetime.fromisoformat(begun),
                saved=datetime.fromisoformat(saved or begun),
                passed=heard.passed,
                revision=own.revision,
            )

    def save(self, project: Project) -> Project:
        """Adds what changed to what is kept; what is returned has the new revision.

        Answers, importances, sizes and what was passed over are kept; what-ifs are not, and the project's
        name and the participant are the session's own.

        Raises:
            ChangedElsewhereError: Another window of this participant saved since; nothing was saved.
            ClosedError: Answers are not taken in this phase; nothing was saved.
            AdvisorError: The participant has given no name yet, or it cannot be written: nothing was saved.
        """
        after = said_in(project.needs, project.passed)
        now = self._store.clock()
        at = now.isoformat()
        with self._store.write(_NOT_SAVED) as connection:
            own = self._answering(connection, _NOT_SAVED)
            if not own.name:
                raise AdvisorError(f"{_NOT_SAVED}: nobody has given a name here", "Give your name first")
            if own.revision != project.revision:
                raise ChangedElsewhereError(own.project)
            with self._store.understood():
                before = said_by(connection, own.number)
            added = append_changes(connection, own.number, own.round, at, before, after, self._unread)
            if added:
                connection.execute(
                    "UPDATE member SET revision = revision + 1, answered = ?, joined = ifnull(joined, ?),"
                    " seen = ? WHERE number = ?",
                    (settled(project.needs, project.passed), at, at, own.number),
                )
        if not added:
            return project
        return replace(project, id=self._id, revision=own.revision + 1, saved=now)

    def finish(self) -> None:
        """Says "I am done with this round".

        Raises:
            ClosedError: Answers are not taken in this phase.
        """
        self._finish(finished=True)

    def unfinish(self) -> None:
        """Takes that back.

        Raises:
            ClosedError: Answers are not taken in this phase.
        """
        self._finish(finished=False)

    def order(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The keys in this participant's own order: as if shuffled, and the same each time."""

        def place(key: str) -> bytes:
            return hashlib.sha256("\0".join((self._store.id, self._id, key)).encode()).digest()

        return tuple(sorted(keys, key=place))

    def revealed(self, questionnaire: Questionnaire) -> Revealed | None:
        """Everybody's answers of the last round that was revealed; None before the first.

        While a later round is open this is still the round before it.
        """
        self.state()
        return revealed_in(self._store, questionnaire)

    def measurements(self) -> tuple[ProbesFile, ...]:
        """The shared measurements, once a round was revealed; none before, as they could sway an answer."""
        with self._store.read() as connection:
            self._own(connection)
            return shared_measurements(self._store, connection) if revealed_rounds(connection) else ()

    def _finish(self, *, finished: bool) -> None:
        now = self._store.clock().isoformat()
        with self._store.write(_NOT_KEPT) as connection:
            own = self._answering(connection, _NOT_KEPT)
            connection.execute(
                "UPDATE member SET finished_round = ?, seen = ? WHERE number = ?",
                (own.round if finished else 0, now, own.number),
            )

    def _look_in(self) -> None:
        """Notes that the participant is there; the answers are shown also where that cannot be written."""
        now = self._store.clock().isoformat()
        with contextlib.suppress(AdvisorError), self._store.write(_NOT_KEPT, quiet=True) as connection:
            connection.execute("UPDATE member SET seen = ? WHERE id = ?", (now, self._id))

    def _found(self, state: State) -> Member:
        found = next((member for member in state.members if member.id == self._id), None)
        if found is None:
            raise RemovedError
        return found

    def _own(self, connection: sqlite3.Connection) -> _Row:
        row = connection.execute(
            "SELECT number, name, revision, phase, round, project FROM member, session WHERE member.id = ?",
            (self._id,),
        ).fetchone()
        if row is None:
            raise RemovedError
        return _Row(*row)

    def _answering(self, connection: sqlite3.Connection, lost: str) -> _Row:
        own = self._own(connection)
        if own.phase != "answering":
            raise ClosedError(f"{lost}: {closed_in(own.phase)}", "Ask the facilitator to open it again")
        return own


def check_free(connection: sqlite3.Connection, name: str, besides: int | None = None) -> None:
    """Refuses a name that somebody else in the session has.

    Raises:
        AdvisorError: Somebody has it, or one that people would take for it.
    """
    taken = connection.execute(
        "SELECT number FROM member WHERE name_key = ?", (people.name_key(name),)
    ).fetchone()
    if taken is not None and taken[0] != besides:
        raise AdvisorError("somebody in this session has this name", "Add something that tells you apart")
