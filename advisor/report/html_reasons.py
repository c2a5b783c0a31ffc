"""What a page says of reasons and of their sources: each with its age and what looks it up again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from advisor.report.ageing import day_of
from advisor.report.model import ConcernPart, ContributionPart, Report
from advisor.report.points import of_concern, telling_concerns, worth_words
from advisor.report.sentences import age


@dataclass(frozen=True)
class Reason:
    """One rule or measurement as a reader sees it.

    Attributes:
        id: Of the rule or the measurement.
        worth: The points and for whom, or why there are none.
        claim: What it says.
        source: Where that can be read; empty for a measurement, which has a command.
        when: When it was read or measured, and how long ago that is.
        expired: Until when it was to be reviewed; empty if it is not overdue.
        origin: Whose rule it is, or the machine of a measurement; empty for what advisor brings.
        command: What looks it up, or measures it, again.
    """

    id: str
    worth: str
    claim: str
    source: str
    when: str
    expired: str
    origin: str
    command: str


@dataclass(frozen=True)
class Source:
    """A page on which something in the report rests.

    Attributes:
        address: As it was given.
        when: When it was read, and how long ago that is.
        review: When it is due; empty where that is not known.
        expired: Whether that is past.
        commands: What looks up what rests on it.
    """

    address: str
    when: str
    review: str
    expired: bool
    commands: tuple[str, ...]


def reasons_by_concern(report: Report) -> list[tuple[ConcernPart, list[Reason]]]:
    """Every reason below its concern, what tells most apart first."""
    return [
        (concern, [_reason(entry, concern, report) for entry in of_concern(report, concern.id)])
        for concern in telling_concerns(report)
    ]


def sources(report: Report) -> list[Source]:
    """Every page once for each day on which it was read, those that are overdue first."""
    found: dict[tuple[str, date | None, date | None, bool], list[str]] = {}
    for address, day, review, expired, command in _cited(report):
        found.setdefault((address, day, review, expired), []).append(command)
    ordered = sorted(found.items(), key=lambda entry: (not entry[0][3], entry[0][0], str(entry[0][1])))
    return [
        Source(
            address=address,
            when=read_on(day, report) if day else "",
            review=f"{review}" if review else "",
            expired=expired,
            commands=tuple(filter(None, dict.fromkeys(commands))),
        )
        for (address, day, review, expired), commands in ordered
    ]


def read_on(day: date, report: Report) -> str:
    """When a source was read, and how long ago that is."""
    return f"read {day:%Y-%m-%d}, {age(day, day_of(report))}"


def look_up(rule: str) -> str:
    """The command that shows a rule with its source."""
    return f"advisor rules show {shlex.quote(rule)}"


def _cited(report: Report) -> Iterator[tuple[str, date | None, date | None, bool, str]]:
    for option in report.frameworks:
        for veto in option.vetoes:
            yield veto.source, veto.source_date, veto.review_by, veto.expired, look_up(veto.id)
    for entry in report.contributions:
        if entry.kind == "rule":
            yield entry.source, entry.source_date, entry.review_by, entry.expired, look_up(entry.id)
    for part in report.stack:
        yield part.source, part.source_date, part.review_by, _overdue(part.review_by, report), ""


def _overdue(review_by: date | None, report: Report) -> bool:
    return review_by is not None and review_by < day_of(report)


def _reason(entry: ContributionPart, concern: ConcernPart, report: Report) -> Reason:
    worth, _ = worth_words(entry, concern, report)
    measured = entry.kind == "measurement"
    told = age(entry.source_date, day_of(report))
    return Reason(
        id=entry.id,
        worth=worth,
        claim=entry.claim,
        source="" if measured else entry.source,
        when=f"measured {entry.source_date:%Y-%m-%d}, {told}"
        if measured
        else read_on(entry.source_date, report),
        expired=f"{entry.review_by}" if entry.expired else "",
        origin="" if entry.origin == "shipped" else entry.origin,
        command=entry.source if measured else look_up(entry.id),
    )
