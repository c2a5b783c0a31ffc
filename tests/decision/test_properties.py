"""The properties that the model promises, over many made-up projects."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from itertools import product
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.balance import Balance
from advisor.decision.decide import Decider, decide
from advisor.decision.flips import find_flips
from advisor.decision.outcome import Decision
from advisor.decision.rules import Knowledge, Rule, Strength
from advisor.decision.worth import worth_knowing
from advisor.evidence.records import Measurement
from advisor.needs.model import Needs
from advisor.needs.questions import Questionnaire
from tests.decision.world import (
    CONCERNS,
    TODAY,
    flag,
    knowledge,
    measurement,
    needs,
    rule,
    swapped,
)

#: Draws of a statement that holds draw by draw.
N = 400
STRENGTHS: tuple[Strength, ...] = ("weak", "medium", "strong")


#: Everything that may differ between two rules, each combination one draw: what is drawn in one is drawn fast.
SHAPES = list(
    product(
        ("pytorch", "tensorflow"),
        STRENGTHS,
        CONCERNS,
        (None, "one", "two"),
        ("f0", "f0", "f1"),
        (True, False),
        (True, False),
        (date(2027, 1, 1), date(2026, 1, 2)),
    )
)


def rules(most: int = 8) -> st.SearchStrategy[list[Rule]]:
    """Up to so many rules of any kind but vetoes."""
    return st.lists(st.sampled_from(SHAPES), max_size=most).map(
        lambda shapes: [
            rule(
                f"rule-{number}",
                favours,
                strength,
                concern,
                cause=cause,
                when=flag(named),
                verified=verified,
                first_hand=first_hand,
                review_by=review_by,
            )
            for number, (
                favours,
                strength,
                concern,
                cause,
                named,
                verified,
                first_hand,
                review_by,
            ) in enumerate(shapes)
        ]
    )


importances = st.dictionaries(st.sampled_from(CONCERNS), st.none() | st.integers(0, 5).map(float))
projects = st.builds(needs, importances)
open_projects = st.builds(lambda importance: Needs("open", {}, importance), importances)
rows = st.lists(
    st.builds(measurement, st.floats(0.2, 5.0), st.floats(1.01, 1.5), st.sampled_from(["train", "infer"])),
    max_size=3,
)


def judged(
    project: Needs,
    entries: list[Rule],
    measurements: list[Measurement] | None = None,
    n: int = N,
    frameworks: tuple[str, ...] = ("pytorch", "tensorflow"),
) -> Decision:
    return decide(project, measurements or [], knowledge(entries, frameworks), TODAY, n=n)


def lead(decision: Decision, framework: str = "pytorch", other: str = "tensorflow") -> float:
    return decision.points[framework] - decision.points[other]


def share(decision: Decision, framework: str) -> float:
    return decision.verdict.share if decision.lead.framework == framework else 1 - decision.verdict.share


@given(projects, rules(), rows)
@settings(max_examples=500, deadline=None)
def test_contributions_sum_to_the_points_exactly(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    decision = judged(project, entries, measured)
    for framework, points in decision.points.items():
        assert math.fsum(entry.points[framework] for entry in decision.contributions) == pytest.approx(
            points, abs=1e-9
        )


@given(projects, rules(), rows)
@settings(max_examples=1000, deadline=None, derandomize=True)
def test_the_mean_of_the_draws_agrees_with_the_points(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    n = 4_000
    decision = judged(project, entries, measured, n=n)
    # From the histogram: where most draws are exactly 0, quantiles tell nothing of the others.
    edges, counts = np.array(decision.lead.edges), np.array(decision.lead.counts)
    off = np.abs((edges[1:] + edges[:-1]) / 2 - decision.lead.mean) + np.diff(edges) / 2
    spread = math.sqrt(float(counts @ off**2) / n)
    expected = lead(
        decision,
        decision.lead.framework,
        "pytorch" if decision.lead.framework == "tensorflow" else "tensorflow",
    )
    assert abs(decision.lead.mean - expected) <= 4 * spread / math.sqrt(n) + 1e-9


@given(projects | open_projects, rules(), rows)
@settings(max_examples=500, deadline=None)
def test_swapping_the_frameworks_everywhere_swaps_the_verdict_and_keeps_the_share(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    here = judged(project, entries, measured)
    mirrored = [
        row.model_copy(
            update={
                "comparisons": tuple(
                    met.model_copy(
                        update={
                            "ratio": 1 / met.ratio,
                            "low": 1 / met.high,
                            "high": 1 / met.low,
                            "pytorch_ms": met.tensorflow_ms,
                            "tensorflow_ms": met.pytorch_ms,
                        }
                    )
                    for met in row.comparisons
                )
            }
        )
        for row in measured
    ]
    there = judged(
        project, [swapped(entry) for entry in entries], mirrored, frameworks=("tensorflow", "pytorch")
    )
    other = {"pytorch": "tensorflow", "tensorflow": "pytorch", None: None}
    assert there.verdict.kind == here.verdict.kind
    assert there.verdict.framework == other[here.verdict.framework]
    assert lead(there) == pytest.approx(-lead(here), abs=1e-9)
    if abs(lead(here)) > 1e-9:
        assert there.verdict.share == pytest.approx(here.verdict.share, abs=1e-9)


@given(rules(), rows, st.sampled_from([1.0, 2.5, 5.0]))
@settings(max_examples=500, deadline=None)
def test_only_relative_importance_means_anything(
    entries: list[Rule], measured: list[Measurement], level: float
) -> None:
    ones = judged(needs(dict.fromkeys(CONCERNS, 1.0)), entries, measured)
    same = judged(needs(dict.fromkeys(CONCERNS, level)), entries, measured)
    assert (same.verdict.kind, same.verdict.framework) == (ones.verdict.kind, ones.verdict.framework)
    assert same.verdict.share == pytest.approx(ones.verdict.share, abs=1e-9)


@given(projects, st.integers(1, 12), st.sampled_from(STRENGTHS))
@settings(max_examples=500, deadline=None)
def test_clones_of_a_rule_stay_within_twice_its_strength(
    project: Needs, clones: int, strength: Strength
) -> None:
    only = [rule(f"clone-{number}", "pytorch", strength) for number in range(clones)]
    decision = judged(project, only)
    weight = next(w.weight for w in decision.weights if w.concern == "deployment")
    assert decision.points["pytorch"] <= 2 * {"weak": 1, "medium": 2, "strong": 4}[strength] * weight + 1e-9


@given(projects, rules(), st.integers(2, 6))
@settings(max_examples=500, deadline=None)
def test_a_clone_with_the_same_cause_changes_nothing(
    project: Needs, entries: list[Rule], clones: int
) -> None:
    original = rule("zz-original", "tensorflow", "strong", cause="shared")
    copies = [
        rule(f"zz-original-{number}", "tensorflow", "strong", cause="shared") for number in range(clones)
    ]
    once, often = judged(project, [*entries, original]), judged(project, [*entries, original, *copies])
    assert often.points == pytest.approx(once.points, abs=1e-9)
    assert often.verdict.share == pytest.approx(once.verdict.share, abs=1e-9)


@given(projects, rules(), st.sampled_from(STRENGTHS), st.sampled_from(CONCERNS))
@settings(max_examples=500, deadline=None)
def test_adding_evidence_never_hurts_its_side(
    project: Needs, entries: list[Rule], strength: Strength, concern: str
) -> None:
    before = judged(project, entries)
    after = judged(project, [*entries, rule("zz-new", "pytorch", strength, concern)])
    assert lead(after) >= lead(before) - 1e-9
    assert share(after, "pytorch") >= share(before, "pytorch") - 1e-9


@given(projects, rules(most=6), st.integers(0, 5))
@settings(max_examples=500, deadline=None)
def test_strengthening_evidence_never_hurts_its_side(project: Needs, entries: list[Rule], which: int) -> None:
    if which >= len(entries) or entries[which].strength == "strong":
        return
    chosen = entries[which]
    stronger = replace(chosen, strength="strong" if chosen.strength == "medium" else "medium")
    before = judged(project, entries)
    after = judged(project, [*entries[:which], stronger, *entries[which + 1 :]])
    other = "tensorflow" if chosen.favours == "pytorch" else "pytorch"
    assert lead(after, chosen.favours, other) >= lead(before, chosen.favours, other) - 1e-9
    assert share(after, chosen.favours) >= share(before, chosen.favours) - 1e-9


@given(projects, rules(), rows)
@settings(max_examples=500, deadline=None)
def test_a_third_framework_leaves_the_other_points_as_they_were(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    two = judged(project, entries, measured)
    third = [rule("third-a", "mxflow", "strong"), rule("third-b", "mxflow", "weak", "team")]
    three = judged(project, [*entries, *third], measured, frameworks=("pytorch", "tensorflow", "mxflow"))
    for framework in ("pytorch", "tensorflow"):
        assert three.points[framework] == pytest.approx(two.points[framework], abs=1e-12)
    assert three.points["mxflow"] > 0 or all(
        w.weight == 0 for w in three.weights if w.concern == "deployment"
    )


@given(projects | open_projects, rules(), rows, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_the_order_of_the_rules_changes_nothing(
    project: Needs, entries: list[Rule], measured: list[Measurement], random: object
) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert repr(judged(project, shuffled, measured)) == repr(judged(project, entries, measured))


@given(rules(), importances)
@settings(max_examples=500, deadline=None)
def test_knowing_nothing_names_nothing(entries: list[Rule], importance: dict[str, float | None]) -> None:
    veto = rule("veto", "pytorch", "veto", vetoes=("tensorflow",))
    decision = judged(Needs("open", {}, importance), [*entries, veto])
    assert decision.vetoes == ()
    assert (decision.verdict.kind, decision.verdict.tossup) == ("toss-up", "no-evidence")
    assert decision.verdict.framework is None
    assert decision.contributions == ()


@given(rules())
@settings(max_examples=500, deadline=None)
def test_an_open_question_widens_and_never_shifts(entries: list[Rule]) -> None:
    decision = judged(Needs("open", {}), entries, n=4_000)
    assert decision.points == {"pytorch": 0.0, "tensorflow": 0.0}
    spread = decision.lead.quantiles["0.95"] - decision.lead.quantiles["0.05"]
    assert abs(decision.lead.mean) <= 0.15 * max(spread, 0.2)


@given(st.floats(-1.2, 1.2), st.floats(0.02, 0.4))
@settings(max_examples=1000, deadline=None, derandomize=True)
def test_one_noisy_probe_alone_has_the_share_of_the_formula(mu: float, sigma: float) -> None:
    n = 20_000
    # Long steps, in which every difference is felt.
    row = measurement(math.exp(-mu), math.exp(1.96 * sigma), milliseconds=1e9)
    decision = judged(Needs("p", {"train_on": ("cpu",)}, {}), [], [row], n=n)
    normal, delta = NormalDist(), math.log(1.05)
    formula = 0.5 * (1 + normal.cdf((mu - delta) / sigma) - normal.cdf((-mu - delta) / sigma))
    error = math.sqrt(max(formula * (1 - formula), 1e-4) / n)
    assert share(decision, "tensorflow") == pytest.approx(formula, abs=4 * error + 1e-3)


@given(projects, rules(), rows)
@settings(max_examples=500, deadline=None)
def test_a_cpu_row_never_moves_the_points_of_a_project_on_gpus(
    project: Needs, entries: list[Rule], measured: list[Measurement]
) -> None:
    on_gpus = replace(project, answers={**project.answers, "train_on": ("nvidia",)})
    without, with_rows = judged(on_gpus, entries), judged(on_gpus, entries, measured)
    assert with_rows.points == without.points
    for use in with_rows.rows:
        assert not use.counts
        assert "advisor probe" in use.why_not


def advice(project: Needs, measured: list[Measurement], known: Knowledge, wanted: frozenset[str]) -> str:
    """All that is said of a project, as one text: the decision, what would change it, what is worth asking."""
    decider = Decider(known, TODAY, n=100)
    decision = decider.decide(project, measured, wanted)
    balance = Balance(project, measured, known, TODAY)
    questions = known.questionnaire.questions
    flips = find_flips(
        project, questions, decision, balance, lambda other: decider.verdict(other, measured, wanted)
    )
    worth = worth_knowing(project, questions, {}, decision, balance, wanted)
    return repr((decision, flips, worth))


@given(
    projects | open_projects, rules(6), rows, st.sampled_from([frozenset(), frozenset({"training_speed"})])
)
@settings(max_examples=500, deadline=None)
def test_the_order_of_questions_concerns_and_rules_changes_no_byte_of_the_advice(
    project: Needs, entries: list[Rule], measured: list[Measurement], wanted: frozenset[str]
) -> None:
    here = knowledge(entries)
    asked = here.questionnaire
    turned = replace(
        here,
        rules=dict(reversed(list(here.rules.items()))),
        questionnaire=Questionnaire(
            dict(reversed(list(asked.questions.items()))), dict(reversed(list(asked.concerns.items())))
        ),
    )
    assert advice(project, measured, turned, wanted) == advice(project, measured, here, wanted)


@given(projects, rules(), st.floats(0.2, 5.0))
@settings(max_examples=500, deadline=None)
def test_milliseconds_or_seconds_the_verdict_is_the_same(
    project: Needs, entries: list[Rule], ratio: float
) -> None:
    long = judged(project, entries, [measurement(ratio, milliseconds=1e4)])
    longer = judged(project, entries, [measurement(ratio, milliseconds=1e7)])
    if abs(ratio - 1) * 1e4 >= 0.5:
        assert longer.verdict == long.verdict
        assert longer.points == long.points
