from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.decide import decide
from advisor.decision.outcome import Decision
from advisor.decision.rules import Rule
from advisor.needs.model import Needs
from tests.decision.test_properties import lead, rules
from tests.decision.world import CONCERNS, TODAY, knowledge, measurement

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
