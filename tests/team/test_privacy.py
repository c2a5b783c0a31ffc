"""Before the reveal nobody reads another's answers: every public name is tried, and all that comes back searched."""

from __future__ import annotations

import dataclasses
import inspect
import pickle
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from advisor.errors import AdvisorError
from advisor.team.doors import Doors
from advisor.team.roles import Chair, Seat
from advisor.team.store import SessionStore
from tests.interview.world import questionnaire
from tests.team.world import answer, measured, seated, sessions_in

MARK = "marker-library"
#: Names that would end the trial, or are what it waits for.
_REVEALING = {"reveal"}
_ENDING = {"end", "remove"}


def walked(value: object, depth: int = 0) -> Iterator[str]:
    """All texts in a value, however deep they lie."""
    assert depth < 30
    if isinstance(value, str | bytes):
        yield value if isinstance(value, str) else value.decode("utf-8", "replace")
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from walked(key, depth + 1)
            yield from walked(entry, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for entry in value:
            yield from walked(entry, depth + 1)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from walked(getattr(value, field.name), depth + 1)
    yield repr(value)


def tried(role: Seat | Chair, arguments: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """What every public method and property of a role gives, or the error that it raises."""
    names = [name for name in dir(type(role)) if not name.startswith("_") and name not in _REVEALING]
    for name in sorted(names, key=lambda name: name in _ENDING):
        try:
            found = getattr(role, name)
            if callable(found):
                wanted = inspect.signature(found).parameters.values()
                given = [arguments[p.name] for p in wanted if p.default is inspect.Parameter.empty]
                found = found(*given)
            yield name, found
        except AdvisorError as error:
            yield name, [error.lines, repr(error), str(error.__cause__), str(error.__context__)]


def arguments_for(store: SessionStore, victim: str, snoop: Seat) -> dict[str, object]:
    """An argument for each parameter, aimed at the victim where it can be."""
    return {
        "since": 0,
        "name": "Somebody",
        "role": "",
        "questionnaire": questionnaire(),
        "project": replace(snoop.load(questionnaire()), id=victim),
        "keys": list(questionnaire().questions),
        "member_id": victim,
        "weight": 3.0,
        "file": measured(),
        "file_id": 1,
    }


@pytest.mark.parametrize("round_", [1, 2])
@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("who", ["participant", "facilitator"])
def test_nobody_can_read_anothers_answers_before_the_reveal(
    store: SessionStore, who: str, locked: bool, round_: int
) -> None:
    chair, victim, snoop = Chair(store), seated(store, "Victim"), seated(store, "Snoop")
    if round_ == 2:
        answer(victim, {"stage": "research"})
        chair.reveal()
        chair.reopen()
    answer(victim, {"libraries": (MARK,)})
    victim.finish()
    arguments = arguments_for(store, victim.member.id, snoop)
    if locked:
        chair.lock()
    role = snoop if who == "participant" else chair
    seen: set[str] = set()
    for name, found in tried(role, arguments):
        seen.add(name)
        assert not [text for text in walked(found) if MARK in text], name
    public = {name for name in dir(type(role)) if not name.startswith("_")}
    assert seen == public - _REVEALING


def test_the_same_search_finds_the_answer_once_it_is_revealed(store: SessionStore) -> None:
    chair, victim, snoop = Chair(store), seated(store, "Victim"), seated(store, "Snoop")
    answer(victim, {"libraries": (MARK,)})
    arguments = arguments_for(store, victim.member.id, snoop)
    chair.reveal()
    for role in (snoop, chair):
        found = {
            name for name, value in tried(role, arguments) if any(MARK in text for text in walked(value))
        }
        assert found == {"revealed"}


def test_no_token_lies_on_the_disk_or_shows_in_what_is_printed(store: SessionStore) -> None:
    chair = Chair(store)
    member, token = chair.invite("Ana")
    chair_token = "the-token-of-the-facilitator"
    doors = Doors(store, chair_token)
    door = doors.by_token(token)
    assert door is not None
    cookie = doors.new_cookie(door)
    again = chair.reissue(member.id)
    disk = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    shown = "\n".join(map(repr, (store, chair, doors, door, member, chair.state(), vars(doors))))
    shown += pickle.dumps((member, door, chair.state())).decode("latin-1")
    shown += repr(sessions_in(store.path.parent.parent).entries())
    for secret in (token, chair_token, cookie, again):
        assert secret.encode() not in disk
        assert secret not in shown
