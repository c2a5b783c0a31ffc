"""What changed between two results, and whether the choice of the first is still right."""

from __future__ import annotations

import json
import math
from datetime import date, timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.report.compare import compare
from advisor.report.compare_model import Comparison
from advisor.report.document import comparison_schema, render_json
from advisor.report.model import FrameworkPart, NeedsPart, Report, RulesPart, VerdictPart, WorkloadPart
from tests.report import made_up, parts

YEAR = timedelta(days=365)
TODAY = date(2026, 11, 24)


def earlier(**changes: Any) -> Report:
    return made_up.report(**{"generated": parts.NOW - YEAR, **changes})


def compared(then: Report, now: Report, today: date = TODAY) -> Comparison:
    return compare(then, now, today, ("a.json", "b.json"))


def verdict(kind: Any, framework: str | None, share: float, **changes: Any) -> VerdictPart:
    by = "points" if framework else None
    values: dict[str, Any] = {"mode": None, "lead": 1.0, "tossup": None, "decided_by": by, **changes}
    return VerdictPart(kind=kind, framework=framework, share=share, **values)


def needs(**changes: Any) -> NeedsPart:
    values: dict[str, Any] = {
        "project": "Shelf scanner",
        "answers": {},
        "importance": {},
        "workload": None,
        "participant": None,
    }
    return NeedsPart(**{**values, **changes})


CLEAR = verdict("clear", "pytorch", 0.93)
LEAN = verdict("lean", "pytorch", 0.78)
OTHER = verdict("lean", "tensorflow", 0.7)
TOSS_UP = verdict("toss-up", None, 0.55, tossup="conflict")
NONE_LEFT = verdict("infeasible", None, 0.5)


@pytest.mark.parametrize(
    ("then", "now", "answer", "moved", "beginning"),
    [
        (
            CLEAR,
            CLEAR,
            "still",
            False,
            "Still right. Then (2025-11-24): PyTorch, clearly, 93%. Now (2026-11-24): PyTorch",
        ),
        (LEAN, CLEAR, "still", True, "Still right. Then (2025-11-24): PyTorch, leaning, 78%."),
        (CLEAR, LEAN, "less-sure", True, "Less sure. "),
        (CLEAR, verdict("clear", "pytorch", 0.83), "less-sure", False, "Less sure. "),
        (CLEAR, verdict("clear", "pytorch", 0.9), "still", False, "Still right. "),
        (CLEAR, TOSS_UP, "less-sure", True, "Less sure. "),
        (
            CLEAR,
            OTHER,
            "no-longer",
            True,
            "No longer right. Then (2025-11-24): PyTorch, clearly, 93%. Now (2026-11-24): Tens",
        ),
        (CLEAR, NONE_LEFT, "no-longer", True, "No longer right. "),
        (TOSS_UP, TOSS_UP, "still", False, "Still no choice: a toss-up then and now."),
        (TOSS_UP, LEAN, "no-longer", True, "No longer a toss-up."),
        (NONE_LEFT, CLEAR, "no-longer", True, "No longer infeasible."),
    ],
)
def test_the_first_sentence_answers_whether_the_choice_is_still_right(
    then: VerdictPart, now: VerdictPart, answer: str, moved: bool, beginning: str
) -> None:
    found = compared(earlier(verdict=then), made_up.report(verdict=now))
    assert (found.answer, found.moved) == (answer, moved)
    assert found.summary[0].startswith(beginning)


def test_a_toss_up_in_which_the_other_one_leads_is_no_longer_right() -> None:
    draws = made_up.report().draws.model_copy(update={"framework": "tensorflow"})
    found = compared(earlier(verdict=CLEAR), made_up.report(verdict=TOSS_UP, draws=draws))
    assert found.answer == "no-longer"
    assert "toss-up, TensorFlow 55%" in found.summary[0]


def test_another_project_is_said_and_compared_all_the_same() -> None:
    found = compared(earlier(project="Churn model"), made_up.report())
    assert found.answer == "not-comparable"
    assert found.summary[0].startswith(
        "Not comparable, these are different projects: “Churn model” and “Shelf scanner”."
    )
    assert found.contributions
    assert found.measurements
    assert compared(earlier(project="  shelf SCANNER"), made_up.report()).answer == "still"


def test_a_result_beside_itself_has_changed_in_nothing() -> None:
    found = compared(made_up.report(), made_up.report())
    assert not found.moved
    assert (found.answers, found.versions, found.rules.changed, found.came_true) == ((), (), (), ())
    assert all(entry.gain == 0 for entry in found.contributions)
    assert [row.differs for row in found.measurements] == [False, False]
    assert "no reason moved it" in " ".join(found.summary)


