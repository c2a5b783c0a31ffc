"""The file of a session: older ones are brought up to date, newer ones left alone, and no trouble loses a word."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.interview.project import Project
from advisor.team import connection as module
from advisor.team import schema
from advisor.team.connection import connect
from advisor.team.refusals import GoneError, UnreadableError
from advisor.team.roles import Chair, Seat
from advisor.team.store import SessionStore
from tests.interview.world import questionnaire
from tests.team.world import PRODUCT, RESEARCH, answer, answers_of, rows_in, seated, sessions_in

#: A session as version 1 of the format has it, in literal SQL: whatever the current version is reads it.
_VERSION_1 = """
CREATE TABLE session (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, project TEXT NOT NULL,
    created TEXT NOT NULL, port INTEGER,
    phase TEXT NOT NULL CHECK (phase IN ('answering', 'locked', 'revealed', 'ended')),
    round INTEGER NOT NULL CHECK (round >= 1), version INTEGER NOT NULL);
CREATE TABLE member (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
    name_key TEXT UNIQUE, role TEXT NOT NULL, weight REAL NOT NULL CHECK (weight BETWEEN 0 AND 100),
    joined TEXT, seen TEXT, finished_round INTEGER NOT NULL DEFAULT 0, answered INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0, token TEXT NOT NULL UNIQUE);
CREATE TABLE entry (number INTEGER PRIMARY KEY,
    member INTEGER NOT NULL REFERENCES member (number) ON DELETE CASCADE, round INTEGER NOT NULL,
    at TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('answer', 'importance', 'passed', 'workload')),
    key TEXT NOT NULL, value TEXT);
