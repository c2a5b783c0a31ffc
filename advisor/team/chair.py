"""What the facilitator may do: invite, lock, reveal, share measurements; never read an answer before."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError
from advisor.team import people
from advisor.team.phases import END, LOCK, REOPEN, REVEAL, UNLOCK, Step, check_not_ended
from advisor.team.records import Member, Phase, Revealed, State
from advisor.team.revealing import revealed_in, shared_measurements
from advisor.team.seat import check_free
from advisor.team.store import SessionStore
from advisor.team.tokens import digest, new_token

if TYPE_CHECKING:
    from advisor.evidence.records import ProbesFile
    from advisor.needs.questions import Questionnaire

_NOT_DONE = "this was not done"
#: A shared file larger than this was not written by advisor.
_LARGEST_FILE = 32 << 20


class Chair:
    """The facilitator's place in a session.

    Args:
        store: The session.
    """

    def __init__(self, store: SessionStore) -> None:
        self._store = store

    def state(self) -> State:
        """The session now."""
        return self._store.state()

    def changed(self, since: int) -> bool:
        """Whether anybody wrote since a `State.version`; cheap enough to ask several times a second."""
        return self._store.changed(since)

    def invite(self, name: str = "", role: str = "", weight: float = 1.0) -> tuple[Member, str]:
        """Makes a seat.

        Args:
            name: The participant's; empty lets the participant give it.
            role: May be empty.
            weight: How much the voice counts, 0 … 100.

        Returns:
            The participant, and the token for the link, which is told this once and never kept.

        Raises:
            AdvisorError: It is no name, role or weight, the name is taken, or the session has ended.
        """
        name = people.participant_name(name) if name else ""
        role, weight = people.role(role), people.weight(weight)
        member_id, token = secrets.token_hex(6), new_token()
        with self._store.write("nobody was invited") as connection:
            check_not_ended(_phase(connection)[0], "nobody was invited")
            if name:
                check_free(connection, name)
            connection.execute(
                "INSERT INTO member (id, name, name_key, role, weight, token) VALUES (?, ?, ?, ?, ?, ?)",
                (member_id, name, people.name_key(name) if name else None, role, weight, digest(token)),
            )
        return self._member(member_id), token

    def reissue(self, member_id: str) -> str:
        """A new token for a seat; the old link, and browsers that came by it, are no longer let in.

        Raises:
            AdvisorError: The participant is not there, or the session has ended.
        """
        token = new_token()
        with self._store.write("no new link was made") as connection:
            check_not_ended(_phase(connection)[0], "no new link was made")
            number = _number(connection, member_id)
            connection.execute("UPDATE member SET token = ? WHERE number = ?", (digest(token), number))
            connection.execute("DELETE FROM cookie WHERE member = ?", (number,))
        return token

    def remove(self, member_id: str) -> Member:
        """Removes a participant with every answer, for good; windows that are open can do nothing more.

        Returns:
            Who was removed.

        Raises:
            AdvisorError: The participant is not there.
        """
        with self._store.write("nobody was removed") as connection:
            number = _number(connection, member_id)
            member = self._member(member_id)
            # The answers and cookies go with the row.
            connection.execute("DELETE FROM member WHERE number = ?", (number,))
        self._store.forget_deleted()
        return replace(member, removed=True)

    def weigh(self, member_id: str, weight: float) -> None:
        """Sets how much a voice counts, 0 … 100.

        Raises:
            AdvisorError: It is no weight, the participant is not there, or the session has ended.
        """
        weight = people.weight(weight)
        with self._store.write("the weight was not set") as connection:
            check_not_ended(_phase(connection)[0], "the weight was not set")
            number = _number(connection, member_id)
            connection.execute("UPDATE member SET weight = ? WHERE number = ?", (weight, number))

    def lock(self) -> None:
        """Takes no answers for now.

        Raises:
            AdvisorError: The phase does not allow it; the message says which does.
        """
        self._take(LOCK)

    def unlock(self) -> None:
        """Takes answers again, in the same round.

        Raises:
            AdvisorError: The phase does not allow it; the message says which does.
        """
        self._take(UNLOCK)

    def reveal(self) -> None:
        """Shows everybody's answers to everybody; none are taken until another round is opened.

        Raises:
            AdvisorError: Nobody has answered, or the phase does not allow it; the message says which does.
        """
        self._take(REVEAL)

    def reopen(self) -> None:
        """Opens another round: the answers start as they were, and nobody is done with it.

        Raises:
            AdvisorError: The phase does not allow it; the message says which does.
        """
        self._take(REOPEN)

    def end(self) -> None:
        """Ends the session; what was revealed stays visible, and what was not never will be.

        Raises:
            AdvisorError: It has ended before.
        """
        self._take(END)

    def add_measurements(self, name: str, file: ProbesFile) -> None:
        """Shares a file of measurements.

        Args:
            name: What to call it.
            file: As `advisor probe -o` writes it.

        Raises:
            AdvisorError: It is no name, the file is too large, or the session has ended.
        """
        name, text = people.file_label(name), file.model_dump_json(by_alias=True)
        if len(text) > _LARGEST_FILE:
            raise AdvisorError(
                f"'{name}' is larger than {_LARGEST_FILE >> 20} MiB", "Add a file of advisor probe -o"
            )
        with self._store.write("the file was not added") as connection:
            check_not_ended(_phase(connection)[0], "the file was not added")
            connection.execute(
                "INSERT INTO measurements (name, added, rows, file) VALUES (?, ?, ?, ?)",
                (name, self._store.clock().isoformat(), len(file.measurements), text),
            )

    def remove_measurements(self, file_id: int) -> None:
        """Takes a file of measurements back.

        Raises:
            AdvisorError: It is not there, or the session has ended.
        """
        with self._store.write("the file was not taken back") as connection:
            check_not_ended(_phase(connection)[0], "the file was not taken back")
            if not connection.execute("DELETE FROM measurements WHERE id = ?", (file_id,)).rowcount:
                raise AdvisorError("this file is not shared any more", "Look at the list again")

    def measurements(self) -> tuple[ProbesFile, ...]:
        """The shared measurements, in the order in which they were added."""
        with self._store.read() as connection:
            return shared_measurements(self._store, connection)

    def revealed(self, questionnaire: Questionnaire) -> Revealed | None:
        """Everybody's answers of the last round that was revealed; None before the first."""
        return revealed_in(self._store, questionnaire)

    def _take(self, step: Step) -> None:
        with self._store.write(_NOT_DONE) as connection:
            phase, round_ = _phase(connection)
            step.check(phase)
            if step is REVEAL:
                if not connection.execute("SELECT 1 FROM member WHERE answered > 0").fetchone():
                    raise AdvisorError("nobody has answered yet", "Reveal once somebody has")
                now = self._store.clock().isoformat()
                connection.execute("INSERT INTO reveal (round, at) VALUES (?, ?)", (round_, now))
            next_round = round_ + 1 if step is REOPEN else round_
            connection.execute("UPDATE session SET phase = ?, round = ?", (step.target, next_round))

    def _member(self, member_id: str) -> Member:
        found = next((member for member in self.state().members if member.id == member_id), None)
        if found is None:
            raise _no_participant()
        return found


def _phase(connection: sqlite3.Connection) -> tuple[Phase, int]:
    phase, round_ = connection.execute("SELECT phase, round FROM session").fetchone()
    return phase, round_


def _number(connection: sqlite3.Connection, member_id: str) -> int:
    row = connection.execute("SELECT number FROM member WHERE id = ?", (member_id,)).fetchone()
    if row is None:
        raise _no_participant()
    return int(row[0])


def _no_participant() -> AdvisorError:
    return AdvisorError("this participant is not in the session any more", "Look at the list again")
