"""A verdict in a few words, for lists and for two of them side by side."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.decision.wording import percent
from advisor.frameworks import display_name
from advisor.report.model import Report, VerdictPart

_KINDS = {"clear": "clearly", "lean": "leaning"}


def verdict_in_short(verdict: VerdictPart, leader: str, called: Mapping[str, str]) -> str:
    """A verdict with its share, such as `PyTorch, leaning, 78%`.

    Args:
        verdict: As reported.
        leader: Whose share it is where nobody is named.
        called: Names of frameworks, by id.
    """
    if verdict.kind == "infeasible":
        return "no framework meets all requirements"
    if verdict.framework is None:
        return f"toss-up, {display_name(leader, called)} {percent(verdict.share)}"
    name = display_name(verdict.framework, called)
    if verdict.decided_by == "veto":
        return f"{name}, clearly, by a requirement"
    return f"{name}, {_KINDS.get(verdict.kind, verdict.kind)}, {percent(verdict.share)}"


def report_in_short(report: Report) -> str:
    """The verdict of a report in a few words."""
    return verdict_in_short(report.verdict, report.draws.framework, report.called)


def then_beside(earlier: Report | None, now: Report) -> str:
    """The verdict of an earlier result, as `then: PyTorch, leaning, 78%`; empty where it is that of now."""
    if earlier is None or report_in_short(earlier) == report_in_short(now):
        return ""
    return f"then: {report_in_short(earlier)} ({earlier.generated:%Y-%m-%d})"
