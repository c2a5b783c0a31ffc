"""A report as it is read on a later day: ages are told by that day, and what has expired since is marked."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from advisor.report.model import Report, RulesPart, WarningPart

#: Of a part of the stack whose fact is past its review date.
TRUE_ONCE = "This was true once: the fact is older than its review date."
_CODE = "expired-since"


class LaterReport(Report):
    """A report that is read on another day than it was made on; as JSON it is a report like any other."""

    read_on: date = Field(exclude=True, description="The day on which it is read")


def day_of(report: Report) -> date:
    """The day by which ages are told: the day of reading, else the day on which the report was made."""
    return report.read_on if isinstance(report, LaterReport) else report.generated.date()


def as_of(report: Report, today: date) -> LaterReport:
    """The report as it reads on a day: every fact that has expired since is marked, and a warning says so.

    Nothing is weighed again: points and verdict stay as they were.
    """

    def since_then(review_by: date | None) -> bool:
        return review_by is not None and report.generated.date() <= review_by < today

    reasons = [entry.id for entry in report.contributions if since_then(entry.review_by)]
    requirements = [
        veto.id for part in report.frameworks for veto in part.vetoes if since_then(veto.review_by)
    ]
    parts = [part.role for part in report.stack if since_then(part.review_by)]
    since = list(dict.fromkeys([*requirements, *reasons]))
    kept = [entry for entry in report.warnings if entry.code != _CODE]
    values = {
        **dict(report),
        "read_on": max(today, report.generated.date()),
        "contributions": tuple(
            entry.model_copy(update={"expired": True}) if entry.id in reasons else entry
            for entry in report.contributions
        ),
        "frameworks": tuple(
            part.model_copy(
                update={
                    "vetoes": tuple(
                        veto.model_copy(update={"expired": veto.expired or since_then(veto.review_by)})
                        for veto in part.vetoes
                    )
                }
            )
            for part in report.frameworks
        ),
        "stack": tuple(
            part.model_copy(update={"caveat": f"{part.caveat} {TRUE_ONCE}".strip()})
            if since_then(part.review_by) and TRUE_ONCE not in part.caveat
            else part
            for part in report.stack
        ),
        "rules": _rules(report.rules, since),
        "warnings": (*([_warning(report, [*since, *parts])] if since or parts else []), *kept),
    }
    return LaterReport.model_construct(**values)


def _rules(rules: RulesPart, since: list[str]) -> RulesPart:
    return rules.model_copy(update={"expired": tuple(dict.fromkeys([*rules.expired, *since]))})


def _warning(report: Report, since: list[str]) -> WarningPart:
    facts = "1 fact has" if len(since) == 1 else f"{len(since)} facts have"
    return WarningPart(
        code=_CODE,
        text=f"{facts} passed the review date since this report was made on {report.generated:%Y-%m-%d}: "
        f"{', '.join(since)}. The verdict itself was not weighed again",
        remedy="Run the command that repeats it for today's verdict",
    )
