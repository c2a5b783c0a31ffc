"""The sentences of a comparison, the answer first: is the choice of then still right?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from advisor.frameworks import display_name
from advisor.report.ageing import day_of
from advisor.report.compare_model import CameTruePart, Comparison, ContributionChangePart, ResultPart
from advisor.report.model import Report
from advisor.report.sentences import answer_text, shortened

#: Points under this are not told.
TELLING = 0.05
_NAMED_MOST = 3
_LONGEST_NAME = 60
_OPENINGS = {"still": "Still right", "less-sure": "Less sure", "no-longer": "No longer right"}


def summary_of(comparison: Comparison) -> tuple[str, ...]:
    """The answer, what moved it, what had been foretold, and what has expired."""
    return tuple(_sentences(comparison))


def notes_on(then: Report, now: Report) -> tuple[str, ...]:
    """What a reader has to know before trusting a comparison."""
    return tuple(_notes(then, now))


def foretold(entry: CameTruePart, names: Mapping[str, str]) -> str:
    """What has happened as a result had said, and whether the verdict followed."""
    changes = " and ".join(
        f"{change.key.removeprefix('answers.')} became {answer_text(change.to)}" for change in entry.changes
    )
    said = _name(entry.said.kind, entry.said.framework, names)
    followed = "and so it is" if entry.as_said else "the verdict is another one, as more has changed"
    return f"{changes}: for that the first result foretold {said}, {followed}"


def day(part: ResultPart, other: ResultPart) -> str:
    """When a result was made; with the time of day where both are of one day."""
    same = part.generated.date() == other.generated.date()
    return f"{part.generated:%Y-%m-%d %H:%M}" if same else f"{part.generated:%Y-%m-%d}"


def signed(points: float) -> str:
    """A difference in points with its sign."""
    return f"{points:+.1f}".replace("-", "−") if abs(points) >= TELLING else "±0"


def told(entry: ContributionChangePart) -> bool:
    """Whether a contribution moved the lead by so much that people should read it."""
    return abs(entry.gain) >= TELLING


def _sentences(comparison: Comparison) -> Iterator[str]:
    then, now = comparison.then, comparison.now
    verdicts = f"Then ({day(then, now)}): {then.in_short}. Now ({day(now, then)}): {now.in_short}."
    if comparison.answer == "not-comparable":
        names = [f"“{shortened(part.project, _LONGEST_NAME)}”" for part in (then, now)]
        yield f"Not comparable, these are different projects: {names[0]} and {names[1]}. {verdicts}"
    elif then.verdict.framework is None and comparison.answer == "still":
        what = "no framework meets all requirements" if then.verdict.kind == "infeasible" else "a toss-up"
        yield f"Still no choice: {what} then and now. {verdicts}"
    elif then.verdict.framework is None:
        what = "infeasible" if then.verdict.kind == "infeasible" else "a toss-up"
        yield f"No longer {what}. {verdicts}"
    else:
        yield f"{_OPENINGS[comparison.answer]}. {verdicts}"
    yield from _why(comparison)
    yield from (f"{foretold(entry, comparison.names)}." for entry in comparison.came_true)
    expired = [entry.id for entry in comparison.rules.changed if "expired" in entry.changes]
    if expired:
        facts = "1 fact" if len(expired) == 1 else f"{len(expired)} facts"
        yield f"Past the review date since the first result: {facts} ({', '.join(expired)})."


def _why(comparison: Comparison) -> Iterator[str]:
    then, now = comparison.then, comparison.now
    for name in dict.fromkeys([*then.vetoes, *now.vetoes]):
        before, after = then.vetoes.get(name, ()), now.vetoes.get(name, ())
        called = display_name(name, comparison.names)
        if after and not before:
            yield f"{called} is ruled out now, by {', '.join(after)}."
        elif before and not after:
            yield f"{called} is not ruled out any more; then it was, by {', '.join(before)}."
    lead = comparison.lead
    if lead.over is None:
        return
    whose = (
        f"{display_name(lead.of, comparison.names)}'s lead over {display_name(lead.over, comparison.names)}"
    )
    most = [f"{entry.id} {signed(entry.gain)}" for entry in comparison.contributions if told(entry)]
    if not most:
        yield f"{whose} is {_points(lead.now)} as it was: no reason moved it."
        return
    rest = f", and {len(most) - _NAMED_MOST} more" if len(most) > _NAMED_MOST else ""
    yield (
        f"{whose} went from {_points(lead.then)} to {_points(lead.now)} points; "
        f"what moved it most: {', '.join(most[:_NAMED_MOST])}{rest}."
    )


def _points(points: float) -> str:
    return f"{points:.1f}".replace("-", "−") if abs(points) >= TELLING else "0.0"


def _name(kind: str, framework: str | None, names: Mapping[str, str]) -> str:
    if framework is None:
        return "a toss-up" if kind == "toss-up" else "that no framework would meet all requirements"
    return f"{'clearly' if kind == 'clear' else 'leaning to'} {display_name(framework, names)}"


def _notes(then: Report, now: Report) -> Iterator[str]:
    if now.generated < then.generated:
        yield "The second result is the older one: then and now are as the files were named, not by date."
    options = [{part.id for part in report.frameworks} for report in (then, now)]
    if options[0] != options[1]:
        yield "The two results do not compare the same frameworks; one that is missing counts 0 points."
    if then.rules.digest == now.rules.digest:
        yield "Both rest on the same rules."
    if len(then.rules.files) != len(now.rules.files):
        yield "The two do not rest on the same number of files of rules: one may have had rules of its own."
    since = _unweighed(now)
    if since:
        yield (
            f"{since} passed the review date after the second result was made; its verdict was not weighed "
            "again. Run its command anew for today's."
        )


def _unweighed(now: Report) -> str:
    made, today = now.generated.date(), day_of(now)
    late = [entry.id for entry in now.contributions if _between(made, entry.review_by, today)]
    return ", ".join(late)


def _between(made: date, due: date | None, today: date) -> bool:
    return due is not None and made <= due < today
