"""The report in a terminal: the answer in the first lines, every figure with what it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from advisor.diagnostics import visible
from advisor.report.ageing import day_of
from advisor.report.beside import HEADINGS, beside
from advisor.report.console import drawing, drawn
from advisor.report.measurements import (
    cost_lines,
    left_out_lines,
    measurement_table,
    noise_line,
    remark_lines,
)
from advisor.report.model import Report, StackPart
from advisor.report.points import points_by_concern, reasons, telling_concerns
from advisor.report.sentences import (
    age,
    flip_sentence,
    headline,
    raised_by,
    threshold_sentence,
    versions,
    veto_age,
    warning_sentence,
    worth_telling,
)
from advisor.report.team_text import team_sections

#: Characters of a project's name above the verdict.
_NAME = 60


def render_text(report: Report, width: int, *, color: bool) -> str:
    """Draws a report.

    Args:
        report: What to draw.
        width: Columns.
        color: Whether colours may be used; every one stands beside a word or a shape.
    """
    console = drawing(width, color=color)
    console.print(_banner(report))
    for sentence in report.explanation.summary:
        console.print(Padding(_plain(sentence), (0, 2)))
    for heading, body in _sections(report, console.width):
        console.print()
        console.print(Text(visible(heading), style="bold"))
        console.print(Padding(body, (0, 2)))
    return drawn(console)


def _banner(report: Report) -> RenderableType:
    style = {"clear": "green", "lean": "cyan", "toss-up": "yellow", "infeasible": "red"}[report.verdict.kind]
    title = _plain(_title(report.project))
    return Panel(
        Text(visible(headline(report)), style="bold"), title=title, title_align="left", border_style=style
    )


def _title(project: str) -> str:
    cut = textwrap.shorten(project, _NAME, placeholder="…")
    # One word that is longer than that would be dropped whole.
    return cut if cut != "…" else f"{project.strip()[: _NAME - 1]}…"


def _sections(report: Report, width: int) -> Iterable[tuple[str, RenderableType]]:
    if report.baseline is not None:
        yield "Beside what was answered", _beside(report)
    today = day_of(report)
    vetoes = [(part.id, veto) for part in report.frameworks for veto in part.vetoes]
    if vetoes:
        yield (
            "Ruled out",
            _lines(
                f"{report.name(name)}: {veto.claim} [{veto.id}, {veto.source}{veto_age(veto, today)}]"
                f"{raised_by(veto)}"
                for name, veto in vetoes
            ),
        )
    concerns = telling_concerns(report)
    if concerns:
        yield "Points by concern", points_by_concern(concerns, report, width)
        yield "Reasons", reasons(concerns, report)
    if report.flips or report.thresholds:
        called = report.called
        lines = [flip_sentence(entry, called) for entry in report.flips]
        lines += [threshold_sentence(entry, called) for entry in report.thresholds]
        yield "What would change it", _lines(lines)
    if report.team:
        yield from team_sections(report, report.team)
    worth = worth_telling(report)
    if worth:
        yield "Worth finding out", _lines(f"{entry.value:.1f}  {entry.text}" for entry in worth)
    if report.explanation.other_side:
        yield "The other side", _lines(report.explanation.other_side)
    if report.stack:
        yield "The stack", Group(*(_part(entry, today) for entry in report.stack))
    others = list(dict.fromkeys(row.other for row in report.measurements))
    for other in others:
        yield (
            f"Measured: {report.name(other)}'s time as a share of {report.name('pytorch')}'s, 95 % interval",
            measurement_table(report, other),
        )
    if others:
        yield "Of the measurements", _lines([*filter(None, [noise_line(report)]), *remark_lines(report)])
        yield "What the modes cost besides", _lines(cost_lines(report))
        lines = left_out_lines(report)
        if lines:
            yield "Not measured", _lines(lines)
    if report.warnings:
        yield (
            "Warnings",
            _lines(f"! {warning_sentence(entry)}" for entry in report.warnings),
        )
    yield "Repeat it", _lines(_provenance(report))


def _beside(report: Report) -> RenderableType:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="")
    for heading in HEADINGS:
        table.add_column(heading)
    for line in beside(report):
        table.add_row(*map(_plain, line))
    return table


def _part(entry: StackPart, today: date) -> Text:
    text = Text()
    text.append(f"{visible(entry.role)}: ", style="bold")
    text.append(f"{visible(entry.choice)}. ")
    text.append(f"{visible(entry.why)} ")
    if entry.caveat:
        text.append(f"But: {visible(entry.caveat)} ")
    told = f"{entry.source_date:%Y-%m-%d}, {age(entry.source_date, today)}"
    text.append(f"[{visible(entry.source)}, {told}]", style="dim")
    return text


def _provenance(report: Report) -> list[str]:
    environment = report.environment
    built = versions(environment.frameworks, report.called)
    origins = sorted({row.origin for row in report.measurements})
    return [
        environment.command,
        f"advisor {environment.advisor}, rules {report.rules.digest[:12]}, {report.draws.n:,} draws; "
        + (f"{built}; " if built else "")
        + (f"measurements: {', '.join(origins)}; " if origins else "")
        + f"on {environment.machine}, {report.generated:%Y-%m-%d %H:%M %Z}",
    ]


def _lines(lines: Iterable[str]) -> RenderableType:
    return Group(*(_plain(line) for line in lines))


def _plain(text: str) -> Text:
    """Text from anywhere, shown as it is."""
    return Text(visible(text))
