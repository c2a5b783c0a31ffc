"""What a page says of the answers behind a report, and of how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.report.beside import HEADINGS, beside
from advisor.report.charts.picture import Figures
from advisor.report.model import ConcernPart, Report
from advisor.report.sentences import answer_text, versions
from advisor.report.team_words import givers

_SURE = {"firm": "as answered", "unsure": "left out, so assumed", "open": "unknown, so assumed"}


def answer_figures(report: Report) -> Figures | None:
    """The answers in the words of the needs file; None where no question was answered."""
    rows = [(key, answer_text(value)) for key, value in report.needs.answers.items()]
    size = report.needs.workload
    if size is not None:
        told = [f"batch {size.batch}"] if size.batch else []
        told += [f"input {' × '.join(map(str, size.input))}"] if size.input else []
        rows.append(("workload", ", ".join(told)))
    return (
        Figures("Answers; every other question is open", ("Question", "Answer"), tuple(rows))
        if rows
        else None
    )


def weight_figures(report: Report) -> Figures | None:
    """The importance of every concern and the weight that comes of it."""
    ranked = sorted(report.concerns, key=lambda entry: (-entry.importance, entry.id))
    rows = tuple(
        (
            entry.id.replace("_", " "),
            f"{entry.importance:.3g}",
            _from(entry, report),
            f"{entry.weight:.2f}",
        )
        for entry in ranked
    )
    caption = (
        "Importance and weight; a weight is 0.4 times the importance over the mean importance, at most 1"
    )
    return Figures(caption, ("Concern", "Importance, 0 to 5", "Where from", "Weight"), rows) if rows else None


def _from(entry: ConcernPart, report: Report) -> str:
    given, everybody = givers(report, entry.id)
    if 0 < given < everybody:
        return f"given by {given} of {everybody}, assumed for the others"
    return _SURE["firm" if given else entry.sure]


def beside_figures(report: Report) -> Figures | None:
    """The verdict without `--set` beside the one with it; None where nothing was changed."""
    rows = tuple(beside(report))
    headings = tuple(heading or "what" for heading in HEADINGS)
    return Figures("The verdict as answered, and with the changes", headings, rows) if rows else None


def provenance(report: Report) -> Iterator[tuple[str, str]]:
    """How the report was made: what, and its value."""
    environment, rules = report.environment, report.rules
    yield "Made", f"{report.generated:%Y-%m-%d %H:%M %Z}".strip() + f" by advisor {environment.advisor}"
    yield "Machine", f"{environment.machine}, {environment.system}, Python {environment.python}"
    yield "Frameworks", _builds(report) or "none was measured"
    yield (
        "Rules",
        f"{rules.digest[:12]}: {len(rules.fired)} spoke, {len(rules.expired)} of them past the review date",
    )
    yield (
        "Draws",
        f"{report.draws.n:,} draws of plausible weightings and measurements, seed {report.draws.seed}; "
        "the share is not the probability of being right",
    )
    who = report.needs.participant
    if who is not None:
        yield "Answered by", f"{who.name}, {who.role}" if who.role else who.name


def _builds(report: Report) -> str:
    """Every version that was measured, those in files from elsewhere included."""
    measured = {
        versions({build.framework: build.version}, report.called): None
        for row in report.measurements
        for build in row.builds
    }
    return ", ".join(measured) or versions(report.environment.frameworks, report.called)
