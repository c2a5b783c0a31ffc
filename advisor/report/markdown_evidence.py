"""What a decision record rests on: when to look again, measurements, the team, and how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.evidence.records import Comparison
from advisor.report.ageing import day_of
from advisor.report.commonmark import Markdown, bullets, code, fenced, joined, literal, md, table
from advisor.report.markdown_reasons import counts
from advisor.report.markdown_team import team_record
from advisor.report.measurements import call_time, noise_line, row_name, row_verdict
from advisor.report.model import MeasurementPart, Report
from advisor.report.sentences import (
    age,
    flip_sentence,
    threshold_sentence,
    versions,
    warning_sentence,
    worth_telling,
)

_WORTH = 5
_KINDS = {"best": "", "eager": ", both eager", "one-thread": ", one thread each"}


def confirmation(report: Report) -> Iterator[Markdown]:
    """When to look at the decision again, what would change it, and what to find out."""
    yield _review(report)
    changes = [flip_sentence(entry, report.called) for entry in report.flips]
    changes += [threshold_sentence(entry, report.called) for entry in report.thresholds]
    if changes:
        yield Markdown("What would change the answer:")
        yield bullets(map(literal, changes))
    worth = worth_telling(report)
    if worth:
        yield Markdown("What is worth finding out, and the points that knowing it is worth:")
        yield bullets(md("{} ({})", entry.text, f"{entry.value:.1f}") for entry in worth[:_WORTH])


def more_information(report: Report) -> Iterator[Markdown]:
    """All that is needed to check the record, and to make it again."""
    if report.warnings:
        yield Markdown("### Warnings")
        yield bullets(literal(warning_sentence(entry)) for entry in report.warnings)
    if report.team:
        yield Markdown("### Team")
        yield from team_record(report, report.team)
    yield Markdown("### Measurements")
    yield from _measurements(report)
    yield Markdown("### How this record was made")
    yield from _provenance(report)


def _review(report: Report) -> Markdown:
    """The first day on which something that counts is due; what is overdue is named."""
    today = day_of(report)
    found = [(part.review_by, part.id) for part in report.contributions if counts(part)]
    found += [(veto.review_by, veto.id) for option in report.frameworks for veto in option.vetoes]
    due = sorted({(day, name) for day, name in found if day})
    expired = [name for day, name in due if day < today]
    told = []
    if expired:
        told.append(md("**Review at once what is past its date**: {}.", joined(", ", map(code, expired))))
    if len(due) > len(expired):
        day, name = due[len(expired)]
        told.append(
            md("**Review this decision by {}**, when {} is due as the first of its facts.", day, code(name))
        )
    if any(veto.review_by is None for option in report.frameworks for veto in option.vetoes):
        told.append(
            Markdown("`advisor rules show ID` says when a requirement that rules out an option is due.")
        )
    return joined(" ", told or [Markdown("No fact that counts here has a review date.")])


def _measurements(report: Report) -> Iterator[Markdown]:
    if not report.measurements:
        yield Markdown("No measurement was used.")
        return
    for other in dict.fromkeys(row.other for row in report.measurements):
        name = report.name(other)
        yield md("{}'s time as a share of PyTorch's, so above 1 PyTorch is faster; interval at 95 %.", name)
        headings = ("Row", "PyTorch", name, "Ratio", "Result", "Launches", "Device", "Taken", "Counts")
        rows = [row for row in report.measurements if row.other == other]
        yield table(headings, (line for row in rows for line in _lines(row, report)))
    remarks = [f"{row_name(row)}: {remark}" for row in report.measurements for remark in row.notes]
    noise = noise_line(report)
    if noise or remarks:
        yield bullets(map(literal, [*filter(None, [noise]), *remarks]))
    yield Markdown("Repeat them:")
    for command in dict.fromkeys(row.command for row in report.measurements):
        yield fenced(command, "sh")


def _lines(row: MeasurementPart, report: Report) -> Iterator[tuple[object, ...]]:
    device = f"{row.device} ({row.device_name}), {row.threads} threads, on {row.machine.name}"
    taken = f"{row.taken:%Y-%m-%d}, {age(row.taken.date(), day_of(report))}, {row.origin}"
    use = "yes" if row.counts else f"no: {row.why_not}"
    if not row.comparisons:
        yield row_name(row), "", "", "", "not compared", "", device, taken, use
    for met in row.comparisons:
        yield (f"{row_name(row)}{_KINDS[met.kind]}", *_met(met, row, report), device, taken, use)


def _met(met: Comparison, row: MeasurementPart, report: Report) -> tuple[str, ...]:
    verdict = row_verdict(met.verdict, report.name(row.other))
    return (
        f"{met.pytorch} {call_time(met.pytorch_ms)}",
        f"{met.tensorflow} {call_time(met.tensorflow_ms)}",
        f"{met.ratio:.2f} [{met.low:.2f}, {met.high:.2f}]",
        verdict,
        str(met.launches),
    )


def _provenance(report: Report) -> Iterator[Markdown]:
    environment, rules = report.environment, report.rules
    yield fenced(environment.command, "sh")
    lines = [
        md("Made by advisor {} on {}.", environment.advisor, f"{report.generated:%Y-%m-%d %H:%M %Z}".strip()),
        md(
            "Rules {}: {} spoke, {} of them expired.",
            code(rules.digest[:12]),
            len(rules.fired),
            len(rules.expired),
        ),
        md("Machine: {}, {}, Python {}.", environment.machine, environment.system, environment.python),
        md("Frameworks: {}.", _builds(report) or "none was measured"),
        md(
            "The share is of {} draws of plausible weightings and measurements (seed {}); "
            "it is not the probability of being right.",
            f"{report.draws.n:,}",
            report.draws.seed,
        ),
    ]
    yield bullets(lines)


def _builds(report: Report) -> str:
    """Every version that was measured, those in files from elsewhere included."""
    found = {
        versions({build.framework: build.version}, report.called): None
        for row in report.measurements
        for build in row.builds
    }
    return ", ".join(found) or versions(report.environment.frameworks, report.called)
