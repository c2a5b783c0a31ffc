"""What is said never contradicts what was counted."""

from __future__ import annotations

from hypothesis import given, settings

from advisor.decision.decide import decide
from advisor.decision.rules import Rule
from advisor.evidence.records import Measurement
from advisor.needs.model import Needs
from tests.decision.test_properties import projects, rows, rules
from tests.decision.world import TODAY, knowledge, needs, rule

OTHER = {"pytorch": "tensorflow", "tensorflow": "pytorch"}


@settings(max_examples=1000, deadline=None)
@given(projects, rules(), rows)
def test_each_claim_of_the_other_side_has_points_for_that_side(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    decision = decide(project, measured, knowledge(entries), TODAY, n=300)
    side = OTHER[decision.verdict.framework or decision.lead.framework]
    text = " ".join(decision.other_side)
    named = {"pytorch": "PyTorch", "tensorflow": "TensorFlow"}[side]
    assert named in text
    for entry in decision.contributions:
        against = entry.points[OTHER[side]] - entry.points[side]
        if entry.kind == "rule" and f": {entry.claim.rstrip('.')}." in text:
            assert against < 0, entry


@settings(max_examples=1000, deadline=None)
@given(projects, rules())
def test_the_first_sentence_tells_the_largest_reason_of_the_one_that_is_named(
    project: Needs, entries: list[Rule]
) -> None:
    decision = decide(project, [], knowledge(entries), TODAY, n=300)
    if decision.verdict.framework is None or decision.verdict.decided_by == "veto":
        return
    leader = decision.verdict.framework
    largest = max(decision.contributions, key=lambda c: c.points[leader] - c.points[OTHER[leader]]).points[
        leader
    ]
    told = [c for c in decision.contributions if c.claim.rstrip(".") in decision.summary[0]]
    assert any(abs(entry.points[leader] - largest) < 1e-9 for entry in told)
    assert 2 <= len(decision.summary) <= 4


def test_where_nothing_speaks_for_the_other_side_that_is_said() -> None:
    decision = decide(needs(), [], knowledge([rule("a", "pytorch", "strong")]), TODAY)
    assert decision.other_side == (
        "Nothing that is known so far speaks for TensorFlow; the open questions may.",
    )


def test_where_no_framework_is_left_nobody_is_defended() -> None:
    vetoes = [
        rule("v", "tensorflow", "veto", vetoes=("pytorch",)),
        rule("w", "pytorch", "veto", vetoes=("tensorflow",)),
    ]
    assert decide(needs(), [], knowledge(vetoes), TODAY).other_side == ()


def test_where_a_veto_decided_the_points_of_the_one_that_is_out_are_told() -> None:
    veto = rule("v", "tensorflow", "veto", "team", vetoes=("pytorch",))
    decision = decide(needs(), [], knowledge([rule("a", "pytorch", "strong"), veto]), TODAY)
    assert decision.other_side[0] == "Friends of PyTorch would say this."
    assert "Claim of a" in decision.other_side[1]
