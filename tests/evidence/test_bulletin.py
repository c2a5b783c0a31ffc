"""What a listener is told of the rows, in which order, and when."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.evidence.costs import Costs
from advisor.evidence.load import Reading
from advisor.evidence.plan import make_plan
from advisor.evidence.rows import RowState
from tests.evidence.scripted import Silence, session_with
from tests.evidence.test_session import INFER, NEAR, TRAIN, plan_of

Script = dict[str, dict[str, object]]


def stages(states: list[RowState]) -> list[tuple[str, int]]:
    return [(state.stage, state.launch) for state in states]


def test_a_row_is_told_from_waiting_to_done(tmp_path: Path) -> None:
    session, progress = session_with(tmp_path, plan_of(TRAIN, INFER), NEAR)
    session.run()
    assert stages(progress.states[:2]) == [("waiting", 0), ("waiting", 0)]
    states = progress.of(TRAIN)
    assert stages(states) == [
        ("waiting", 0),
        ("modes", 0),
        ("launches", 0),
        ("launches", 1),
        ("launches", 1),
        ("launches", 2),
        ("launches", 2),
        ("launches", 3),
        ("launches", 3),
        ("done", 3),
    ]
    assert {state.launches for state in states} == {3}
    assert (states[0].workload, states[0].task, states[0].batch, states[0].device) == (
        "mlp",
        "train",
        32,
        "cpu",
    )
    assert states[1].modes == {}
    assert all(state.modes == {"pytorch": "eager", "tensorflow": "function"} for state in states[2:])
    # No ratio before the first launch, and from then on with an interval that shrinks.
    assert [state.ratio for state in states[:4]] == [None] * 4
    widths = [state.high / state.low for state in states[4:] if state.high and state.low]
    assert len(widths) == 6
    assert widths == sorted(widths, reverse=True)
    assert states[4].verdict == "inconclusive"
    assert "all 3 launches" in states[-1].detail


def test_the_last_state_of_a_row_is_what_its_measurement_says(tmp_path: Path) -> None:
    session, progress = session_with(tmp_path, plan_of(TRAIN))
    session.run()
    last, best = progress.of(TRAIN)[-1], session.measurements()[TRAIN].best()
    assert best is not None
    assert (last.ratio, last.low, last.high, last.verdict) == (best.ratio, best.low, best.high, best.verdict)
    assert last.launch == 2
    assert "decided after 2 of 3" in last.detail


def test_a_row_without_parity_has_failed_with_its_reason(tmp_path: Path) -> None:
    wrong: Script = {"tensorflow": {"wrong": ["eager", "function", "xla"]}}
    session, progress = session_with(tmp_path, plan_of(TRAIN), wrong)
    session.run()
    assert stages(progress.of(TRAIN)) == [("waiting", 0), ("modes", 0), ("failed", 0)]
    assert "no parity" in progress.of(TRAIN)[-1].detail


def test_a_row_whose_launches_were_all_lost_has_failed_and_the_other_is_done(tmp_path: Path) -> None:
    faults: Script = {"tensorflow": {"always": [f"memory:{TRAIN.name}"]}}
    session, progress = session_with(tmp_path, plan_of(TRAIN, INFER), faults)
    session.run()
    assert progress.of(TRAIN)[-1].stage == "failed"
    assert "out of memory" in progress.of(TRAIN)[-1].detail
    assert progress.of(INFER)[-1].stage == "done"


def test_without_a_framework_every_row_has_failed(tmp_path: Path) -> None:
    broken: Script = {"pytorch": {"always": ["import"]}}
    session, progress = session_with(tmp_path, plan_of(TRAIN, INFER), broken)
    session.run()
    for row in (TRAIN, INFER):
        assert stages(progress.of(row)) == [("waiting", 0), ("failed", 0)]
        assert "libc10" in progress.of(row)[-1].detail


def test_a_witness_is_told_in_words_beside_the_ratio_of_the_best(tmp_path: Path) -> None:
    plan = make_plan([TRAIN], "standard", costs=Costs(pair_start_s=0.5))
    session, progress = session_with(tmp_path, plan)
    session.run()
    said = [state for state in progress.of(TRAIN) if state.detail.startswith("eager: ")]
    assert "TensorFlow takes 3.00" in said[0].detail
    assert said[0].ratio == pytest.approx(0.5)


class _Watched:
    """Counters that remember how much had been told when they were read."""

    def __init__(self, progress: Silence) -> None:
        self._progress = progress
        self.told: list[int] = []

    def read(self) -> Reading | None:
        self.told.append(len(self._progress.states) + len(self._progress.known) + len(self._progress.phases))
        return None


def test_nothing_is_told_from_the_first_block_of_a_launch_to_its_last(tmp_path: Path) -> None:
    progress = Silence()
    meter = _Watched(progress)
    session, _ = session_with(tmp_path, plan_of(TRAIN), NEAR, meter, progress=progress)
    session.run()
    # Three quartets of four blocks, read before and after.
    launches = [set(meter.told[start : start + 24]) for start in range(0, len(meter.told), 24)]
    assert [len(told) for told in launches] == [1, 1, 1]
