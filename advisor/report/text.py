"""The report in a terminal: the answer in the first lines, every figure with what it rests on."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable, Sequence
from datetime import date

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from advisor.diagnostics import visible
from advisor.frameworks import display_name
from advisor.report.measurements import (
    cost_lines,
    left_out_lines,
    measurement_table,
    noise_line,
    remark_lines,
)
from advisor.report.model import (
    ConcernPart,
    ContributionPart,
    FlipPart,
    Report,
    StackPart,
    ThresholdPart,
)

#: Contributions under this many points are listed by number only.
_SHOWN = 0.005
_REASONS = 3
#: What is worth fewer points to find out is left to the JSON document.
_WORTH_TELLING = 0.05
_KINDS = {"clear": "clearly", "lean": "leaning"}
_RESOURCES = {"training_speed": "time", "inference_speed": "time", "footprint": "memory"}
_SIDES = ("pytorch", "tensorflow")


def render_text(report: Report, width: int, *, color: bool) -> str:
    """Draws a report.

    Args:
        report: What to draw.
        width: Columns.
        color: Whether colours may be used; every one stands beside a word or a shape.
    """
    console = Console(
        file=io.StringIO(),
        width=max(60, width),
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(_banner(report))
    for sentence in report.explanation.summary:
        console.print(Padding(_plain(sentence), (0, 2)))
    for heading, body in _sections(report, console.width):
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(Padding(body, (0, 2)))
    output = console.file
    assert isinstance(output, io.StringIO)
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines()) + "\n"


def headline(report: Report) -> str:
    """The verdict in one sentence."""
    verdict = report.verdict
    if verdict.kind == "infeasible":
        return "Neither framework meets all requirements"
    if verdict.framework is None:
        why = "too little is known" if verdict.tossup == "no-evidence" else "the reasons pull both ways"
        leader = display_name(report.draws.framework)
        wins = f"{leader} wins in {verdict.share:.0%} of the plausible weightings and measurements"
        return f"Toss-up: {why} · {wins}"
    name = display_name(verdict.framework)
    mode = f" ({verdict.mode} mode)" if verdict.mode else ""
    if verdict.decided_by == "veto":
        return f"{name}{mode}, clearly: a requirement rules the other out"
    return (
        f"{name}{mode}, {_KINDS[verdict.kind]} · wins in {verdict.share:.0%} of the plausible weightings "
        f"and measurements, ahead by {verdict.lead:.1f} points"
    )


def _banner(report: Report) -> RenderableType:
    style = {"clear": "green", "lean": "cyan", "toss-up": "yellow", "infeasible": "red"}[report.verdict.kind]
    title = _plain(textwrap.shorten(report.project, 60, placeholder="…"))
    return Panel(Text(headline(report), style="bold"), title=title, title_align="left", border_style=style)


def _sections(report: Report, width: int) -> Iterable[tuple[str, RenderableType]]:
    concerns = sorted(
        (entry for entry in report.concerns if _of_concern(report, entry.id)),
        key=lambda entry: (-max(map(abs, entry.points.values()), default=0.0), entry.id),
    )
    if concerns:
        yield "Points by concern", _bars(concerns, report, width)
        yield "Reasons", Group(*(_reasons(entry, report) for entry in concerns))
    if report.flips or report.thresholds:
        lines = [*map(_flip, report.flips), *map(_threshold, report.thresholds)]
        yield "What would change it", _lines(lines)
    worth = [entry for entry in report.worth_knowing if entry.value >= _WORTH_TELLING]
    if worth:
        yield "Worth finding out", _lines(f"{entry.value:.1f}  {entry.text}" for entry in worth)
    if report.explanation.other_side:
        yield "The other side", _lines(report.explanation.other_side)
    if report.stack:
        yield "The stack", Group(*map(_part, report.stack))
    if report.measurements:
        yield (
            "Measured: TensorFlow's time as a share of PyTorch's, 95 % interval",
            Group(
                measurement_table(report),
                _lines([*filter(None, [noise_line(report)]), *remark_lines(report)]),
            ),
        )
        yield "What the modes cost besides", _lines(cost_lines(report))
        lines = left_out_lines(report)
        if lines:
            yield "Not measured", _lines(lines)
    if report.warnings:
        yield (
            "Warnings",
            _lines(f"! {entry.text}. {entry.remedy}".rstrip(". ") + "." for entry in report.warnings),
        )
    yield "Repeat it", _lines(_provenance(report))


def _flip(entry: FlipPart) -> str:
    changes = " and ".join(
        f"{change.key.removeprefix('answers.')} were {_answer(change.to)}"
        + (" (a choice of yours)" if change.changeable else "")
        for change in entry.changes
    )
    name = display_name(entry.verdict.framework) if entry.verdict.framework else ""
    kind = {"clear": "clearly ", "lean": "leaning to "}.get(entry.verdict.kind, "")
    return f"If {changes}: {kind}{name}" if name else f"If {changes}: {entry.verdict.kind}"


def _answer(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(value) or 'none'}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {level}' for name, level in value.items())}}}"
    return str(value)


def _threshold(entry: ThresholdPart) -> str:
    kind, _, concern = entry.what.replace(":", ".").partition(".")
    name = concern.replace("_", " ")
    if kind == "importance":
        return f"Importance of {name}: at {entry.at:.1f} the lead is gone; it is {entry.now:g}"
    interval = f" [{entry.low:.2f}, {entry.high:.2f}]" if entry.low and entry.high else ""
    unsure = entry.low is not None and entry.high is not None and entry.low <= entry.at <= entry.high
    open_ = ", so the measurement leaves that open" if unsure else ""
    return (
        f"Measured {name}: if TensorFlow took {entry.at:.2f} of PyTorch's {_RESOURCES[concern]}, "
        f"the lead would be gone; it takes {entry.now:.2f}{interval}{open_}"
    )


def _part(entry: StackPart) -> Text:
    text = Text()
    text.append(f"{visible(entry.role)}: ", style="bold")
    text.append(f"{visible(entry.choice)}. ")
    text.append(f"{visible(entry.why)} ")
    if entry.caveat:
        text.append(f"But: {visible(entry.caveat)} ")
    text.append(f"[{visible(entry.source)}, {entry.source_date:%Y-%m-%d}]", style="dim")
    return text


def _of_concern(report: Report, concern: str) -> list[ContributionPart]:
    entries = [entry for entry in report.contributions if entry.concern == concern]
    return sorted(entries, key=lambda entry: (-max(map(abs, entry.points.values())), entry.id))


def _net(points: dict[str, float]) -> tuple[float, float]:
    """Points of the left and of the right side; what counts against one counts for the other."""
    left, right = (points.get(side, 0.0) for side in _SIDES)
    return left + max(0.0, -right), right + max(0.0, -left) if left < 0 else max(0.0, right)


def _bars(concerns: Sequence[ConcernPart], report: Report, width: int) -> RenderableType:
    longest = max(max(_sides(entry.id, report)) for entry in concerns) or 1.0
    room = max(6, (width - 46) // 2)
    table = Table.grid(padding=(0, 1))
    table.add_column(min_width=20, no_wrap=True)
    table.add_column(justify="right", no_wrap=True, width=room + 5)
    table.add_column(width=1)
    table.add_column(no_wrap=True, width=room + 5)
    table.add_row("", Text("PyTorch", style="magenta"), "│", Text("TensorFlow", style="blue"))
    for entry in concerns:
        left, right = _sides(entry.id, report)
        table.add_row(
            entry.id.replace("_", " "),
            Text(f"{'■' * _cells(left, longest, room)} {left:.1f}" if left >= 0.05 else "", style="magenta"),
            "│",
            Text(f"{right:.1f} {'■' * _cells(right, longest, room)}" if right >= 0.05 else "", style="blue"),
        )
    left, right = (next(f.points for f in report.frameworks if f.id == side) for side in _SIDES)
    table.add_row("all", Text(f"{left:.1f}", style="bold"), "│", Text(f"{right:.1f}", style="bold"))
    return table


def _sides(concern: str, report: Report) -> tuple[float, float]:
    """The points of a concern for each side; a measurement against one stands on the other's."""
    left = right = 0.0
    for entry in _of_concern(report, concern):
        for_left, for_right = _net(entry.points)
        left, right = left + for_left, right + for_right
    return left, right


