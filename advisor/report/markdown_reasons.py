"""What speaks for and against, as lists of a decision record: each claim once, with source and age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from advisor.report.ageing import day_of
from advisor.report.commonmark import Markdown, bullets, code, joined, link, md
from advisor.report.model import ContributionPart, Report, StackPart
from advisor.report.sentences import age

#: Points are printed with one digit; what would read as 0.0 is named at the end.
_SHOWN = 0.05
_COUNTS = 1e-9
_CONSEQUENCES = 3
_PROS = 8


def consequences(report: Report) -> Iterator[Markdown]:
    """What speaks most for and against the choice, and the stack that goes with it."""
    told = _most_telling(report)
    if report.verdict.framework is None:
        yield Markdown(
            "Nothing follows until an option is chosen. What either brings stands under the options."
        )
    elif not told:
        yield Markdown("No reason worth a tenth of a point speaks for or against it.")
    else:
        yield bullets(_argument(entry, gain, report) for entry, gain in told)
    if report.stack:
        choice = report.verdict.framework
        yield Markdown("The stack that goes with it:" if choice else "Meanwhile:")
        yield bullets(_part(entry, day_of(report)) for entry in report.stack)


def pros_and_cons(report: Report) -> Iterator[Markdown]:
    """The claims behind each option's points, less those that the consequences name."""
    told = {entry.id for entry, _ in _most_telling(report)}
    for option in report.frameworks:
        yield md("### {}", report.name(option.id))
        yield from _option(option.id, report, told)
    idle = [entry.id for entry in report.contributions if not counts(entry)]
    if idle:
        yield md("Rules that fit the project too and add no points: {}.", joined(", ", map(code, idle)))


def counts(entry: ContributionPart) -> bool:
    """Whether it moves the points of any option."""
    return any(abs(points) > _COUNTS for points in entry.points.values())


def points_text(points: float) -> str:
    """Points with one digit."""
    return f"{points:.1f}".replace("-", "−") if abs(points) >= _SHOWN else "0.0"


def words(concern: str) -> str:
    """A concern's id as words."""
    return concern.replace("_", " ")


def reference(source: str, day: date | None = None, today: date | None = None) -> Markdown:
    """Where a claim can be read, and how old it is."""
    if day is None or today is None:
        return link(source)
    return md("{}, {}, {}", link(source), day, age(day, today))


def _most_telling(report: Report) -> list[tuple[ContributionPart, float]]:
    """The reasons worth most for the choice, then against it, with the points that each brings it nearer."""
    choice = report.verdict.framework
    if choice is None:
        return []
    gains = [(entry, _gain(entry, choice, report)) for entry in report.contributions]
    good = sorted((pair for pair in gains if pair[1] >= _SHOWN), key=lambda pair: (-pair[1], pair[0].id))
    bad = sorted((pair for pair in gains if pair[1] <= -_SHOWN), key=lambda pair: (pair[1], pair[0].id))
    return good[:_CONSEQUENCES] + bad[:_CONSEQUENCES]


def _gain(entry: ContributionPart, choice: str, report: Report) -> float:
    others = (entry.points.get(option.id, 0.0) for option in report.frameworks if option.id != choice)
    return entry.points.get(choice, 0.0) - max(others, default=0.0)


def _option(option: str, report: Report, told: set[str]) -> Iterator[Markdown]:
    entries = [entry for entry in report.contributions if abs(entry.points.get(option, 0.0)) > _COUNTS]
    entries.sort(key=lambda entry: (-entry.points[option], entry.id))
    again = [entry for entry in entries if entry.id in told]
    new = [entry for entry in entries if entry.id not in told and abs(entry.points[option]) >= _SHOWN]
    new = _strongest(new, option)
    lines = [_argument(entry, entry.points[option], report) for entry in new]
    if any(part.id == option and not part.feasible for part in report.frameworks):
        lines.append(Markdown("Bad, because requirements rule it out: see Considered Options"))
    if again:
        yield md("Already told under Consequences: {}.", _named(again, option))
    if lines:
        yield bullets(lines)
    rest = [entry for entry in entries if entry not in again and entry not in new]
    if rest:
        yield md("Left to `--format json`: {}.", _named(rest, option))
    if not entries and not lines:
        yield Markdown("Nothing known speaks for or against it.")


def _strongest(entries: Sequence[ContributionPart], option: str) -> list[ContributionPart]:
    kept = sorted(entries, key=lambda entry: -abs(entry.points[option]))[:_PROS]
    return [entry for entry in entries if entry in kept]


def _named(entries: Sequence[ContributionPart], option: str) -> Markdown:
    return joined(", ", (md("{} {}", code(entry.id), points_text(entry.points[option])) for entry in entries))


def _argument(entry: ContributionPart, points: float, report: Report) -> Markdown:
    word = "Good" if points > 0 else "Bad"
    worth = points_text(abs(points))
    claim = entry.claim.rstrip(".")
    return md(
        "{}, because of {} ({} points): {} ({})",
        word,
        words(entry.concern),
        worth,
        claim,
        _origin(entry, report),
    )


def _origin(entry: ContributionPart, report: Report) -> Markdown:
    today = day_of(report)
    name = code(entry.id)
    if entry.kind == "measurement":
        listed = any(row.command == entry.source for row in report.measurements)
        where = "see Measurements" if listed else code(entry.source)
        return md("{}: measured {}, {}; {}", name, entry.source_date, age(entry.source_date, today), where)
    old = f", **expired: was to be reviewed by {entry.review_by}**" if entry.expired else ""
    theirs = "" if entry.origin == "shipped" else f", from {entry.origin}"
    told = reference(entry.source, entry.source_date, today)
    return md("{}: {}{}{}", name, told, Markdown(old), theirs)


def _part(entry: StackPart, today: date) -> Markdown:
    but = md(" But: {}", entry.caveat) if entry.caveat else Markdown("")
    where = reference(entry.source, entry.source_date, today)
    return md("{}: **{}**. {}{} ({})", entry.role, entry.choice, entry.why, but, where)
