"""What the tests of a team share: a session, people who answer in it, and a clock."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from advisor.evidence.records import ProbesFile
from advisor.evidence.store import probes_file
from advisor.interview.project import Project
from advisor.needs.model import Answer
from advisor.team.connection import connect
from advisor.team.roles import Chair, Seat
from advisor.team.sessions import Sessions
from advisor.team.store import SessionStore
from tests.decision.world import measurement
from tests.interview.world import Clock, questionnaire

#: Answers that the shipped questions take.
RESEARCH: Mapping[str, Answer] = {"stage": "research"}
PRODUCT: Mapping[str, Answer] = {"stage": "product", "model": ("cnn",)}


def sessions_in(folder: Path) -> Sessions:
    return Sessions(folder, Clock())


def begun(folder: Path) -> SessionStore:
    return sessions_in(folder).create("Shelf scanner")


def seated(store: SessionStore, name: str, role: str = "", weight: float = 1.0) -> Seat:
    """Somebody who has come in and given a name."""
    member, _ = Chair(store).invite(weight=weight)
    seat = Seat(store, member.id)
    seat.introduce(name, role)
    return seat


def answer(seat: Seat, answers: Mapping[str, Answer]) -> Project:
    """Answers questions on top of what is answered."""
    project = seat.load(questionnaire())
    needs = replace(project.needs, answers={**project.needs.answers, **answers})
    return seat.save(replace(project, needs=needs))


def answers_of(seat: Seat) -> Mapping[str, Answer]:
    return seat.load(questionnaire()).needs.answers


def rows_in(path: Path, query: str) -> list[tuple[object, ...]]:
    """What stands in a session's file, past all doors."""
    with closing(connect(path)) as connection:
        return connection.execute(query).fetchall()


def is_whole(path: Path) -> bool:
    return rows_in(path, "PRAGMA integrity_check") == [("ok",)]


def bytes_of(path: Path) -> bytes:
    """All that lies on the disk of a session."""
    return b"".join(found.read_bytes() for found in sorted(path.parent.glob(f"{path.stem}.*")))


def measured(ratio: float = 0.8) -> ProbesFile:
    when = datetime(2026, 11, 24, tzinfo=UTC)
    return probes_file([measurement(ratio)], when, "advisor probe /home/ana/needs.yaml -o there.json")