def _cells(points: float, longest: float, room: int) -> int:
    return max(1, round(room * points / longest)) if points > 0 else 0


def _reasons(concern: ConcernPart, report: Report) -> RenderableType:
    lines: list[Text] = [
        Text(f"{concern.id.replace('_', ' ')} (importance {concern.importance:g})", style="bold")
    ]
    entries = _of_concern(report, concern.id)
    lines += [_reason(entry, report.generated.date()) for entry in entries[:_REASONS]]
    if len(entries) > _REASONS:
        lines.append(Text(f"  … and {len(entries) - _REASONS} more: --format json lists all"))
    return Group(*lines)


def _reason(entry: ContributionPart, today: date) -> Text:
    left, right = _net(entry.points)
    side = display_name(_SIDES[0] if left > right else _SIDES[1])
    points = max(left, right)
    how = f"+{points:.1f} {side}" if points >= _SHOWN else "±0"
    old = ", older than its review date" if entry.expired else ""
    age = f"{entry.source_date:%Y-%m-%d}{_age(entry.source_date, today)}{old}"
    theirs = (
        "" if entry.origin == "shipped" or entry.kind == "measurement" else f", from {visible(entry.origin)}"
    )
    text = Text("  ")
    text.append(f"{how}  ", style="magenta" if left > right else "blue")
    text.append(f"{visible(entry.claim)} ")
    text.append(f"[{visible(entry.source)}, {age}{theirs}]", style="dim")
    return text


def _age(day: date, today: date) -> str:
    days = (today - day).days
    if days < 1:
        return ", today"
    return f", {days} days old" if days < 60 else f", {round(days / 30.4)} months old"


def _provenance(report: Report) -> list[str]:
    environment = report.environment
    versions = ", ".join(
        f"{display_name(name)} {version}" for name, version in environment.frameworks.items()
    )
    origins = sorted({row.origin for row in report.measurements})
    return [
        environment.command,
        f"advisor {environment.advisor}, rules {report.rules.digest[:12]}, {report.draws.n:,} draws; "
        + (f"{versions}; " if versions else "")
        + (f"measurements: {', '.join(origins)}; " if origins else "")
        + f"on {environment.machine}, {report.generated:%Y-%m-%d %H:%M %Z}",
    ]


def _lines(lines: Iterable[str]) -> RenderableType:
    return Group(*(_plain(line) for line in lines))


def _plain(text: str) -> Text:
    """Text from anywhere, shown as it is."""
    return Text(visible(text))
