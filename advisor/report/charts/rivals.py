"""Between which two frameworks the lead lies."""

from __future__ import annotations

from advisor.decision.verdict import Standing, standing
from advisor.report.model import Report


def by_points(report: Report) -> bool:
    """Whether points decide, so that there is a lead to speak of."""
    several = len({part.id for part in report.frameworks}) > 1
    return several and report.verdict.kind != "infeasible" and report.verdict.decided_by != "veto"


def place_of(framework: str, report: Report) -> int:
    """The place of a framework in the report, by which it looks alike in every picture."""
    return next((place for place, part in enumerate(report.frameworks) if part.id == framework), 0)


def rivals(report: Report) -> Standing:
    """The leader in points and the runner-up among the frameworks that requirements leave."""
    points = {part.id: part.points for part in report.frameworks}
    left = [part.id for part in report.frameworks if part.feasible]
    return standing(points, left if len(left) > 1 else list(points))
