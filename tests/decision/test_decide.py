"""Single decisions: vetoes, fallbacks, what counts and what is said."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.decision.decide import decide
from advisor.decision.outcome import Decision
from advisor.decision.rules import Rule
from advisor.decision.verdict import CLEAR_SHARE, Standing, judge
from advisor.decision.weights import weigh
from advisor.decision.wording import percent
from advisor.evidence.records import Measurement
from advisor.needs.model import Answer
from tests.decision.world import CONCERNS, TODAY, flag, knowledge, measurement, needs, rule


def judged(*rules: Rule, rows: tuple[Measurement, ...] = (), **answers: Answer) -> Decision:
    return decide(needs(None, **answers), rows, knowledge(rules), TODAY)


FOR_PYTORCH = [
    rule("a", "pytorch", "strong", "deployment"),
    rule("b", "pytorch", "strong", "ecosystem"),
    rule("c", "pytorch", "medium", "team"),
]


def test_broad_strong_evidence_gives_a_clear_verdict() -> None:
    decision = judged(*FOR_PYTORCH)
    assert (decision.verdict.kind, decision.verdict.framework) == ("clear", "pytorch")
    assert decision.verdict.share > 0.9
    assert decision.fired == ("a", "b", "c")


def test_one_concern_alone_is_never_clear() -> None:
    decision = judged(*[rule(f"r{n}", "pytorch", "strong") for n in range(4)])
    assert decision.verdict.kind == "lean"


def test_weak_rules_alone_are_never_clear() -> None:
    decision = judged(*[rule(f"r{n}", "pytorch", "weak", concern) for n, concern in enumerate(CONCERNS)])
    assert decision.verdict.kind == "lean"


def test_a_small_lead_is_never_clear_however_sure() -> None:
    sure = [
        rule("a", "pytorch", "medium", "deployment"),
        rule("b", "pytorch", "medium", "team"),
        rule("c", "tensorflow", "weak", "ecosystem"),
    ]
    even = dict.fromkeys(CONCERNS, 3.0)
    wide = decide(needs(even), [], knowledge(sure), TODAY)
    assert wide.verdict.lead >= 1
    assert (wide.verdict.kind, wide.verdict.framework) == ("clear", "pytorch")
    others = dict.fromkeys(("training_speed", "inference_speed", "footprint"), 4.0)
    narrow = decide(needs({**even, **others}), [], knowledge(sure), TODAY)
    assert narrow.verdict.share >= CLEAR_SHARE
    assert narrow.verdict.lead < 1
    assert narrow.verdict.kind == "lean"
    assert f"ahead by only {narrow.verdict.lead:.1f} points" in narrow.summary[0]


def test_a_lead_on_one_scale_of_strengths_only_names_nobody() -> None:
    against = [
        rule(concern, "tensorflow", "medium", concern) for concern in ("team", "ecosystem", "footprint")
    ]
    decision = decide(
        needs(dict.fromkeys(CONCERNS, 2.0)),
        [],
        knowledge([rule("one", "pytorch", "strong"), *against]),
        TODAY,
    )
    assert decision.verdict.share > 0.75
    assert (decision.verdict.kind, decision.verdict.tossup) == ("toss-up", "conflict")
    assert "spaced otherwise" in decision.summary[0]


def test_no_share_is_rounded_up_to_the_line_that_it_misses() -> None:
    shares = (0.5, 0.695, 0.6999, 0.7, 0.8949, 0.8996, 0.9, 0.9949, 0.996, 1.0, 0.001)
    assert [percent(share) for share in shares] == [
        "50%", "69.5%", "69.9%", "70%", "89%", "89.9%", "90%", "99%", "over 99%", "100%", "under 1%"
    ]  # fmt: skip


def test_a_lean_is_clear_of_the_line_by_two_standard_errors() -> None:
    place = Standing("pytorch", "tensorflow", 0.9)
    reasons = judged(*FOR_PYTORCH).contributions
    kinds = [judge(place, 0.72, n, reasons, frozenset(), scales_agree=True).kind for n in (100, 10_000)]
    assert kinds == ["toss-up", "lean"]


def test_a_concern_that_hardly_counts_is_no_second_one() -> None:
    row = measurement(1.06, 1.001)
    even = dict.fromkeys(CONCERNS, 2.0)
    decision = decide(
        needs(even, train_on=("cpu",)), [row], knowledge([rule("r", "pytorch", "strong")]), TODAY
    )
    assert -0.05 < decision.concern_points["training_speed"]["tensorflow"] < 0
    assert decision.verdict.share >= CLEAR_SHARE
    assert decision.verdict.lead >= 1
    assert decision.verdict.kind == "lean"


def test_a_measurement_that_hardly_counts_is_no_firm_reason_though_it_shows_six_percent() -> None:
    weak = [rule(concern, "pytorch", "weak", concern) for concern in ("deployment", "team", "ecosystem")]
    decision = decide(
        needs(dict.fromkeys(CONCERNS, 2.0), train_on=("cpu",)),
        [measurement(1.06, 1.001)],
        knowledge(weak),
        TODAY,
    )
    assert decision.verdict.share >= CLEAR_SHARE
    assert decision.verdict.lead >= 1
    assert decision.verdict.kind == "lean"


def test_a_measurement_within_five_percent_is_no_firm_reason() -> None:
    weak = [rule(concern, "pytorch", "weak", concern) for concern in ("deployment", "team", "ecosystem")]
    rows = (measurement(1.045, 1.2),)
    decision = judged(*weak, rows=rows, train_on=("cpu",))
    assert decision.verdict.share >= CLEAR_SHARE
    assert decision.verdict.lead >= 1
    assert decision.verdict.kind == "lean"


def test_a_second_hand_fact_counts_less_and_one_not_verified_less_again() -> None:
    points = [
        judged(rule("r", verified=verified, first_hand=first_hand)).points["pytorch"] / 0.8
        for verified, first_hand in ((True, True), (True, False), (False, True))
    ]
    assert points == pytest.approx([0.95, 0.8, 0.5])


def test_a_rule_says_with_which_of_its_cause_it_counts() -> None:
    decision = judged(
        rule("big", "pytorch", "strong", cause="one"),
        rule("small", "pytorch", "weak", cause="one"),
        rule("surer", "pytorch", "weak", cause="two"),
        rule("unsure", "pytorch", "medium", cause="two", verified=False),
    )
    told = {entry.id: (entry.counted_with, entry.points["pytorch"] > 0) for entry in decision.contributions}
    assert told == {"big": ("", True), "small": ("big", False), "surer": ("", True), "unsure": ("", True)}


def test_even_evidence_is_a_toss_up_by_conflict() -> None:
    decision = judged(rule("a", "pytorch", "strong"), rule("b", "tensorflow", "strong", "ecosystem"))
    assert (decision.verdict.kind, decision.verdict.tossup) == ("toss-up", "conflict")
    assert decision.verdict.framework is None
    assert "tie-breaker" in decision.summary[-1]


def test_a_vetoed_framework_never_wins() -> None:
    veto = rule("v", "tensorflow", "veto", "team", vetoes=("pytorch",))
    decision = judged(*FOR_PYTORCH, veto)
    assert (decision.verdict.kind, decision.verdict.framework) == ("clear", "tensorflow")
    assert decision.verdict.decided_by == "veto"
    assert decision.points["pytorch"] > decision.points["tensorflow"]
    assert "costs" in decision.summary[2]


def test_two_vetoes_leave_nothing() -> None:
    decision = judged(
        rule("v", "tensorflow", "veto", vetoes=("pytorch",)),
        rule("w", "pytorch", "veto", vetoes=("tensorflow",)),
    )
    assert (decision.verdict.kind, decision.verdict.framework) == ("infeasible", None)


@pytest.mark.parametrize("flaw", [{"verified": False}, {"review_by": date(2026, 11, 23)}])
def test_a_veto_that_is_not_certain_counts_as_strong_with_a_warning(flaw: dict[str, object]) -> None:
    decision = judged(rule("v", "pytorch", "veto", vetoes=("tensorflow",), **flaw))  # type: ignore[arg-type]
    assert decision.vetoes == ()
    assert decision.points["pytorch"] > 0
    assert "veto-degraded" in {warning.code for warning in decision.warnings}


def test_a_fact_counts_on_its_review_day_and_half_of_it_the_day_after() -> None:
    today = judged(rule("r", review_by=TODAY))
    late = judged(rule("r", review_by=date(2026, 11, 23)))
    assert late.points["pytorch"] == pytest.approx(today.points["pytorch"] / 2)
    assert late.expired == ("r",)
    assert late.contributions[0].expired


def test_a_rule_that_stands_in_for_a_measurement_is_silent_once_there_is_one() -> None:
    general = rule("g", "pytorch", "strong", "training_speed", fallback=True)
    assert judged(general, train_on=("cpu",)).points["pytorch"] > 0
    measured = judged(general, rows=(measurement(1.0),), train_on=("cpu",))
    assert [entry.id for entry in measured.contributions] == ["measured:training_speed"]


def test_a_framework_that_is_twice_as_fast_gets_the_points_of_a_strong_rule() -> None:
    fast = judged(rows=(measurement(0.5, 1.0001),), train_on=("cpu",))
    assert fast.points["tensorflow"] == pytest.approx(0.4 * 4, rel=1e-3)
    slow = judged(rows=(measurement(2.0, 1.0001),), train_on=("cpu",))
    assert slow.points["tensorflow"] == pytest.approx(-0.4 * 4, rel=1e-3)
    assert slow.points["pytorch"] == 0


def test_a_difference_that_nobody_feels_counts_nothing_unless_traffic_is_heavy() -> None:
    row = measurement(2.0, milliseconds=0.1, task="infer", batch=1)
    calm = judged(rows=(row,), train_on=("cpu",))
    assert calm.points["tensorflow"] == 0
    assert not calm.rows[0].counts
    heavy = judged(rows=(row,), train_on=("cpu",), traffic="realtime")
    assert heavy.points["tensorflow"] < 0
    assert heavy.rows[0].counts


def test_a_row_without_parity_does_not_count() -> None:
    row = measurement(0.5)
    wrong = row.model_copy(
        update={"parity": row.parity.model_copy(update={"ok": False}) if row.parity else None}
    )
    decision = judged(rows=(wrong,), train_on=("cpu",))
    assert decision.points["tensorflow"] == 0
    assert "same" in decision.rows[0].why_not


def test_a_wanted_measurement_that_is_missing_widens_and_shifts_nothing() -> None:
    rules = FOR_PYTORCH[:1]
    narrow = decide(needs(), [], knowledge(rules), TODAY)
    wide = decide(needs(), [], knowledge(rules), TODAY, wanted=frozenset({"training_speed"}))
    assert wide.points == narrow.points
    assert wide.verdict.share < narrow.verdict.share


def test_an_unknown_library_is_reported() -> None:
    decision = judged(libraries=("nosuchlib",))
    assert any("nosuchlib" in warning.text for warning in decision.warnings)


def test_weights_follow_the_formula() -> None:
    weights = {w.concern: w for w in weigh(["a", "b", "c"], {"a": 5.0, "b": None})}
    mean = (5 + 2 + 2) / 3
    assert weights["a"].weight == pytest.approx(min(1, 0.4 * 5 / mean))
    assert [weights[c].sure for c in "abc"] == ["firm", "open", "unsure"]
    assert [weights[c].kappa for c in "abc"] == [8, 1, 2]


def test_importance_zero_everywhere_weighs_nothing_and_says_so() -> None:
    decision = decide(needs(dict.fromkeys(CONCERNS, 0.0)), [], knowledge(FOR_PYTORCH), TODAY)
    assert decision.verdict.kind == "toss-up"
    assert "no-weights" in {warning.code for warning in decision.warnings}


def test_an_open_veto_only_widens() -> None:
    decision = judged(*FOR_PYTORCH, rule("v", "tensorflow", "veto", when=flag("f3"), vetoes=("pytorch",)))
    assert decision.verdict.framework == "pytorch"
