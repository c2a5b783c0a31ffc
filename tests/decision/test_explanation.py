"""What is said never contradicts what was counted."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.decide import decide
from advisor.decision.outcome import Decision
from advisor.decision.outside import Outsider
from advisor.decision.rules import Knowledge, Rule
from advisor.decision.stack import StackEntry
from advisor.decision.tie_breaking import find_out_first
from advisor.evidence.records import Measurement
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Answer, Needs
from advisor.paths import rules_folder
from tests.decision.test_properties import STRENGTHS, importances, projects, rows, rules
from tests.decision.world import CONCERNS, TODAY, flag, knowledge, measurement, needs, rule

OTHER = {"pytorch": "tensorflow", "tensorflow": "pytorch"}
NAMES = {"pytorch": "PyTorch", "tensorflow": "TensorFlow"}
THRESHOLD = re.compile(r"From an importance of ([\d.]+) for (.+) on, (\w+) would be ahead\.")


@st.composite
def worlds(draw: st.DrawFn) -> list[Rule]:
    """Rules of which some rule a framework out."""
    entries = draw(rules())
    if draw(st.booleans()):
        side = draw(st.sampled_from(["pytorch", "tensorflow"]))
        entries.append(rule("zz-veto", side, "veto", "team", vetoes=(OTHER[side],)))
    return entries


def net(decision: Decision, side: str, concern: str) -> float:
    points = decision.concern_points[concern]
    return points[side] - points[OTHER[side]]


@settings(max_examples=200, deadline=None)
@given(projects, worlds(), rows)
def test_each_claim_of_the_other_side_has_points_for_that_side(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    decision = decide(project, measured, knowledge(entries), TODAY, n=50)
    side = OTHER[decision.verdict.framework or decision.lead.framework]
    text = " ".join(decision.other_side)
    assert NAMES[side] in text
    for entry in decision.contributions:
        against = entry.points[OTHER[side]] - entry.points[side]
        if entry.kind == "rule" and f": {entry.claim.rstrip('.')}." in text:
            assert against < 0, entry


def examine_close(project: Needs, decision: Decision, known: Knowledge) -> None:
    """Whatever ends the other side's case comes true."""
    if len(decision.other_side) < 2:
        return
    close = decision.other_side[-1]
    side = OTHER[decision.verdict.framework or decision.lead.framework]
    removed = {veto.framework for veto in decision.vetoes}
    if side in removed:
        assert close.startswith(("If that requirement fell", "If those requirements fell"))
        lead = decision.points[side] - decision.points[OTHER[side]]
        if "would lead by" in close:
            assert lead > 0
        elif "still be behind" in close:
            assert lead < 0
        return
    if (found := THRESHOLD.fullmatch(close)) is None:
        return
    at, words, name = float(found[1]), found[2], found[3]
    concerns = known.questionnaire.concerns
    concern = next(id_ for id_, entry in concerns.items() if entry.text.lower() == words.lower())
    assert name == NAMES[side]
    assert net(decision, side, concern) > 0.05
    for value in (at + 0.06, (at + 5) / 2, 5.0):
        if value > 5 or value < at + 0.06:
            continue
        other = replace(project, importance={**project.importance, concern: value})
        points = decide(other, [], known, TODAY, n=2).points
        assert points[side] >= points[OTHER[side]] - 1e-9, (close, value)


@settings(max_examples=200, deadline=None)
@given(projects, worlds())
def test_what_ends_the_case_of_the_other_side_comes_true(project: Needs, entries: list[Rule]) -> None:
    known = knowledge(entries)
    examine_close(project, decide(project, [], known, TODAY, n=50), known)


def test_what_ends_the_case_of_the_other_side_comes_true_in_every_scenario() -> None:
    known = load_knowledge([rules_folder()])
    closings = 0
    for scenario in known.scenarios:
        project = Needs(scenario.id, scenario.answers, scenario.importance)
        decision = decide(project, [], known, TODAY, n=500)
        examine_close(project, decision, known)
        closings += len(decision.other_side) > 1
        assert 3 <= len(decision.summary) <= 4, (scenario.id, decision.summary)
    assert closings > 20


