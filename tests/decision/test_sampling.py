"""What is drawn, and how wide that makes the result."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.conditions import Any_, OneOf
from advisor.decision.decide import Decider
from advisor.decision.rules import Rule
from advisor.decision.sampling import Sampler
from advisor.decision.weighing import Weighing
from advisor.needs.model import Answer, Needs
from tests.decision.test_properties import importances, rules
from tests.decision.world import CONCERNS, TODAY, flag, knowledge, needs, rule

N = 2_000


def leads(project: Needs, entries: list[Rule], n: int = N) -> np.ndarray:
    known = knowledge(entries)
    weighing = Weighing(project, [], known, TODAY, frozenset(), Sampler(known, n, 1983))
    return weighing.draws.lead("pytorch", ["tensorflow"])


@settings(max_examples=1500, deadline=None, derandomize=True)
@given(rules(6), importances, st.sampled_from(["weak", "medium", "strong"]), st.sampled_from([0.2, 0.5, 0.9]))
def test_silence_widens_and_never_shifts(
    entries: list[Rule], importance: dict[str, float | None], strength: str, prior: float
) -> None:
    """A rule whose question is open, on a concern of its own, against the same project without it."""
    apart = [rule for rule in entries if rule.concern != "team"]
    unsure = rule("open", "tensorflow", strength, "team", when=OneOf("stage", ("b",)))  # type: ignore[arg-type]
    project = needs({**importance, "team": 3.0})
    without, with_it = leads(project, apart), leads(project, [*apart, unsure])
    assert with_it.var() > without.var()
    error = (with_it - without).std() / math.sqrt(N)
    assert abs(float((with_it - without).mean())) <= 5 * error


@pytest.mark.parametrize("concern", CONCERNS)
@pytest.mark.parametrize("side", ["pytorch", "tensorflow"])
def test_an_open_rule_is_drawn_by_the_prior_of_its_question(concern: str, side: str) -> None:
    drawn = leads(Needs("open"), [rule("open", side, "strong", concern, when=flag("f3"))])
    assert len(np.unique(drawn)) > 2
    # f3 has a prior of 0.4, and the rule is true with 0.95: below its mean where it is not so.
    assert 0.55 < float((np.sign(drawn) == (-1 if side == "pytorch" else 1)).mean()) < 0.65


def test_the_surer_an_importance_the_narrower_the_result() -> None:
    entries = [rule("a", "pytorch", "strong"), rule("b", "tensorflow", "strong", "team")]
    spreads = [
        leads(needs({"deployment": importance, "team": importance} if given_ else {}), entries).std()
        for importance, given_ in ((2.0, True), (2.0, False), (None, True))
    ]
    assert spreads == sorted(spreads)
    assert spreads[0] < 0.8 * spreads[1] < 0.8 * spreads[2]


@settings(max_examples=500, deadline=None)
@given(
    rules(6),
    importances,
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "flags": st.sampled_from([(), ("f0",), ("f0", "f1")]),
                "stage": st.sampled_from(["a", "b"]),
                "team": st.just({"pytorch": 2}),
            },
        ),
        min_size=2,
        max_size=4,
    ),
)
def test_what_is_remembered_of_other_projects_changes_nothing(
    entries: list[Rule], importance: dict[str, float | None], projects: list[dict[str, Answer]]
) -> None:
    # Open while either question is, and drawn by the prior of that one alone which is open.
    either = Any_((flag("f1"), OneOf("stage", ("b",))))
    known = knowledge([*entries, rule("either", "pytorch", "strong", "team", when=either)])
    remembering = Decider(known, TODAY, n=100)
    for answers in projects:
        project = Needs("p", answers, importance)
        fresh = Decider(known, TODAY, n=100)
        assert repr(remembering.decide(project, [])) == repr(fresh.decide(project, []))
        assert remembering.verdict(project, []) == fresh.decide(project, []).verdict


def test_draws_that_hardly_differ_have_a_histogram() -> None:
    decision = Decider(knowledge([]), TODAY, n=2).decide(needs(), [])
    assert sum(decision.lead.counts) == 2
    assert decision.lead.edges[0] < 0 < decision.lead.edges[-1]
    assert decision.verdict.share == pytest.approx(0.5)
