from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.decide import decide
from advisor.decision.outcome import Decision
from advisor.decision.rules import Rule
from advisor.decision.thresholds import importance_thresholds, overtaking
from advisor.decision.weights import weigh
from advisor.needs.model import Needs
from tests.decision.test_properties import lead, rules
from tests.decision.world import CONCERNS, TODAY, flag, knowledge, measurement, rule

importances = st.dictionaries(st.sampled_from(CONCERNS), st.one_of(st.none(), st.floats(0, 5)))


def decision(project: Needs, entries: list[Rule], ratio: float | None = None) -> Decision:
    rows = [] if ratio is None else [measurement(ratio, milliseconds=1e6)]
    return decide(project, rows, knowledge(entries), TODAY, n=50)


@settings(max_examples=300, deadline=None)
@given(rules(), importances)
def test_at_the_importance_named_the_lead_is_gone_and_beyond_it_turns(
    entries: list[Rule], importance: dict[str, float | None]
) -> None:
    project = Needs("a project", {"flags": tuple(f"f{number}" for number in range(12))}, importance)
    before = decision(project, entries)
    for threshold in before.thresholds:
        _, _, concern = threshold.what.partition(".")
        assert threshold.what.startswith("importance.")
        leads = []
        for value in (threshold.at - 0.001, threshold.at, threshold.at + 0.001):
            changed = {**importance, concern: min(5.0, max(0.0, value))}
            leads.append(lead(decision(replace(project, importance=changed), entries)))
        assert leads[1] == pytest.approx(0.0, abs=1e-4)
        assert min(leads[0], leads[2]) <= 1e-9
        assert max(leads[0], leads[2]) >= -1e-9


@settings(max_examples=200, deadline=None)
@given(rules(), st.floats(0.2, 5.0))
def test_at_the_ratio_named_the_lead_is_gone(entries: list[Rule], ratio: float) -> None:
    project = Needs("a project", {"flags": tuple(f"f{number}" for number in range(12)), "train_on": ("cpu",)})
    before = decision(project, entries, ratio)
    for threshold in before.thresholds:
        if threshold.what == "measured:training_speed":
            assert threshold.now == pytest.approx(ratio)
            assert threshold.low is not None
            assert threshold.high is not None
            assert threshold.low < threshold.now < threshold.high
            assert lead(decision(project, entries, threshold.at)) == pytest.approx(0.0, abs=1e-3)


def test_without_another_side_no_importance_takes_the_lead_away() -> None:
    assert decision(Needs("a project"), []).thresholds == ()
    assert math.isclose(lead(decision(Needs("a project"), [])), 0.0)


def test_of_two_importances_at_which_the_lead_is_gone_the_nearest_is_told() -> None:
    importance = {**dict.fromkeys(CONCERNS, 0.0), "deployment": 3.0, "team": 5.0, "training_speed": 4.0}
    entries = [
        rule("a", "tensorflow", "weak", "deployment", when=flag("f0")),
        rule("b", "pytorch", "strong", "team", when=flag("f0")),
        rule("c", "tensorflow", "strong", "training_speed", when=flag("f0")),
        rule("d", "tensorflow", "strong", "ecosystem", when=flag("f0")),
        rule("e", "tensorflow", "weak", "footprint", when=flag("f0")),
    ]
    project = Needs("p", {"flags": ("f0",)}, importance)
    before = decision(project, entries)
    side = before.lead.framework
    at = next(entry.at for entry in before.thresholds if entry.what == "importance.deployment")
    gone = [
        value
        for value in (place / 20 for place in range(1, 100))
        if (_signed(project, entries, value, side) > 0) != (_signed(project, entries, value + 0.05, side) > 0)
    ]
    assert len(gone) == 2
    assert abs(at - 3.0) <= min(abs(value + 0.025 - 3.0) for value in gone) + 0.05


def _signed(project: Needs, entries: list[Rule], value: float, side: str) -> float:
    points = decision(
        replace(project, importance={**project.importance, "deployment": value}), entries
    ).points
    return points[side] - points["tensorflow" if side == "pytorch" else "pytorch"]


@settings(max_examples=500, deadline=None)
@given(importances, st.lists(st.sampled_from([-4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0]), min_size=6, max_size=6))
def test_from_the_importance_named_on_the_runner_up_stays_ahead(
    importance: dict[str, float | None], worth: list[float]
) -> None:
    weights = weigh(CONCERNS, importance)
    leads = dict(zip(sorted(CONCERNS), worth, strict=True))
    for concern, at in overtaking(weights, leads).items():
        now = next(entry.importance for entry in weights if entry.concern == concern)
        assert now <= at <= 5
        for value in (at + 0.051, (at + 5) / 2, 5.0):
            if at + 0.05 < value <= 5:
                changed = weigh(CONCERNS, {**importance, concern: value})
                assert sum(entry.weight * leads[entry.concern] for entry in changed) <= 1e-6


def test_a_lead_that_is_nothing_but_rounding_has_no_threshold() -> None:
    worth = {"deployment": -1.0, "ecosystem": 0.0, "footprint": -4.0, "inference_speed": 4.0, "team": 1.0}
    weights = weigh(CONCERNS, dict.fromkeys(CONCERNS, 2.0))
    found = {entry.what for entry in importance_thresholds(weights, worth)}
    assert "importance.ecosystem" not in found
    assert "ecosystem" not in overtaking(weights, worth)
