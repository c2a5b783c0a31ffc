"""How the lead moves with one importance: the same arithmetic as the decision's own, on what a report holds."""

from __future__ import annotations

from functools import cache

import pytest

from advisor.evidence.progress import SilentProgress
from advisor.pipeline import Request, recommend
from advisor.report.charts.importance import importance
from advisor.report.charts.swings import leads_with, swings
from advisor.report.model import ConcernPart, FrameworkPart, Report
from tests.conftest import ROOT
from tests.report import made_up, parts, pictured

EXAMPLES = ("shelf-scanner", "churn-model", "part-inspection")


@cache
def decided(example: str, *settings: str) -> Report:
    file = str(ROOT / "examples" / f"{example}.yaml")
    return recommend(Request((file,), budget="none", settings=settings), SilentProgress())


@pytest.mark.parametrize("example", EXAMPLES)
def test_at_its_own_importance_every_concern_gives_the_lead_of_the_report(example: str) -> None:
    report = decided(example)
    assert len(swings(report)) > 5
    for swing in swings(report):
        (lead,) = leads_with(report, swing.concern, [swing.now])
        assert lead == pytest.approx(report.verdict.lead, abs=1e-9)


@pytest.mark.parametrize("example", EXAMPLES)
def test_where_the_decision_says_that_the_lead_is_gone_it_is(example: str) -> None:
    report = decided(example)
    places = {entry.what.removeprefix("importance."): entry.at for entry in report.thresholds}
    for swing in swings(report):
        assert swing.gone_at == places.get(swing.concern)
        if swing.gone_at is not None:
            assert leads_with(report, swing.concern, [swing.gone_at])[0] == pytest.approx(0, abs=1e-4)
            assert swing.low <= 1e-4


@pytest.mark.parametrize(("concern", "importance_"), [("ecosystem", 5), ("ecosystem", 0), ("team", 4.5)])
def test_the_lead_with_another_importance_is_that_of_a_decision_with_it(
    concern: str, importance_: float
) -> None:
    report = decided("shelf-scanner")
    again = decided("shelf-scanner", f"importance.{concern}={importance_}")
    leader, other = report.draws.framework, {"pytorch": "tensorflow", "tensorflow": "pytorch"}
    points = {part.id: part.points for part in again.frameworks}
    (lead,) = leads_with(report, concern, [importance_])
    assert lead == pytest.approx(points[leader] - points[other[leader]], abs=1e-9)


def test_ends_and_extremes_of_a_made_up_report_are_right_to_the_digit() -> None:
    # Two concerns, 4 and 2: the weights are 0.4 · 4/3 and 0.4 · 2/3, worth 3 and −3 at weight 1.
    weights = {"development": 0.4 * 4 / 3, "team": 0.4 * 2 / 3}
    concerns = (
        _concern("development", 4, weights["development"], 3.0, 0.0),
        _concern("team", 2, weights["team"], 0.0, 3.0),
    )
    points = {name: sum(entry.points[name] for entry in concerns) for name in ("pytorch", "tensorflow")}
    frameworks = tuple(parts.option(name, value) for name, value in points.items())
    report = made_up.report(concerns=concerns, frameworks=frameworks, verdict=made_up.LEAN)
    by_concern = {swing.concern: swing for swing in swings(report)}
    # Without it the other's weight is 0.4 · 2/1; at 5 both are 0.4 · 5/3.5 and 0.4 · 2/3.5.
    assert by_concern["development"].at_none == pytest.approx(-3 * 0.8)
    assert by_concern["development"].at_most == pytest.approx(3 * 0.4 * (5 - 2) / 3.5)
    assert by_concern["team"].at_none == pytest.approx(3 * 0.8)
    assert by_concern["team"].at_most == pytest.approx(3 * 0.4 * (4 - 5) / 4.5)
    assert [swing.concern for swing in swings(report)] == ["development", "team"]


def test_where_the_lead_bends_between_the_ends_its_extremes_are_told() -> None:
    # As `team` grows its own weight reaches 1, and from there on only the weights of the others fall.
    concerns = (
        _concern("data", 0.5, 0.4 * 0.5 / 1.5, 4.0, 0.0),
        _concern("deployment", 0.5, 0.4 * 0.5 / 1.5, 4.0, 0.0),
        _concern("team", 3.5, 0.4 * 3.5 / 1.5, 0.5, 0.0),
    )
    report = made_up.report(concerns=concerns, verdict=made_up.LEAN, frameworks=_two(concerns))
    swing = next(entry for entry in swings(report) if entry.concern == "team")
    every = leads_with(report, "team", [step / 100 for step in range(501)])
    assert swing.high == pytest.approx(max(every), abs=0.01)
    assert swing.low == pytest.approx(min(every), abs=0.01)


@pytest.mark.parametrize("report", [made_up.by_veto(), made_up.infeasible()], ids=["veto", "infeasible"])
def test_where_a_requirement_decides_no_importance_moves_anything(report: Report) -> None:
    assert swings(report) == ()
    assert importance(report) is None


def test_a_concern_without_importance_has_no_swing_and_that_is_said() -> None:
    report = pictured.report()
    assert "footprint" not in {swing.concern for swing in swings(report)}
    picture = importance(report)
    assert picture is not None
    assert "With an importance of 0 it is not known how far footprint would move it." in picture.rests_on


def test_every_importance_at_0_leaves_nothing_to_draw() -> None:
    concerns = tuple(
        entry.model_copy(
            update={"importance": 0.0, "weight": 0.0, "points": dict.fromkeys(entry.points, 0.0)}
        )
        for entry in pictured.concerns()
    )
    assert importance(pictured.report(concerns=concerns, contributions=())) is None


def _concern(name: str, importance_: float, weight: float, pytorch: float, tensorflow: float) -> ConcernPart:
    points = {"pytorch": weight * pytorch, "tensorflow": weight * tensorflow}
    return parts.concern(name, importance_, "firm", points).model_copy(update={"weight": weight})


def _two(concerns: tuple[ConcernPart, ...]) -> tuple[FrameworkPart, ...]:
    points = {"pytorch": 0.0, "tensorflow": 0.0}
    for entry in concerns:
        for name, value in entry.points.items():
            points[name] += value
    return tuple(parts.option(name, value) for name, value in points.items())
