"""The verdict without `--set` and the one with it, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.decision.outcome import Decision
from advisor.decision.wording import percent
from advisor.report.model import BaselinePart, Report

#: What the two columns are called.
HEADINGS = ("", "as answered", "with the changes")
#: Concerns that moved by fewer points are not told.
_WORTH_SAYING = 0.05


def baseline_part(decision: Decision) -> BaselinePart:
    """What a report keeps of the decision without the changes."""
    verdict = decision.verdict
    by_points = verdict.kind != "infeasible" and verdict.decided_by != "veto"
    return BaselinePart(
        kind=verdict.kind,
        framework=verdict.framework,
        decided_by=verdict.decided_by,
        leader=decision.lead.framework if by_points else None,
        share=verdict.share if by_points else None,
        lead=verdict.lead if by_points else None,
        ruled_out={
            framework: tuple(veto.rule for veto in decision.vetoes if veto.framework == framework)
            for framework in sorted({veto.framework for veto in decision.vetoes})
        },
        concerns={concern: dict(points) for concern, points in decision.concern_points.items()},
    )


def beside(report: Report) -> Iterator[tuple[str, str, str]]:
    """Lines of a table: what, as answered, and with the changes; nothing without a baseline."""
    before = report.baseline
    if before is None:
        return
    after = _changed(report)
    yield "verdict", _verdict(before, report), _verdict(after, report)
    yield "wins in", _share(before, report), _share(after, report)
    yield "lead", _lead(before, report), _lead(after, report)
    if before.ruled_out or after.ruled_out:
        yield "ruled out", _ruled_out(before, report), _ruled_out(after, report)
    moved = sorted(_moved(before.concerns, after.concerns).items(), key=lambda entry: (-entry[1], entry[0]))
    for concern, _ in moved:
        yield (
            concern.replace("_", " "),
            _points(before.concerns.get(concern, {}), report),
            _points(after.concerns.get(concern, {}), report),
        )
    if not moved:
        yield "concerns", "none moved", "none moved"


def _changed(report: Report) -> BaselinePart:
    verdict = report.verdict
    by_points = verdict.kind != "infeasible" and verdict.decided_by != "veto"
    return BaselinePart(
        kind=verdict.kind,
        framework=verdict.framework,
        decided_by=verdict.decided_by,
        leader=report.draws.framework if by_points else None,
        share=verdict.share if by_points else None,
        lead=verdict.lead if by_points else None,
        ruled_out={
            part.id: tuple(veto.id for veto in part.vetoes) for part in report.frameworks if part.vetoes
        },
        concerns={entry.id: entry.points for entry in report.concerns},
    )


def _verdict(part: BaselinePart, report: Report) -> str:
    if part.framework is None:
        return "no framework meets all requirements" if part.kind == "infeasible" else "toss-up"
    name = report.name(part.framework)
    if part.decided_by == "veto":
        return f"{name}, by a requirement"
    return f"clearly {name}" if part.kind == "clear" else f"leaning to {name}"


def _share(part: BaselinePart, report: Report) -> str:
    if part.share is None or part.leader is None:
        return "a requirement decides"
    return f"{report.name(part.leader)}: {percent(part.share)}"


def _lead(part: BaselinePart, report: Report) -> str:
    if part.lead is None or part.leader is None:
        return "a requirement decides"
    return f"{report.name(part.leader)} by {part.lead:.1f} points" if part.lead >= _WORTH_SAYING else "level"


def _ruled_out(part: BaselinePart, report: Report) -> str:
    told = [f"{report.name(name)} ({', '.join(rules)})" for name, rules in part.ruled_out.items()]
    return "; ".join(told) or "none"


def _moved(
    before: Mapping[str, Mapping[str, float]], after: Mapping[str, Mapping[str, float]]
) -> dict[str, float]:
    """The concerns whose points moved, with the largest change."""
    changes = {
        concern: max(
            (abs(now - before.get(concern, {}).get(name, 0.0)) for name, now in points.items()), default=0.0
        )
        for concern, points in after.items()
    }
    return {concern: change for concern, change in changes.items() if change >= _WORTH_SAYING}


def _points(points: Mapping[str, float], report: Report) -> str:
    told = [f"{report.name(part.id)} {_number(points.get(part.id, 0.0))}" for part in report.frameworks]
    return ", ".join(told)


def _number(points: float) -> str:
    return f"{points:.1f}".replace("-", "−") if abs(points) >= _WORTH_SAYING else "0.0"