def test_the_concern_whose_importance_turns_it_soonest_ends_the_case() -> None:
    entries = [
        rule("a", "pytorch", "strong", "deployment"),
        rule("b", "tensorflow", "medium", "team"),
        rule("c", "tensorflow", "weak", "ecosystem"),
    ]
    close = decide(needs(), [], knowledge(entries), TODAY).other_side[-1]
    assert THRESHOLD.fullmatch(close)
    assert "for team on" in close


def test_a_side_that_no_importance_puts_ahead_is_not_recommended() -> None:
    entries = [rule("a", "pytorch", "strong", "deployment"), rule("b", "tensorflow", "weak", "deployment")]
    close = decide(needs(), [], knowledge(entries), TODAY).other_side[-1]
    assert close == "No single importance, raised to 5, would put TensorFlow ahead."


@settings(max_examples=200, deadline=None)
@given(projects, worlds(), rows)
def test_the_sentences_are_three_or_four_name_the_verdict_and_tell_the_largest_reason(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    decision = decide(project, measured, knowledge(entries), TODAY, n=100)
    verdict, summary = decision.verdict, decision.summary
    assert 3 <= len(summary) <= 4
    if verdict.framework is None:
        assert "toss-up" in summary[0]
        assert summary[-1].startswith("As a tie-breaker, ")
        if verdict.lead == 0:
            assert "ahead" not in summary[0]
        return
    assert summary[0].startswith(
        ("Take ", "Lean towards ")[verdict.kind == "lean"] + NAMES[verdict.framework]
    )
    if verdict.decided_by == "veto":
        assert "Claim of zz-veto" in summary[1]
        return
    leader = verdict.framework
    gains = {c.id: c.points[leader] - c.points[OTHER[leader]] for c in decision.contributions}
    told = [c for c in decision.contributions if c.claim.rstrip(".") in summary[1]]
    assert any(gains[entry.id] == pytest.approx(max(gains.values())) for entry in told)


@settings(max_examples=200, deadline=None)
@given(projects, rules(), rows)
def test_taking_the_largest_contribution_away_changes_the_text(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    before = decide(project, measured, knowledge(entries), TODAY, n=100)
    ranked = sorted(before.contributions, key=lambda c: (-max(map(abs, c.points.values())), c.id))
    largest = next(iter(ranked), None)
    if largest is None or largest.kind != "rule" or max(largest.points.values()) <= 0.05:
        return
    without = [entry for entry in entries if entry.id != largest.id]
    after = decide(project, measured, knowledge(without), TODAY, n=100)
    assert (after.summary, after.other_side) != (before.summary, before.other_side)


def test_the_second_reason_comes_from_another_concern_if_there_is_one() -> None:
    entries = [
        rule("a", "pytorch", "strong", "deployment"),
        rule("b", "pytorch", "strong", "deployment"),
        rule("c", "pytorch", "weak", "team"),
    ]
    summary = decide(needs(), [], knowledge(entries), TODAY).summary
    assert summary[2] == "Another lies in team: Claim of c."
    alone = decide(needs(), [], knowledge(entries[:2]), TODAY).summary
    assert alone[2] == "And also, on the same subject: Claim of b."


def test_reasons_that_weigh_the_same_leave_nobody_ahead() -> None:
    entries = [rule("a", "pytorch", "strong"), rule("b", "tensorflow", "strong")]
    summary = decide(needs(), [], knowledge(entries), TODAY).summary
    assert summary[0] == "It is a toss-up: the reasons pull both ways and weigh the same."
    assert summary[2].startswith("The weightiest reason for TensorFlow lies there too")


def test_a_difference_that_nobody_feels_is_told_as_such() -> None:
    row = measurement(2.0, milliseconds=0.1, task="infer", batch=1)
    decision = decide(needs(train_on=("cpu",)), [row], knowledge([]), TODAY)
    claim = decision.contributions[0].claim
    assert claim == "Inference with cnn differs by less than 0.5 ms a call, which nobody feels (cpu)"


def clash(**answers: Answer) -> tuple[Needs, list[Rule]]:
    return needs(None, **answers), [
        rule("v", "tensorflow", "veto", vetoes=("pytorch",)),
        rule("w", "pytorch", "veto", vetoes=("tensorflow",)),
    ]


def test_where_no_framework_is_left_nobody_is_defended_and_the_bridge_is_named() -> None:
    project, vetoes = clash()
    bridge = StackEntry(
        "b", "bridge", "", ("infeasible",), None, "Train here, run there", "Why.", "", "https://example.org",
        TODAY, True, TODAY, "shipped", "test:1",
    )  # fmt: skip
    decision = decide(project, [], replace(knowledge(vetoes), stack=(bridge,)), TODAY)
    assert decision.other_side == ()
    assert decision.summary == (
        "No framework meets all the requirements.",
        "PyTorch is ruled out: Claim of v.",
        "TensorFlow is ruled out: Claim of w.",
        "If no requirement can go, there is a bridge: Train here, run there.",
    )
    assert decide(project, [], knowledge(vetoes), TODAY).summary[-1] == "One of these requirements has to go."


def test_with_something_to_say_first_there_are_still_four_sentences() -> None:
    outsider = Outsider("o", flag("f0"), "Claim.", "Take trees.", "https://e.org", TODAY, True, TODAY, "t:1")
    for entries in (clash()[1], [rule(c, "pytorch", "strong", c) for c in CONCERNS], []):
        known = replace(knowledge(entries), outsiders=(outsider,))
        summary = decide(needs(), [], known, TODAY).summary
        assert summary[0] == "Before either framework: take trees."
        assert len(summary) == 4


def test_where_nothing_speaks_for_the_other_side_that_is_said() -> None:
    decision = decide(needs(), [], knowledge([rule("a", "pytorch", "strong")]), TODAY)
    assert decision.other_side == (
        "Nothing that is known so far speaks for TensorFlow; the open questions may.",
    )
    assert decision.summary[-1] == "Nothing that is known of this project speaks for TensorFlow."


def test_where_a_veto_decided_the_points_of_the_one_that_is_out_are_told() -> None:
    veto = rule("v", "tensorflow", "veto", "team", vetoes=("pytorch",))
    decision = decide(needs(), [], knowledge([rule("a", "pytorch", "strong"), veto]), TODAY)
    assert decision.other_side[0] == "Friends of PyTorch would say this."
    assert "Claim of a" in decision.other_side[1]
    assert decision.other_side[2] == (
        "If that requirement fell and nothing else changed, PyTorch would lead by 1.5 points."
    )


def test_what_is_worth_most_to_find_out_goes_before_the_tie_breaker() -> None:
    told = decide(needs(), [], knowledge([]), TODAY).summary
    asked = find_out_first(told, "answer “Where?”")
    assert asked[:-1] == told[:-1]
    assert asked[-1].startswith("As a tie-breaker, answer “Where?” first; failing that, Keras 3 keeps")


@settings(max_examples=200, deadline=None)
@given(importances, st.sampled_from(STRENGTHS))
def test_a_third_framework_is_called_by_its_name(importance: dict[str, float | None], strength: str) -> None:
    entries = [rule("a", "third", "strong"), rule("b", "third", "strong", "team")]
    known = replace(knowledge(entries, ("pytorch", "tensorflow", "third")), called={"third": "The Third"})
    decision = decide(Needs("p", {"flags": ("f0",)}, importance), [], known, TODAY, n=50)
    assert not any(" third" in sentence for sentence in (*decision.summary, *decision.other_side))
