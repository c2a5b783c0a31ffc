"""Measured ratios with their 95 % intervals, on a log axis with the band in which nothing is faster."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from advisor.evidence.records import Comparison
from advisor.report.ageing import day_of
from advisor.report.charts.canvas import (
    BAND,
    GAP,
    INK,
    LINE,
    MUTED,
    PAPER,
    SMALL,
    axes,
    drawn,
    fitted,
    ticks,
    words,
)
from advisor.report.charts.picture import Figures, Picture
from advisor.report.measurements import call_time, row_name, row_verdict
from advisor.report.model import MeasurementPart, Report
from advisor.report.sentences import age

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Within 5 % nothing is faster; see `advisor.evidence.interval`.
_WITHIN = 1.05
_KINDS = {"best": "", "eager": ", both eager", "one-thread": ", one thread each"}
#: In units.
_LEFT, _ROOM, _ROW, _HEAD, _FOOT = 8, 384, 44, 26, 40
#: The picture shows so many; the table behind it shows all.
_MOST = 24
#: At least from half to double, so that a small difference looks small.
_LEAST = math.log(2)
#: No axis reaches further; what lies beyond ends at its edge and stands in words.
_FARTHEST = math.log(1000)
_TICKS = 7
#: What a letter of small text takes at most, in units.
_LETTER = 6.2


@dataclass(frozen=True)
class _Line:
    row: MeasurementPart
    met: Comparison

    @property
    def name(self) -> str:
        return f"{row_name(self.row)}{_KINDS[self.met.kind]}"


def ratios(report: Report, other: str, place: int = 1) -> Picture | None:
    """A line for each comparison of a framework with PyTorch; None if nothing met.

    Args:
        report: Holds the measurements.
        other: The framework.
        place: Its place among those that were measured, so that ids differ.
    """
    rows = [row for row in report.measurements if row.other == other]
    lines = [_Line(row, met) for row in rows for met in row.comparisons]
    if not lines:
        return None
    # What counts comes first; among the others, in the order in which they were measured.
    shown = sorted(lines, key=lambda line: not line.row.counts)[:_MOST]
    name, theirs = f"ratios-{place}", report.name(other)
    title = f"{theirs}'s time as a share of {report.name('pytorch')}'s"
    description = _description(shown, len(lines), report, theirs)
    height = _HEAD + _ROW * len(shown) + _FOOT

    def paint(figure: Figure) -> None:
        _paint(figure, shown, report, theirs)

    return Picture(
        id=name,
        title=title,
        description=description,
        svg=drawn(name, title, description, height, paint),
        figures=measured_figures(report, other),
        rests_on=(_measured_when(rows, report),),
        commands=tuple(dict.fromkeys(row.command for row in rows)),
    )


def measured_figures(report: Report, other: str) -> Figures:
    """Every row that was measured against PyTorch, with what it rests on; rows that never met included."""
    theirs = report.name(other)
    return Figures(
        f"{theirs}'s time as a share of PyTorch's: above 1 PyTorch is faster; interval at 95 %",
        ("Row", "PyTorch", theirs, "Ratio", "Result", "Launches", "Device", "Taken", "Counts"),
        tuple(
            line for row in report.measurements if row.other == other for line in _table_lines(row, report)
        ),
    )


def _table_lines(row: MeasurementPart, report: Report) -> Iterator[tuple[str, ...]]:
    device = f"{row.device} ({row.device_name}), {row.threads} threads, on {row.machine.name}"
    taken = f"{row.taken:%Y-%m-%d}, {age(row.taken.date(), day_of(report))}, {row.origin}"
    use = "yes" if row.counts else f"no: {row.why_not}"
    if not row.comparisons:
        yield row_name(row), "", "", "", "not compared", "", device, taken, use
    for met in row.comparisons:
        yield (
            f"{row_name(row)}{_KINDS[met.kind]}",
            f"{met.pytorch} {call_time(met.pytorch_ms)}",
            f"{met.tensorflow} {call_time(met.tensorflow_ms)}",
            _interval(met),
            row_verdict(met.verdict, report.name(row.other)),
            str(met.launches),
            device,
            taken,
            use,
        )


def _interval(met: Comparison) -> str:
    return f"{met.ratio:.2f} [{met.low:.2f}, {met.high:.2f}]"


def _measured_when(rows: list[MeasurementPart], report: Report) -> str:
    days = sorted({row.taken.date() for row in rows})
    machines = ", ".join(sorted({row.machine.name for row in rows}))
    today = day_of(report)
    first = f"{days[0]}, {age(days[0], today)}"
    when = first if len(days) == 1 else f"from {first}, to {days[-1]}, {age(days[-1], today)}"
    return f"Measured on {machines}, {when}."


def _description(shown: list[_Line], all_lines: int, report: Report, theirs: str) -> str:
    told = [
        f"{line.name} {_interval(line.met)}, {row_verdict(line.met.verdict, theirs)}"
        f"{'' if line.row.counts else ', does not count'}"
        for line in shown
    ]
    left = "" if all_lines == len(shown) else f" The table has all {all_lines} comparisons."
    return (
        f"Right of 1 {report.name('pytorch')} is faster, left of it {theirs}. "
        f"Within the band of 5 % neither counts as faster. {'; '.join(told)}.{left}"
    )


def _paint(figure: Figure, lines: list[_Line], report: Report, theirs: str) -> None:
    height = _HEAD + _ROW * len(lines)
    plot = axes(figure, _LEFT, 0, _ROOM, height)
    plot.set_xscale("log")
    reach = max(abs(math.log(value)) for line in lines for value in (line.met.low, line.met.high))
    ends = math.exp(min(max(_LEAST, reach), _FARTHEST) * 1.06)
    plot.set_xlim(1 / ends, ends)
    plot.set_ylim(height, 0)
    plot.fill_between([1 / _WITHIN, _WITHIN], _HEAD, height, color=BAND, linewidth=0)
    plot.vlines(1, _HEAD, height, colors=MUTED, linewidth=1)
    places = tick_places(ends)
    ticks(plot, places, [f"{place:g}×" for place in places])
    plot.set_xlabel("band: ±5 %, neither is faster", fontsize=SMALL)
    words(plot, f"◂ {fitted(theirs, 16)} faster", (1 / ends, 0), (0, -8), ha="left", va="top", weight="bold")
    pytorch = fitted(report.name("pytorch"), 16)
    words(plot, f"{pytorch} faster ▸", (ends, 0), (0, -8), ha="right", va="top", weight="bold")
    for place, line in enumerate(lines):
        top, met, counts = _HEAD + _ROW * place, line.met, line.row.counts
        plot.axhline(top, color=LINE, linewidth=0.5)
        middle = top + _ROW - 13
        name = fitted(line.name, 36 if counts else 30)
        words(plot, name, (1 / ends, top), (0, -5), ha="left", va="top", fontsize=SMALL)
        words(plot, _interval(met), (ends, top), (0, -5), ha="right", va="top", fontsize=SMALL)
        colour, width = (INK, 2.0) if counts else (MUTED, 1.2)
        plot.plot([met.low, met.high], [middle, middle], color=colour, linewidth=width)
        plot.vlines([met.low, met.high], middle - 4, middle + 4, colors=colour, linewidth=width)
        face = colour if counts else PAPER
        plot.plot(met.ratio, middle, "o", markersize=8, markerfacecolor=face, markeredgecolor=colour)
        told = row_verdict(met.verdict, fitted(theirs, 14))
        _note(plot, told if counts else f"{told}, does not count", met, middle)


def _note(plot: Axes, text: str, met: Comparison, middle: float) -> None:
    """Words beside an interval: on its outer side if they fit there, else towards the middle."""
    right = met.high * met.low > 1
    ends = math.log(plot.get_xlim()[1])
    outside = ends - abs(math.log(met.high if right else met.low))
    if outside / (2 * ends) * _ROOM < _LETTER * cell_len(text) + GAP:
        right = not right
    style = {"va": "center", "fontsize": SMALL, "color": MUTED}
    # What lies behind the words would make them hard to read.
    style["bbox"] = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
    if right:
        words(plot, text, (met.high, middle), (GAP + 2, 0), ha="left", **style)
    else:
        words(plot, text, (met.low, middle), (-GAP - 2, 0), ha="right", **style)


def tick_places(ends: float) -> list[float]:
    """Places for marks from 1 / ends to ends: powers of 2, or of more where that would be too many."""
    for base in (2.0, 4.0, 10.0, 100.0, 1000.0):
        reach = math.floor(math.log(ends, base) + 1e-9)
        if reach >= 1 and 2 * reach + 1 <= _TICKS:
            return [base**power for power in range(-reach, reach + 1)]
    power = 10.0 ** math.floor(math.log10(ends))
    return [1 / power, 1.0, power]