def test_answers_importances_and_sizes_that_differ_are_named_and_the_order_of_a_list_is_none() -> None:
    before = needs(
        answers={"stage": "product", "targets": ["server", "android"], "domain": ["vision"], "os": ["linux"]},
        importance={"team": 3.0, "deployment": 5.0},
        workload=WorkloadPart(batch=32, input=(3, 224, 224)),
    )
    after = needs(
        answers={
            "stage": "product",
            "targets": ["android", "server"],
            "domain": ["speech"],
            "scale": "multi-gpu",
        },
        importance={"team": "unknown", "deployment": 5.0},
        workload=WorkloadPart(batch=32, input=(224, 3, 224)),
    )
    found = compared(earlier(needs=before), made_up.report(needs=after))
    assert [(entry.key, entry.then, entry.now) for entry in found.answers] == [
        ("answers.domain", ["vision"], ["speech"]),
        ("answers.os", ["linux"], None),
        ("importance.team", 3.0, "unknown"),
        ("workload.input", [3, 224, 224], [224, 3, 224]),
        ("answers.scale", None, "multi-gpu"),
    ]


def test_a_flip_that_came_true_is_said_with_what_it_foretold() -> None:
    before = needs(answers={"targets": ["server"]})
    after = needs(answers={"targets": ["browser"]})
    kept = earlier(needs=before, verdict=LEAN, flips=(parts.flip("answers.targets", ["browser"], "lean"),))
    as_said = compared(kept, made_up.report(needs=after, verdict=OTHER))
    assert [entry.as_said for entry in as_said.came_true] == [True]
    told = "targets became [browser]: for that the first result foretold leaning to TensorFlow, and so it is."
    assert told in as_said.summary
    otherwise = compared(kept, made_up.report(needs=after, verdict=LEAN))
    assert [entry.as_said for entry in otherwise.came_true] == [False]
    nothing = compared(kept, made_up.report(needs=needs(answers={"targets": ["browser", "ios"]})))
    assert nothing.came_true == ()


def test_rules_come_go_expire_are_rewritten_and_count_differently() -> None:
    def rule(id_: str, points: float, **changes: Any) -> Any:
        return parts.contribution(id_, {"pytorch": points}, **changes)

    before = (rule("same", 1.0), rule("went", 0.5), rule("points", 1.0), rule("text", 0.1), rule("old", 0.2))
    after = (
        rule("same", 1.0),
        rule("came", 0.4),
        rule("points", 0.7),
        rule("text", 0.1, claim="Written anew."),
        rule("old", 0.1, expired=True, review_by=date(2026, 1, 1)),
    )
    digest = RulesPart(digest="fedcba", files=("team.yaml",), fired=(), expired=())
    found = compared(earlier(contributions=before), made_up.report(contributions=after, rules=digest))
    assert {entry.id: entry.changes for entry in found.rules.changed} == {
        "came": ("came",),
        "went": ("went",),
        "points": ("points",),
        "text": ("rewritten",),
        "old": ("expired", "points"),
    }
    assert (found.rules.digest_then, found.rules.digest_now) == ("0123456789abcdef", "fedcba")
    assert "Past the review date since the first result: 1 fact (old)." in found.summary


def test_a_fact_that_expired_after_the_second_result_is_marked_and_not_weighed_again() -> None:
    found = compared(earlier(), made_up.report(), date(2027, 6, 1))
    expired = {entry.id for entry in found.rules.changed if "expired" in entry.changes}
    assert expired == {"team-knows", "android-runtime", "same-cause"}
    assert any("was not weighed again" in note for note in found.notes)
    assert not any("weighed" in note for note in compared(earlier(), made_up.report()).notes)


def test_a_requirement_that_came_or_went_is_said() -> None:
    ruled_out = made_up.by_veto()
    came = compared(earlier(), ruled_out)
    assert "TensorFlow is ruled out now, by fly." in came.summary
    assert [(entry.id, entry.kind, entry.changes) for entry in came.rules.changed] == [
        ("fly", "veto", ("came",))
    ]
    went = compared(ruled_out.model_copy(update={"generated": parts.NOW - YEAR}), made_up.report())
    assert "TensorFlow is not ruled out any more; then it was, by fly." in went.summary


def test_the_same_row_has_both_ratios_and_differs_only_beyond_both_intervals() -> None:
    apart = parts.measurement(comparisons=(parts.met(ratio=1.1, low=1.05, high=1.2),))
    overlapping = parts.measurement(comparisons=(parts.met(ratio=1.3, low=1.2, high=1.35),))
    (row,) = compared(
        earlier(measurements=(parts.measurement(),)), made_up.report(measurements=(apart,))
    ).measurements
    assert row.then is not None
    assert row.now is not None
    assert (row.then.ratio, row.now.ratio, row.differs) == (1.42, 1.1, True)
    (row,) = compared(
        earlier(measurements=(parts.measurement(),)), made_up.report(measurements=(overlapping,))
    ).measurements
    assert row.differs is False


