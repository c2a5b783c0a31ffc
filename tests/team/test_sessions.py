"""Sessions in their folder: begun whole, found by their ids, listed when damaged, deleted for good."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.team import schema
from advisor.team.refusals import GoneError, UnreadableError
from advisor.team.roles import Chair, Seat
from tests.interview.world import HOSTILE, IMPOSSIBLE
from tests.team.world import (
    PRODUCT,
    RESEARCH,
    answer,
    answers_of,
    begun,
    bytes_of,
    is_whole,
    seated,
    sessions_in,
)


def test_a_session_that_was_begun_is_found_again(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    with sessions.create("Shelf scanner", port=8123) as store:
        assert store.port == 8123
        store.keep_port(8124)
    with sessions.open(store.id) as again:
        state = Chair(again).state()
        assert (state.id, state.project, state.phase, state.round) == (
            store.id,
            "Shelf scanner",
            "answering",
            1,
        )
        assert (state.members, state.files, again.port) == ((), (), 8124)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_project_may_be_called_anything_that_fits_a_line(tmp_path: Path, name: str) -> None:
    with sessions_in(tmp_path).create(name) as store:
        assert store.state().project == name


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_name_that_would_act_on_a_terminal_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AdvisorError, match="no name"):
        sessions_in(tmp_path).create(name)
    assert sessions_in(tmp_path).entries() == []


def test_others_on_the_machine_cannot_read_the_files(tmp_path: Path) -> None:
    with begun(tmp_path) as store:
        seated(store, "Ana")
        assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700
        files = sorted(store.path.parent.iterdir())
        endings = (".sqlite3", ".sqlite3-shm", ".sqlite3-wal")
        assert [path.name for path in files] == [f"{store.id}{ending}" for ending in endings]
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_the_beginning_of_an_id_is_enough_if_no_other_has_it(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    with sessions.create("One") as one, sessions.create("Two") as two:
        pass
    unique = next(one.id[:n] for n in range(len(one.id)) if not two.id.startswith(one.id[:n]))
    with sessions.open(unique) as found:
        assert found.id == one.id
    with pytest.raises(AdvisorError, match="several sessions begin so"):
        sessions.open(one.id[:8])


@pytest.mark.parametrize("name", ["nowhere", "", "../team", "*", "x" * 10_000, "\x1b[2J"])
def test_a_session_that_is_not_there_is_said_to_be_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(AdvisorError, match="there is no session") as found:
        sessions_in(tmp_path).open(name)
    assert len(found.value.what) < 400
    with pytest.raises(AdvisorError, match="there is no session"):
        sessions_in(tmp_path).delete(name)


def test_the_list_has_the_newest_first(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    assert sessions.entries() == []
    with sessions.create("One") as one, sessions.create("Two") as two:
        seated(one, "Ana")
        seated(one, "Ben")
        Chair(two).lock()
        listed = [(entry.id, entry.project, entry.phase, entry.members) for entry in sessions.entries()]
    assert listed == [(two.id, "Two", "locked", 0), (one.id, "One", "answering", 2)]


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda data: b"", "not the file of a session"),
        (lambda data: b"not a database at all" * 500, "is damaged"),
        (lambda data: data[:100] + bytes(3 * 4096) + data[100 + 3 * 4096 :], "is damaged"),
        (lambda data: data[: len(data) // 2], "is damaged"),
        (lambda data: data[:-4096] + bytes(4096), "is damaged"),
    ],
    ids=["empty", "another file", "pages wiped", "cut off", "last page wiped"],
)
def test_a_damaged_file_is_listed_and_left_as_it_is(
    tmp_path: Path, damage: Callable[[bytes], bytes], why: str
) -> None:
    with begun(tmp_path) as store:
        answer(seated(store, "Ana"), PRODUCT)
    damaged = damage(store.path.read_bytes())
    store.path.write_bytes(damaged)
    sessions = sessions_in(tmp_path)
    (entry,) = sessions.entries()
    assert (entry.id, entry.phase, entry.members) == (store.id, None, 0)
    assert why in entry.trouble
    with pytest.raises(UnreadableError, match=why):
        sessions.open(store.id)
    assert store.path.read_bytes() == damaged
    sessions.delete(store.id)
    assert sessions.entries() == []


def test_another_programs_database_is_not_taken_for_a_session(tmp_path: Path) -> None:
    with begun(tmp_path) as store:
        pass
    store.path.unlink()
    with sqlite3.connect(store.path) as connection:
        connection.execute("CREATE TABLE session (id TEXT)")
    before = store.path.read_bytes()
    with pytest.raises(UnreadableError, match="not the file of a session"):
        sessions_in(tmp_path).open(store.id)
    assert store.path.read_bytes() == before


def test_deleting_leaves_nothing_on_the_disk_and_ends_what_is_open(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    with sessions.create("One") as store:
        seat = seated(store, "Ana")
        kept = answer(seat, PRODUCT)
        project = replace(kept, needs=replace(kept.needs, answers=RESEARCH))
        sessions.delete(store.id)
        assert bytes_of(store.path) == b""
        assert list(store.path.parent.iterdir()) == []
        with pytest.raises(GoneError, match="the answers were not saved"):
            seat.save(project)
        with pytest.raises(GoneError):
            seat.state()
        with pytest.raises(GoneError):
            seat.changed(1)
    assert sessions.entries() == []


def test_what_is_being_written_when_a_session_is_deleted_is_not_said_to_be_saved(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    with sessions.create("One") as store:
        with pytest.raises(GoneError, match="the note was not kept"), store.write("the note was not kept"):
            sessions.delete(store.id)
        assert list(store.path.parent.iterdir()) == []


def test_a_log_that_was_left_alone_can_still_be_deleted(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    with sessions.create("One") as store:
        answer(seated(store, "Ana"), PRODUCT)
        store.path.unlink()  # as if deleting had been cut off here
        assert list(store.path.parent.iterdir()) != []
        sessions.delete(store.id)
    assert list(store.path.parent.iterdir()) == []


def test_a_beginning_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(connection: sqlite3.Connection) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(schema, "migrate", full)
    with pytest.raises(AdvisorError, match="the session was not begun.*No space left"):
        begun(tmp_path)
    assert list((tmp_path / "team").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "team").write_text("in the way", "utf-8")
    with pytest.raises(AdvisorError, match="the session was not begun"):
        begun(tmp_path)
    assert sessions_in(tmp_path).entries() == []


def test_what_was_answered_is_there_after_everybody_has_left(tmp_path: Path) -> None:
    with begun(tmp_path) as store:
        ana = seated(store, "Ana")
        answer(ana, PRODUCT)
        member = ana.member
    with sessions_in(tmp_path).open(store.id) as again:
        assert answers_of(Seat(again, member.id)) == PRODUCT
    assert is_whole(store.path)
