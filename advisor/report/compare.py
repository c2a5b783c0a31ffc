"""What changed between two results: one pure value from two reports."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date

from advisor.report.ageing import as_of
from advisor.report.compare_answers import came_true, changed_answers
from advisor.report.compare_measurements import compared_rows
from advisor.report.compare_model import (
    Answer,
    Comparison,
    ContributionChangePart,
    LeadPart,
    ResultPart,
    VersionPart,
)
from advisor.report.compare_rules import compared_rules
from advisor.report.compare_sentences import notes_on, summary_of
from advisor.report.in_short import report_in_short
from advisor.report.model import Report

#: A share that fell by as much makes a verdict of the same kind less sure.
SHARE_FELT = 0.1
_SURE = {"infeasible": 0, "toss-up": 0, "lean": 1, "clear": 2}


def compare(then: Report, now: Report, today: date, files: tuple[str, str] = ("", "")) -> Comparison:
    """Compares two results, of which the first asks whether it still holds by the second.

    Args:
        then: The earlier result.
        now: The later one; what has expired in it by today counts as expired.
        today: The day on which they are compared.
        files: How the user named them.
    """
    later = as_of(now, today)
    lead = _lead(then, later)
    parts = (_result(then, files[0]), _result(later, files[1]))
    answer = _answer(then, later)
    rules = compared_rules(then, later)
    answers = changed_answers(then, later)
    contributions = tuple(_contributions(then, later, lead))
    rows = compared_rows(then.measurements, later.measurements)
    fulfilled = came_true(then, later)
    comparison = Comparison(
        compared=today,
        answer=answer,
        moved=_named(then) != _named(later),
        summary=(),
        then=parts[0],
        now=parts[1],
        names={**then.called, **later.called},
        lead=lead,
        contributions=contributions,
        answers=answers,
        rules=rules,
        measurements=rows,
        versions=tuple(_versions(then, later)),
        came_true=fulfilled,
        notes=notes_on(then, later),
    )
    return comparison.model_copy(update={"summary": summary_of(comparison)})


def _result(report: Report, file: str) -> ResultPart:
    return ResultPart(
        file=file,
        generated=report.generated,
        project=report.project,
        verdict=report.verdict,
        leader=report.draws.framework,
        in_short=report_in_short(report),
        points={part.id: part.points for part in report.frameworks},
        vetoes={part.id: tuple(veto.id for veto in part.vetoes) for part in report.frameworks if part.vetoes},
        command=report.environment.command,
    )


def _named(report: Report) -> tuple[str, str | None]:
    return report.verdict.kind, report.verdict.framework


def _answer(then: Report, now: Report) -> Answer:
    """Whether the choice of the first result is still right by the second."""
    if then.project.casefold().split() != now.project.casefold().split():
        return "not-comparable"
    before, after = then.verdict, now.verdict
    if before.framework is None:
        return "still" if _named(then) == _named(now) else "no-longer"
    if after.framework == before.framework:
        fell = before.share - after.share >= SHARE_FELT
        return "less-sure" if _SURE[after.kind] < _SURE[before.kind] or fell else "still"
    leads_yet = after.kind == "toss-up" and now.draws.framework == before.framework
    return "less-sure" if leads_yet else "no-longer"


def _lead(then: Report, now: Report) -> LeadPart:
    of = then.verdict.framework or then.draws.framework
    before, after = ({part.id: part.points for part in report.frameworks} for report in (then, now))
    others = [name for name in dict.fromkeys([*after, *before]) if name != of]
    over = max(others, key=lambda name: after.get(name, -math.inf), default=None)

    def ahead(points: Mapping[str, float]) -> float:
        return points.get(of, 0.0) - (points.get(over, 0.0) if over is not None else 0.0)

    return LeadPart(of=of, over=over, then=ahead(before), now=ahead(after))


def _contributions(then: Report, now: Report, lead: LeadPart) -> Iterator[ContributionChangePart]:
    options = list(dict.fromkeys(part.id for report in (then, now) for part in report.frameworks))
    before, after = _by_id(then), _by_id(now)
    claims = {entry.id: entry for report in (then, now) for entry in report.contributions}
    changes = []
    for key in dict.fromkeys([*before, *after]):
        id_, concern = key
        sides = [{name: side.get(key, {}).get(name, 0.0) for name in options} for side in (before, after)]
        difference = {name: sides[1][name] - sides[0][name] for name in options}
        gain = difference[lead.of] - (difference[lead.over] if lead.over is not None else 0.0)
        changes.append(
            ContributionChangePart(
                id=id_,
                kind=claims[id_].kind,
                concern=concern,
                claim=claims[id_].claim,
                then=sides[0],
                now=sides[1],
                difference=difference,
                gain=gain,
            )
        )
    yield from sorted(changes, key=lambda entry: (-abs(entry.gain), entry.id, entry.concern))


def _by_id(report: Report) -> dict[tuple[str, str], dict[str, float]]:
    """Points by rule and concern, and framework."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for entry in report.contributions:
        points = found.setdefault((entry.id, entry.concern), {})
        for name, gained in entry.points.items():
            points[name] = points.get(name, 0.0) + gained
    return found


def _versions(then: Report, now: Report) -> Iterator[VersionPart]:
    before, after = _installed(then), _installed(now)
    for what in dict.fromkeys([*before, *after]):
        sides = before.get(what, ""), after.get(what, "")
        if sides[0] != sides[1]:
            yield VersionPart(what=what, then=sides[0], now=sides[1])


def _installed(report: Report) -> dict[str, str]:
    """What the result was made with: advisor, Python, machine, and every version that was measured."""
    environment = report.environment
    found = {
        "advisor": environment.advisor,
        "Python": environment.python,
        "machine": environment.machine,
        "system": environment.system,
    }
    measured: dict[str, dict[str, None]] = {}
    for row in report.measurements:
        for build in row.builds:
            measured.setdefault(build.framework, {})[build.version] = None
    for name, version in environment.frameworks.items():
        measured.setdefault(name, {})[version] = None
    return found | {name: ", ".join(sorted(versions)) for name, versions in sorted(measured.items())}
