from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from advisor.evidence.calibration import RENEW_AFTER, Calibration, SelfMeeting, calibrate
from advisor.evidence.interval import PRIOR_SPREAD, estimate, learned_spread, noise_floor
from advisor.evidence.plan import RowPlan
from advisor.evidence.records import FrameworkBuild
from advisor.evidence.store import Store
from tests.evidence.scripted import MACHINE, Silence, session_with
from tests.evidence.test_session import plan_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BUILDS = {
    name: FrameworkBuild(framework=name, version="1.0", build="b", python="3.11.7")
    for name in ("pytorch", "tensorflow")
}


def meeting(framework: str, *centres: float, taken: datetime = NOW, version: str = "1.0") -> SelfMeeting:
    return SelfMeeting(
        taken=taken, framework=framework, version=version, row="mlp", mode="eager", centres=centres
    )


def test_before_anything_was_measured_the_assumed_spread_holds() -> None:
    assert Calibration().spread == PRIOR_SPREAD
    assert Calibration().floor(3) is None


def test_a_calm_machine_is_learned_to_be_calm_and_a_noisy_one_noisy() -> None:
    calm = Calibration(meetings=(meeting("pytorch", *[0.005, -0.005] * 30),))
    noisy = Calibration(meetings=(meeting("pytorch", *[0.3, -0.3] * 30),))
    assert calm.spread < PRIOR_SPREAD / 2
    assert noisy.spread > 2 * PRIOR_SPREAD
    calm_floor, noisy_floor = calm.floor(3), noisy.floor(3)
    assert calm_floor is not None
    assert noisy_floor is not None
    assert calm_floor < noisy_floor


def test_few_launches_move_the_assumption_only_a_little() -> None:
    assert learned_spread([0.0]) > 0.85 * PRIOR_SPREAD


def test_the_floor_holds_in_95_percent_of_rows() -> None:
    random = np.random.default_rng(3)
    centres = list(random.normal(0, 0.06, 60))
    floor = noise_floor(centres, 3)
    rows = random.normal(0, 0.06, (20_000, 3)).mean(axis=1)
    assert 0.95 <= float(np.mean(np.abs(rows) <= floor)) <= 0.99


@pytest.mark.parametrize("spread", [0.02, 0.07, 0.15])
def test_intervals_with_a_learned_spread_cover_the_truth_on_any_machine(spread: float) -> None:
    random = np.random.default_rng(4)
    known = learned_spread(list(random.normal(0, spread, 60)))
    covered = 0
    for _ in range(2000):
        interval = estimate(
            [list(random.normal(c, spread / 3, 3)) for c in random.normal(0, spread, 3)], spread=known
        )
        covered += interval.low <= 1 <= interval.high
    assert covered / 2000 >= 0.945


@pytest.mark.parametrize("looks", [(2, 3), (3, 5), (4, 7, 10, 14)])
def test_looking_early_names_no_more_winners_among_equals(looks: tuple[int, ...]) -> None:
    from advisor.evidence.meeting import Meeting
    from advisor.evidence.quartets import quartet_of

    random = np.random.default_rng(5)
    false, runs = 0, 1500
    for _ in range(runs):
        met = Meeting("best", {"pytorch": "eager", "tensorflow": "function"}, 2, looks)
        for centre in random.normal(0, 0.07, looks[-1]):
            met.values.append([])
            for value in random.normal(centre, 0.03, 2):
                met.take(quartet_of((1.0, 1.0), (math.exp(value), math.exp(value))))
            met.look()
            if not met.open:
                break
        record = met.record()
        assert record is not None
        false += record.verdict in ("pytorch-faster", "tensorflow-faster")
    assert false / runs <= 0.05


def test_early_looks_and_the_last_one_share_the_five_percent() -> None:
    from advisor.evidence.interval import alpha_at

    for looks in ((3,), (2, 3), (4, 7, 10, 14)):
        assert sum(alpha_at(count, looks) for count in looks) == pytest.approx(0.05)


def test_a_calibration_is_due_for_each_version_and_after_a_while() -> None:
    both = Calibration(meetings=(meeting("pytorch", 0.1), meeting("tensorflow", 0.1)))
    assert Calibration().is_due(NOW, BUILDS)
    assert not both.is_due(NOW, BUILDS)
    assert both.is_due(NOW + RENEW_AFTER, BUILDS)
    assert both.is_due(NOW, {**BUILDS, "pytorch": BUILDS["pytorch"].model_copy(update={"version": "2.0"})})
    assert Calibration(meetings=(meeting("pytorch", 0.1),)).is_due(NOW, BUILDS)


def test_the_oldest_are_forgotten_first() -> None:
    known = Calibration(meetings=(meeting("pytorch", 0.5, taken=NOW - timedelta(days=90)),))
    more = known.with_meetings([meeting("pytorch", *[0.0] * 100), meeting("tensorflow", *[0.0] * 100)])
    assert len(more.centres) == 200
    assert 0.5 not in more.centres


def test_a_framework_meets_itself_through_the_same_path(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(RowPlan("mlp", "train", 32)))
    session.run()
    setting = session._setting
    found = calibrate(session.measurements(), setting, Silence(), lambda: NOW, 0.05)
    assert [(entry.framework, entry.mode) for entry in found] == [
        ("pytorch", "eager"),
        ("tensorflow", "function"),
    ]
    # Scripted workers are always equally fast, and no framework is compared with the other.
    assert all(entry.centres == (0.0, 0.0, 0.0) for entry in found)


def test_what_was_learned_is_kept_and_a_spoilt_file_set_aside(tmp_path: Path) -> None:
    store = Store(tmp_path)
    known = Calibration(meetings=(meeting("pytorch", 0.1, -0.1),))
    store.save_calibration(MACHINE, known)
    assert store.calibration(MACHINE) == known
    (path,) = (tmp_path / "measurements" / "machines").iterdir()
    path.write_text("{")
    assert store.calibration(MACHINE) == Calibration()
    assert [entry.suffix for entry in path.parent.iterdir()] == [".corrupt"]


def test_costs_are_kept_for_each_machine(tmp_path: Path) -> None:
    store, row = Store(tmp_path), RowPlan("cnn", "train", 32)
    costs = store.costs(MACHINE)
    costs.learn(row, "pytorch", "compile", 9.0, 0.02)
    costs.learn(row, "pytorch", "compile", 11.0, 0.02)
    costs.learn_start(3.0)
    store.save_costs(MACHINE, costs)
    kept = store.costs(MACHINE)
    assert kept.first_call_s(row, "pytorch", "compile") == 10.0
    assert kept.start_s == 3.0
    assert store.costs(MACHINE.model_copy(update={"id": "other"})).pair_start_s is None
