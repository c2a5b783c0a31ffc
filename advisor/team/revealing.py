"""Everybody's answers, of the rounds that were revealed and of no other."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from advisor.team.answers import Hearing, named, settled
from advisor.team.log import Row, fold
from advisor.team.records import Member, Revealed, Voice
from advisor.team.store import SessionStore

if TYPE_CHECKING:
    from advisor.evidence.records import ProbesFile
    from advisor.needs.questions import Questionnaire


def revealed_in(store: SessionStore, questionnaire: Questionnaire) -> Revealed | None:
    """The last round that was revealed, with those before it; None before the first.

    Raises:
        AdvisorError: The session cannot be read.
    """
    state = store.state()
    with store.read() as connection:
        rounds = revealed_rounds(connection)
        if not rounds:
            return None
        # The answers of a round that is not revealed yet never leave the file.
        rows: list[Row] = connection.execute(
            "SELECT member, round, kind, key, value FROM entry WHERE round <= ? ORDER BY number", rounds[-1:]
        ).fetchall()
        numbers: dict[str, int] = dict(connection.execute("SELECT id, number FROM member").fetchall())
    # Whoever was removed between the two looks has no number, and whoever came has said nothing.
    members = [(numbers[member.id], member) for member in state.members if member.id in numbers]
    hearing = Hearing(questionnaire)
    with store.understood():
        told = [(round_, _voices(rows, round_, members, hearing, state.project)) for round_ in rounds]
    return Revealed(*told[-1], earlier=tuple(told[:-1]))


def revealed_rounds(connection: sqlite3.Connection) -> list[int]:
    """The rounds that were revealed, the oldest first."""
    return [round_ for (round_,) in connection.execute("SELECT round FROM reveal ORDER BY round")]


def shared_measurements(store: SessionStore, connection: sqlite3.Connection) -> tuple[ProbesFile, ...]:
    """The shared files, in the order in which they were added.

    Raises:
        UnreadableError: One is not what was added.
    """
    from advisor.evidence.records import ProbesFile

    texts = connection.execute("SELECT file FROM measurements ORDER BY id").fetchall()
    with store.understood():  # pydantic's error is a ValueError
        return tuple(ProbesFile.model_validate_json(text) for (text,) in texts)


def _voices(
    rows: list[Row], round_: int, members: list[tuple[int, Member]], hearing: Hearing, project: str
) -> tuple[Voice, ...]:
    said = fold(rows, round_)
    voices = []
    for number, member in members:
        heard = hearing.hear(said.get(number, {}), project)
        if settled(heard.needs, heard.passed) or heard.unread:
            needs = named(heard.needs, member.name, member.role, member.weight)
            voices.append(Voice(member, needs, tuple(key for _, key in heard.unread)))
    return tuple(voices)
