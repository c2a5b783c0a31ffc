"""Probes in the background: what is wanted is measured, whatever is asked of them meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from advisor.evidence.plan import RowPlan
from advisor.interview.measuring import Standing
from tests.evidence.scripted import when_stuck
from tests.interview.probing import (
    INFER,
    TRAIN,
    Bench,
    Heard,
    Script,
    bench,
    done,
    measured,
    probe_threads,
    want,
)

#: TensorFlow is stuck when it makes the first mode ready, once.
STUCK: Script = {"tensorflow": {"once": ["stuck:prepare:scout eager"]}}


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with bench(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def stuck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    with bench(tmp_path, monkeypatch, STUCK) as made:
        yield made


def then(stuck: Bench, act: Callable[[], None]) -> threading.Thread:
    """Acts as soon as the worker is stuck."""
    return when_stuck(stuck.probes, act)


def begun(what: str, row: RowPlan = TRAIN) -> Callable[[Standing], bool]:
    return lambda standing: any((state.name, state.stage) == (row.name, what) for state in standing.rows)


def test_what_is_wanted_is_measured_and_told_in_order(plain: Bench) -> None:
    heard = Heard()
    measuring = plain.measuring(heard)
    assert measuring.standing == Standing()
    want(measuring, TRAIN, INFER)
    assert measuring.standing.status == "running"
    heard.until(done)
    measuring.wait()
    assert [standing.status for standing in heard.all] == ["running"] * (len(heard.all) - 1) + ["done"]
    assert heard.all[0].message == "looking for both frameworks"
    assert heard.stages_of(TRAIN) == heard.stages_of(INFER) == ["waiting", "modes", "launches", "done"]
    assert [state.name for state in heard.all[-1].rows] == [TRAIN.name, INFER.name]
    assert any(standing.left_s is not None for standing in heard.all[:-1])
    assert (heard.all[-1].left_s, heard.all[-1].message) == (None, "")
    messages = [standing.message for standing in heard.all]
    assert messages.index("starting both frameworks") < messages.index("launch 1 of 3")
    assert any(standing.new_evidence for standing in heard.all[:-1])
    assert not measuring.standing.new_evidence
    assert measured(measuring) == ["train", "infer"]
    assert {row.measurement.command for row in measuring.evidence().rows} == {"advisor probe x.yaml"}


def test_there_is_evidence_only_for_what_is_wanted_and_what_is_known_is_not_measured_again(
    plain: Bench,
) -> None:
    heard = Heard()
    measuring = plain.measuring(heard)
    want(measuring, TRAIN)
    heard.until(done)
    want(measuring)
    assert measuring.evidence().rows == ()
    assert not measuring.standing.rows
    work = len(plain.log)
    want(measuring, TRAIN)
    assert measured(measuring) == ["train"]
    assert [state.stage for state in measuring.standing.rows] == ["done"]
    measuring.wait()
    assert len(plain.log) == work
    so_far = len(heard.all)
    want(measuring, INFER, TRAIN)
    heard.until(done, after=so_far)
    assert sorted(measured(measuring)) == ["infer", "train"]
    assert [state.name for state in measuring.standing.rows] == [TRAIN.name, INFER.name]


def test_a_row_that_is_not_wanted_any_more_gives_way_at_once(stuck: Bench) -> None:
    heard = Heard()
    measuring = stuck.measuring(heard)
    then(stuck, lambda: want(measuring, INFER))
    want(measuring, TRAIN)
    heard.until(done)
    assert measured(measuring) == ["infer"]
    assert [state.name for state in heard.all[-1].rows] == [INFER.name]
    assert measuring.evidence().left_out == ()


def test_a_pause_lasts_until_it_is_ended(plain: Bench) -> None:
    heard = Heard(
        lambda standing: measuring.pause() if begun("launches")(standing) and not paused.is_set() else None
    )
    paused = threading.Event()
    measuring = plain.measuring(heard)
    want(measuring, TRAIN)
    standing = heard.until(lambda standing: standing.message == "paused")
    assert standing.status == measuring.standing.status == "paused"
    assert not any(" block " in line for line in plain.log)
    paused.set()
    measuring.resume()
    heard.until(done)
    assert measured(measuring) == ["train"]


def test_a_skipped_row_is_left_out_until_it_is_asked_for_again(plain: Bench) -> None:
    heard = Heard(lambda standing: measuring.skip(INFER.name) if begun("modes")(standing) else None)
    measuring = plain.measuring(heard)
    want(measuring, TRAIN, INFER)
    heard.until(done)
    measuring.wait()
    assert measured(measuring) == ["train"]
    assert heard.stages_of(INFER) == ["waiting", "skipped"]
    (left_out,) = measuring.evidence().left_out
    assert str(left_out) == f"{INFER.name} was not measured: it was skipped"
    want(measuring, TRAIN, INFER)
    assert probe_threads() == []
    heard.act = lambda standing: None
    so_far = len(heard.all)
    measuring.again()
    heard.until(done, after=so_far)
    assert measured(measuring) == ["train", "infer"]
    assert measuring.evidence().left_out == ()


def test_a_stop_ends_at_once_and_nothing_starts_again_by_itself(stuck: Bench) -> None:
    heard = Heard()
    measuring = stuck.measuring(heard)
    seen: list[str] = []

    def stop() -> None:
        measuring.stop()
        measuring.pause()
        seen.append(measuring.standing.status)

    acting = then(stuck, stop)
    want(measuring, TRAIN)
    heard.until(done)
    measuring.wait()
    acting.join(10)
    assert seen
    assert seen[0] in ("stopping", "done")
    assert psutil.Process().children(recursive=True) == []
    want(measuring, TRAIN, INFER)
    assert probe_threads() == []
    assert measured(measuring) == []
    so_far = len(heard.all)
    measuring.again()
    heard.until(done, after=so_far)
    assert measured(measuring) == ["train", "infer"]


def test_closing_ends_a_stuck_worker_and_nothing_is_told_afterwards(stuck: Bench) -> None:
    heard = Heard()
    measuring = stuck.measuring(heard)
    closed = threading.Event()
    told: list[int] = []

    def close() -> None:
        measuring.close()
        told.append(len(heard.all))
        closed.set()

    then(stuck, close)
    want(measuring, TRAIN)
    assert closed.wait(30)
    assert probe_threads() == []
    assert psutil.Process().children(recursive=True) == []
    want(measuring, INFER)
    measuring.again()
    measuring.close()
    assert probe_threads() == []
    assert told == [len(heard.all)]


def test_a_listener_that_blocks_does_not_hold_up_the_closing(plain: Bench) -> None:
    blocked, go_on = threading.Event(), threading.Event()

    def block(standing: Standing) -> None:
        if begun("modes")(standing):
            blocked.set()
            assert go_on.wait(60)

    measuring = plain.measuring(Heard(block))
    want(measuring, TRAIN)
    assert blocked.wait(60)
    # Whoever closes may hold what the listener waits for, as a screen does.
    measuring.close(patience_s=0.01)
    assert len(probe_threads()) == 1
    go_on.set()
    measuring.wait()
    assert measured(measuring) == []