CREATE INDEX entry_of_member ON entry (member, kind, key);
CREATE TABLE reveal (round INTEGER PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE measurements (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, added TEXT NOT NULL,
    rows INTEGER NOT NULL, file TEXT NOT NULL);
CREATE TABLE cookie (number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,
    member INTEGER REFERENCES member (number) ON DELETE CASCADE);
INSERT INTO session VALUES (1, '20260101-0a0b0c0d', 'Old', '2026-01-01T09:00:00+00:00', 8100, 'revealed', 2, 40);
INSERT INTO member VALUES (1, 'ana1', 'Ana', 'ana', 'lead', 2.0, '2026-01-01T09:05:00+00:00', NULL, 2, 2, 3, 'a'),
    (2, 'ben2', 'Ben', 'ben', '', 1.0, '2026-01-01T09:06:00+00:00', NULL, 0, 1, 1, 'b');
INSERT INTO entry (member, round, at, kind, key, value) VALUES
    (1, 1, '2026-01-01T09:10:00+00:00', 'answer', 'stage', '"research"'),
    (2, 1, '2026-01-01T09:11:00+00:00', 'answer', 'stage', '"product"'),
    (1, 1, '2026-01-01T09:12:00+00:00', 'passed', 'model', '"skipped"'),
    (1, 2, '2026-01-01T10:00:00+00:00', 'passed', 'model', NULL),
    (1, 2, '2026-01-01T10:01:00+00:00', 'answer', 'model', '["cnn"]');
INSERT INTO reveal VALUES (1, '2026-01-01T09:30:00+00:00'), (2, '2026-01-01T10:30:00+00:00');
PRAGMA application_id = 0x41445654;
PRAGMA user_version = 1;
"""


def old_session(folder: Path) -> str:
    (folder / "team").mkdir()
    with closing(sqlite3.connect(folder / "team" / "20260101-0a0b0c0d.sqlite3")) as connection:
        connection.executescript(_VERSION_1)
    return "20260101-0a0b0c0d"


def hold(path: Path) -> sqlite3.Connection:
    """Somebody else who is writing."""
    other = connect(path)
    other.execute("BEGIN IMMEDIATE")
    return other


def changed(project: Project) -> Project:
    return replace(project, needs=replace(project.needs, answers=RESEARCH))


def test_a_file_of_version_1_reads_as_one_of_the_current_version(tmp_path: Path) -> None:
    with sessions_in(tmp_path).open(old_session(tmp_path)) as store:
        state, revealed = store.state(), Chair(store).revealed(questionnaire())
        assert (state.project, state.phase, state.round, state.version) == ("Old", "revealed", 2, 40)
        assert [(m.name, m.role, m.weight, m.finished, m.answered) for m in state.members] == [
            ("Ana", "lead", 2.0, True, 2),
            ("Ben", "", 1.0, False, 1),
        ]
        assert revealed is not None
        assert [voice.needs.answers for voice in revealed.voices] == [
            {"stage": "research", "model": ("cnn",)},
            {"stage": "product"},
        ]
        ((first, voices),) = revealed.earlier
        assert (first, [voice.needs.answers for voice in voices]) == (
            1,
            [{"stage": "research"}, {"stage": "product"}],
        )
        # It can be written to as well.
        Chair(store).reopen()
        answer(Seat(store, "ben2"), {"model": ("cnn",)})
        assert rows_in(store.path, "PRAGMA user_version") == [(len(schema.STEPS),)]


def test_an_older_file_is_brought_up_to_date_with_all_that_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = old_session(tmp_path)
    next_step = ("ALTER TABLE member ADD COLUMN seat TEXT NOT NULL DEFAULT 'window'",)
    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, next_step))
    for _ in range(2):  # and once is enough
        with sessions_in(tmp_path).open(session_id) as store:
            assert rows_in(store.path, "PRAGMA user_version") == [(len(schema.STEPS),)]
            assert rows_in(store.path, "SELECT name, seat FROM member") == [
                ("Ana", "window"),
                ("Ben", "window"),
            ]
            assert answers_of(Seat(store, "ana1")) == {"stage": "research", "model": ("cnn",)}


def test_a_step_that_fails_leaves_the_older_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id = old_session(tmp_path)
    steps = schema.STEPS
    broken = ("ALTER TABLE member ADD COLUMN seat TEXT", "UPDATE nowhere SET nothing = 1")
    monkeypatch.setattr(schema, "STEPS", (*steps, broken))
    with pytest.raises(UnreadableError):
        sessions_in(tmp_path).open(session_id)
    monkeypatch.setattr(schema, "STEPS", steps)
    with sessions_in(tmp_path).open(session_id) as store:
        assert "seat" not in [row[1] for row in rows_in(store.path, "PRAGMA table_info(member)")]
        assert answers_of(Seat(store, "ana1")) == {"stage": "research", "model": ("cnn",)}


def test_a_newer_file_is_refused_and_left_as_it_is(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    with closing(connect(store.path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    with pytest.raises(UnreadableError, match=r"the answers were not saved.*newer|reads up to"):
        seat.save(changed(project))
    folder = store.path.parent.parent
    with pytest.raises(UnreadableError, match="reads up to") as found:
        sessions_in(folder).open(store.id)
    assert "newer advisor" in found.value.lines[0]
    (entry,) = sessions_in(folder).entries()
    assert "reads up to" in entry.trouble


def test_a_save_waits_for_whoever_is_writing(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project, asked, saved = answer(seat, PRODUCT), threading.Event(), threading.Event()
    tick = store.clock

    def clock() -> datetime:
        asked.set()  # the last thing before it asks for the right to write
        return tick()

    def save() -> None:
        seat.save(changed(project))
        saved.set()

    store.clock = clock
    with closing(hold(store.path)) as other:
        thread = threading.Thread(target=save)
        thread.start()
        assert asked.wait(30)
        assert not saved.is_set()
        other.execute("COMMIT")
        thread.join(30)
    assert saved.is_set()
    assert answers_of(seat) == RESEARCH


def test_who_reads_does_not_wait_for_who_writes(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    answer(seat, PRODUCT)
    with closing(hold(store.path)):
        assert [member.name for member in seat.state().members] == ["Ana"]
        assert not seat.changed(seat.state().version)


def test_where_others_write_all_the_time_nothing_is_said_to_be_saved(
    store: SessionStore,
) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    with store.write("", quiet=True) as connection:
        connection.execute("PRAGMA busy_timeout = 20")
    with closing(hold(store.path)), pytest.raises(AdvisorError, match="the answers were not saved: others"):
        seat.save(changed(project))
    assert answers_of(seat) == PRODUCT
    assert seat.save(changed(project)).revision == project.revision + 1


def test_a_full_disk_loses_nothing_that_was_kept(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    with store.write("", quiet=True) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
    long = tuple(f"library-{number:0190d}" for number in range(100))
    needs = replace(project.needs, answers={**PRODUCT, "libraries": long})
    with pytest.raises(AdvisorError, match=r"the answers were not saved: the disk of .* is full"):
        seat.save(replace(project, needs=needs))
    assert answers_of(seat) == PRODUCT
    with store.write("", quiet=True) as connection:
        connection.execute("PRAGMA max_page_count = 1000000")
    seat.save(replace(project, needs=needs))
    assert answers_of(seat)["libraries"] == long


def test_nothing_is_acknowledged_before_the_disk_confirms_it(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)

    def broken(handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module, "_sync", broken)
    with pytest.raises(AdvisorError, match="the disk does not confirm .* Input/output error"):
        seat.save(changed(project))


def test_others_write_while_one_waits_for_the_disk(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = seated(store, "Ana")
    hers = answer(ana, PRODUCT)
    with sessions_in(store.path.parent.parent).open(store.id) as elsewhere:
        ben = seated(elsewhere, "Ben")
        his, waiting = answer(ben, PRODUCT), [True]

        def slow(handle: int) -> None:
            if waiting.pop():
                waiting.append(False)
                ben.save(changed(his))
            waiting.append(False)

        monkeypatch.setattr(module, "_sync", slow)
        ana.save(changed(hers))
        assert (answers_of(ana), answers_of(ben)) == (RESEARCH, RESEARCH)


def test_a_log_that_was_deleted_under_an_open_session_is_noticed(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    store.path.with_name(f"{store.path.name}-wal").unlink()
    with pytest.raises(GoneError, match="the answers were not saved: .*-wal was deleted"):
        seat.save(changed(project))


def test_a_file_that_may_only_be_read_says_that_nothing_was_saved(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    with store.write("", quiet=True) as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(AdvisorError, match="the answers were not saved: .* cannot be written to"):
        seat.save(changed(project))
    assert answers_of(seat) == PRODUCT


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_only_be_read_is_refused_in_one_line(store: SessionStore) -> None:
    store.close()
    store.path.chmod(0o400)
    store.path.parent.chmod(0o500)
    try:
        with pytest.raises(AdvisorError, match="cannot be written to"):
            sessions_in(store.path.parent.parent).open(store.id)
    finally:
        store.path.parent.chmod(0o700)
        store.path.chmod(0o600)


def test_a_file_that_was_put_in_the_place_of_an_open_one_is_noticed(
    store: SessionStore, tmp_path: Path
) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    with sessions_in(tmp_path).create("Another") as other:
        pass
    other.path.replace(store.path)
    with pytest.raises(GoneError, match="deleted or replaced"):
        seat.save(changed(project))


def test_what_another_hand_wrote_into_the_file_is_no_traceback(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    answer(seat, PRODUCT)
    for spoiling in (
        "UPDATE entry SET value = 'not json'",
        "UPDATE entry SET value = CAST(x'ff' AS TEXT)",
        "UPDATE member SET joined = 'yesterday'",
        "DROP TABLE member",
    ):
        with closing(connect(store.path)) as other:
            other.execute(spoiling)
        with pytest.raises(UnreadableError, match="is not as advisor writes it"):
            seat.load(questionnaire())
    with pytest.raises(UnreadableError, match="is not as advisor writes it"):
        store.state()


def test_the_version_grows_with_every_write_of_anybody(store: SessionStore) -> None:
    chair = Chair(store)
    seat = seated(store, "Ana")
    seen = chair.state().version
    assert not chair.changed(seen)
    with sessions_in(store.path.parent.parent).open(store.id) as elsewhere:
        answer(Seat(elsewhere, seat.member.id), PRODUCT)
        assert chair.changed(seen)
        assert seat.changed(seen)
    seen = chair.state().version
    assert not chair.changed(seen)
    seat.load(questionnaire())  # looking in is nobody's news
    assert not chair.changed(seen)
    seat.save(seat.load(questionnaire()))  # nor is saving what is saved
    assert not chair.changed(seen)
    chair.lock()
    assert chair.changed(seen)


def test_threads_of_one_window_do_not_disturb_each_other(store: SessionStore) -> None:
    seats = [seated(store, name) for name in ("Ana", "Ben", "Cem")]
    troubles: list[Exception] = []

    def work(seat: Seat) -> None:
        try:
            for number in range(10):
                answer(seat, {"libraries": (f"library{number}",)})
                seat.state()
        except Exception as error:  # noqa: BLE001 - told in the test's own thread
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(seat,)) for seat in seats]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert troubles == []
    assert [answers_of(seat) for seat in seats] == [{"libraries": ("library9",)}] * 3


def test_a_closed_session_says_that_it_is_closed(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    store.close()
    store.close()
    with pytest.raises(GoneError, match="was closed"):
        seat.state()
    with pytest.raises(GoneError, match="the answers were not saved: the session was closed"):
        seat.save(changed(project))
