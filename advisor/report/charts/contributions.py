"""Which concern speaks for which framework, as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.report.charts.canvas import (
    GAP,
    HATCHES,
    INK,
    LINE,
    MUTED,
    SERIES,
    axes,
    drawn,
    fitted,
    signed,
    words,
)
from advisor.report.charts.picture import Figures, Picture
from advisor.report.model import ConcernPart, Report
from advisor.report.points import DRAWN, sides, telling_concerns

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_TWO = 2
#: In units: the column of names, what is right of it, a row, and what stands above and below the rows.
_NAMES, _ROOM, _ROW, _HEAD, _FOOT = 118, 276, 24, 26, 30
#: Of one side, what the longest bar takes; the rest is for its number.
_BAR = 0.76
_BAND_ROW, _BAND_HEAD = 16, 22


def contributions(report: Report) -> Picture | None:
    """Bars to both sides where two are compared, else a bar for each framework; None if nothing is worth any.

    The numbers are those of the text report, the sums included.
    """
    concerns = telling_concerns(report)
    if not any(abs(value) >= DRAWN for line in _values(concerns, report) for value in line):
        return None
    two = len(report.frameworks) == _TWO
    title = "What speaks for which framework"
    name = "contributions"
    height = _opposed_height(concerns) if two else _grouped_height(concerns, report)

    def paint(figure: Figure) -> None:
        (_opposed if two else _grouped)(figure, concerns, report, height)

    description = _description(concerns, report) if two else "A bar for each concern and framework."
    return Picture(
        id=name,
        title=title,
        description=description,
        svg=drawn(name, title, description, height, paint),
        figures=_figures(concerns, report),
        rests_on=("Each bar is the sum of the reasons below, which carry their sources and their age.",),
        commands=(report.environment.command,),
    )


def _values(concerns: list[ConcernPart], report: Report) -> list[tuple[float, ...]]:
    """By concern, what is drawn for each framework."""
    if len(report.frameworks) == _TWO:
        return [sides(entry.id, report) for entry in concerns]
    return [tuple(entry.points.get(part.id, 0.0) for part in report.frameworks) for entry in concerns]


def _sums(concerns: list[ConcernPart], report: Report) -> tuple[float, ...]:
    if len(report.frameworks) == _TWO:
        return tuple(map(sum, zip(*_values(concerns, report), strict=True)))
    return tuple(part.points for part in report.frameworks)


def _figures(concerns: list[ConcernPart], report: Report) -> Figures:
    lines = zip(concerns, _values(concerns, report), strict=True)
    rows = [
        (entry.id.replace("_", " "), f"{entry.importance:.3g}", *(signed(value) for value in values))
        for entry, values in lines
    ]
    return Figures(
        "Points by concern and framework",
        ("Concern", "Importance, 0 to 5", *(report.name(part.id) for part in report.frameworks)),
        (*rows, ("all", "", *(signed(value) for value in _sums(concerns, report)))),
    )


def _description(concerns: list[ConcernPart], report: Report) -> str:
    left, right = (report.name(part.id) for part in report.frameworks)
    sums = _sums(concerns, report)
    return (
        f"Bars to the left, striped, are points for {left}, {signed(sums[0])} in all; "
        f"bars to the right, plain, are points for {right}, {signed(sums[1])} in all."
    )


def _opposed_height(concerns: list[ConcernPart]) -> int:
    return _HEAD + _ROW * len(concerns) + _FOOT


def _opposed(figure: Figure, concerns: list[ConcernPart], report: Report, height: float) -> None:
    values = _values(concerns, report)
    plot = axes(figure, _NAMES, 0, _ROOM, height)
    plot.set_axis_off()
    longest = max(max(both) for both in values)
    plot.set_xlim(-longest / _BAR, longest / _BAR)
    plot.set_ylim(height, 0)
    for place, part in enumerate(report.frameworks):
        name, side = fitted(report.name(part.id), 17), 2 * place - 1
        told = f"◂ {name}" if side < 0 else f"{name} ▸"
        _at(plot, told, 0, _HEAD / 2, side, weight="bold")
    plot.vlines(0, _HEAD, height, colors=LINE, linewidth=1)
    for row, (entry, both) in enumerate(zip(concerns, values, strict=True)):
        middle = _HEAD + _ROW * (row + 0.5)
        _name(plot, fitted(entry.id.replace("_", " "), 17), middle)
        for place, value in enumerate(both):
            if value >= DRAWN:
                side = 2 * place - 1
                plot.barh(middle, side * value, _ROW - 9, color=SERIES[place], hatch=HATCHES[place])
                _at(plot, signed(value), side * value, middle, side)
    bottom = height - _FOOT / 2
    plot.axhline(height - _FOOT + 1, color=LINE, linewidth=1)
    _name(plot, "all", bottom, weight="bold")
    for place, value in enumerate(_sums(concerns, report)):
        _at(plot, signed(value), 0, bottom, 2 * place - 1, weight="bold")


def _grouped_height(concerns: list[ConcernPart], report: Report) -> int:
    return (_BAND_HEAD + _BAND_ROW * len(report.frameworks)) * (len(concerns) + 1)


def _grouped(figure: Figure, concerns: list[ConcernPart], report: Report, height: float) -> None:
    values = _values(concerns, report)
    every = [value for line in values for value in line]
    most, least = max(0.0, *every), min(0.0, *every)
    plot = axes(figure, _NAMES, 0, _ROOM, height)
    plot.set_axis_off()
    room = (most - least) * (1 / _BAR - 1) / 2
    plot.set_xlim(least - (room if least else 0), most + room)
    plot.set_ylim(height, 0)
    plot.vlines(0, 0, height, colors=LINE, linewidth=1)
    names = [entry.id.replace("_", " ") for entry in concerns]
    for row, (concern, line) in enumerate(zip([*names, "all"], [*values, ()], strict=True)):
        top = row * (_BAND_HEAD + _BAND_ROW * len(report.frameworks))
        _name(plot, fitted(concern, 17), top + _BAND_HEAD / 2 + 2, weight="bold")
        for place, part in enumerate(report.frameworks):
            middle = top + _BAND_HEAD + _BAND_ROW * (place + 0.5)
            _name(plot, fitted(report.name(part.id), 17), middle, color=MUTED)
            if not line:
                _at(plot, signed(part.points), 0, middle, 1, weight="bold")
            elif abs(line[place]) >= DRAWN:
                look = place % len(SERIES)
                plot.barh(middle, line[place], _BAND_ROW - 4, color=SERIES[look], hatch=HATCHES[look])
                _at(plot, signed(line[place]), line[place], middle, 1 if line[place] > 0 else -1)


def _name(plot: Axes, text: str, middle: float, **style: Any) -> None:
    plot.text(-0.02, middle, text, transform=plot.get_yaxis_transform(), ha="right", va="center", **style)


def _at(plot: Axes, text: str, end: float, middle: float, side: int, weight: str = "normal") -> None:
    """Words at the end of a bar, on the side that it points to."""
    towards = "left" if side > 0 else "right"
    words(plot, text, (end, middle), (side * GAP, 0), ha=towards, va="center", weight=weight, color=INK)