@pytest.mark.parametrize(
    "change",
    [
        {"batch": 64},
        {"task": "infer"},
        {"workload": "mlp"},
        {"device": "nvidia"},
        {"precision": "bfloat16"},
        {"size": {"input": [3, 32, 32]}},
        {"other": "jax"},
    ],
    ids=str,
)
def test_a_row_of_another_kind_is_not_the_same(change: dict[str, Any]) -> None:
    rows = compared(
        earlier(measurements=(parts.measurement(),)),
        made_up.report(measurements=(parts.measurement(**change),)),
    ).measurements
    assert [(row.then is None, row.now is None, row.differs) for row in rows] == [
        (False, True, None),
        (True, False, None),
    ]


def test_rows_of_one_machine_meet_first_and_what_else_differs_is_said() -> None:
    here = parts.measurement()
    there = parts.measurement(machine=here.machine.model_copy(update={"id": "n", "name": "bench-2"}))
    newer = parts.measurement(
        taken=parts.NOW,
        threads=4,
        code="d",
        builds=tuple(build.model_copy(update={"version": "3.0"}) for build in here.builds[:1])
        + here.builds[1:],
    )
    rows = compared(earlier(measurements=(there, here)), made_up.report(measurements=(newer,))).measurements
    assert rows[0].remarks == ("pytorch 2.13.0, now 3.0", "2 threads, now 4", "other probe code")
    assert rows[1].then is not None
    assert (rows[1].then.machine, rows[1].now) == ("bench-2", None)
    (row,) = compared(earlier(measurements=(there,)), made_up.report(measurements=(newer,))).measurements
    assert row.remarks[0] == "another machine: bench-2, now bench-1"


def test_versions_of_advisor_frameworks_and_python_that_differ_are_named() -> None:
    environment = made_up.report().environment.model_copy(
        update={"advisor": "0.9.0", "python": "3.13.1", "machine": "bench-2", "frameworks": {}}
    )
    found = compared(earlier(), made_up.report(environment=environment, measurements=()))
    assert {(entry.what, entry.then, entry.now) for entry in found.versions} == {
        ("advisor", "0.1.0", "0.9.0"),
        ("Python", "3.11.7", "3.13.1"),
        ("machine", "bench-1", "bench-2"),
        ("pytorch", "2.13.0", ""),
        ("tensorflow", "2.21.0", ""),
    }


def test_files_named_in_the_wrong_order_are_pointed_out() -> None:
    assert "older one" in compared(made_up.report(), earlier()).notes[0]


_POINTS = st.dictionaries(
    st.sampled_from(["pytorch", "tensorflow", "jax"]), st.floats(-5, 5, allow_subnormal=False), min_size=1
)


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    entries = tuple(
        parts.contribution(f"r{name}", points, concern=concern)
        for (name, concern), points in draw(
            st.dictionaries(
                st.tuples(st.integers(0, 9), st.sampled_from(["deployment", "team"])), _POINTS, max_size=12
            )
        ).items()
    )
    options = tuple(
        FrameworkPart(
            id=name,
            feasible=True,
            vetoes=(),
            points=math.fsum(entry.points.get(name, 0.0) for entry in entries),
        )
        for name in ("pytorch", "tensorflow", "jax")[: draw(st.integers(2, 3))]
    )
    ids = {option.id for option in options}
    kept = tuple(
        entry.model_copy(update={"points": {n: p for n, p in entry.points.items() if n in ids}})
        for entry in entries
    )
    return made_up.report(frameworks=options, contributions=kept, verdict=TOSS_UP)


@given(then=_reports(), now=_reports())
def test_the_differences_sum_to_the_change_of_each_framework_s_points(then: Report, now: Report) -> None:
    found = compared(then, now)
    for name in {*found.then.points, *found.now.points}:
        change = found.now.points.get(name, 0.0) - found.then.points.get(name, 0.0)
        total = math.fsum(entry.difference[name] for entry in found.contributions)
        assert total == pytest.approx(change, abs=1e-9)
    gains = math.fsum(entry.gain for entry in found.contributions)
    assert gains == pytest.approx(found.lead.now - found.lead.then, abs=1e-9)
    assert [abs(entry.gain) for entry in found.contributions] == sorted(
        (abs(entry.gain) for entry in found.contributions), reverse=True
    )


def test_the_document_is_one_of_its_schema_and_is_read_as_the_same() -> None:
    found = compared(earlier(verdict=LEAN), made_up.report(verdict=OTHER, team=made_up.team()))
    document = json.loads(render_json(found))
    jsonschema.Draft202012Validator.check_schema(comparison_schema())
    jsonschema.validate(document, comparison_schema())
    assert document["schema"] == "advisor/comparison/1"
    assert Comparison.model_validate_json(render_json(found)) == found
