"""Links and cookies: each leads to one person, and to nobody once that person is gone."""

from __future__ import annotations

import re

import pytest

from advisor.team.doors import CHAIR, Door, Doors
from advisor.team.refusals import GoneError, RemovedError
from advisor.team.roles import Chair
from advisor.team.store import SessionStore
from tests.team.world import sessions_in

CHAIR_TOKEN = "of-the-facilitator"


def test_each_link_leads_to_its_person(store: SessionStore) -> None:
    chair, doors = Chair(store), Doors(store, CHAIR_TOKEN)
    invited = [chair.invite() for _ in range(3)]
    assert doors.by_token(CHAIR_TOKEN) == Door(CHAIR, (store.id, CHAIR))
    for member, token in invited:
        assert doors.by_token(token) == Door(member.id, (store.id, member.id))
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", member.id)
    assert len({token for _, token in invited}) == 3


@pytest.mark.parametrize(
    "wrong", ["", "nobody", CHAIR_TOKEN[:-1], CHAIR_TOKEN + "x", "\udc80", "x" * 100_000]
)
def test_what_was_never_given_out_leads_nowhere(store: SessionStore, wrong: str) -> None:
    doors = Doors(store, CHAIR_TOKEN)
    member, token = Chair(store).invite()
    assert doors.by_token(wrong) is None
    assert doors.by_cookie(wrong) is None
    # Neither is a link a cookie, nor is what stands in the file a link.
    assert doors.by_cookie(token) is None
    with store.read() as connection:
        (kept,) = connection.execute("SELECT token FROM member WHERE id = ?", (member.id,)).fetchone()
    assert doors.by_token(kept) is None


def test_a_cookie_survives_a_restart_of_the_host(store: SessionStore) -> None:
    member, token = Chair(store).invite()
    doors = Doors(store, CHAIR_TOKEN)
    cookies = {}
    for secret in (token, CHAIR_TOKEN):
        door = doors.by_token(secret)
        assert door is not None
        cookies[door] = doors.new_cookie(door)
    store.close()
    with sessions_in(store.path.parent.parent).open(store.id) as again:
        later = Doors(again, "another-one-of-the-facilitator")
        assert later.by_token(CHAIR_TOKEN) is None
        assert later.by_token(token) == Door(member.id, (store.id, member.id))
        for door, cookie in cookies.items():
            assert later.by_cookie(cookie) == door


def test_a_removed_participant_is_let_in_no_more(store: SessionStore) -> None:
    chair, doors = Chair(store), Doors(store, CHAIR_TOKEN)
    member, token = chair.invite()
    door = doors.by_token(token)
    assert door is not None
    cookie = doors.new_cookie(door)
    chair.remove(member.id)
    assert doors.by_token(token) is None
    assert doors.by_cookie(cookie) is None
    with pytest.raises(RemovedError):
        doors.new_cookie(door)


def test_a_new_link_shuts_out_the_old_one_and_its_browsers(store: SessionStore) -> None:
    chair, doors = Chair(store), Doors(store, CHAIR_TOKEN)
    member, token = chair.invite()
    other, others_token = chair.invite()
    door, others_door = doors.by_token(token), doors.by_token(others_token)
    assert door is not None
    assert others_door is not None
    cookie, others_cookie = doors.new_cookie(door), doors.new_cookie(others_door)
    fresh = chair.reissue(member.id)
    assert doors.by_token(token) is None
    assert doors.by_cookie(cookie) is None
    assert doors.by_token(fresh) == door
    assert doors.by_cookie(others_cookie) == Door(other.id, (store.id, other.id))


def test_somebody_who_comes_again_and_again_does_not_fill_the_file(store: SessionStore) -> None:
    chair, doors = Chair(store), Doors(store, CHAIR_TOKEN)
    _, token = chair.invite()
    mine, facilitators = doors.by_token(token), doors.by_token(CHAIR_TOKEN)
    assert mine is not None
    assert facilitators is not None
    chairs_cookie = doors.new_cookie(facilitators)
    cookies = [doors.new_cookie(mine) for _ in range(25)]
    assert [doors.by_cookie(cookie) is not None for cookie in cookies] == [False] * 5 + [True] * 20
    assert doors.by_cookie(chairs_cookie) == facilitators


def test_a_deleted_session_lets_nobody_in(store: SessionStore) -> None:
    doors = Doors(store, CHAIR_TOKEN)
    sessions_in(store.path.parent.parent).delete(store.id)
    with pytest.raises(GoneError):
        doors.by_token(CHAIR_TOKEN)
