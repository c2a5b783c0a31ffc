"""The time of a compiled mode and of the eager one, first call included, over the steps of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.report.ageing import day_of
from advisor.report.charts.canvas import (
    DASHED,
    INK,
    LINE,
    MUTED,
    PAPER,
    SERIES,
    SMALL,
    axes,
    drawn,
    fitted,
    round_places,
    ticks,
    words,
)
from advisor.report.charts.payback import Payback, seconds, telling_row
from advisor.report.charts.picture import Figures, Picture
from advisor.report.charts.rivals import place_of
from advisor.report.measurements import call_time, row_name
from advisor.report.model import MeasurementPart, Report
from advisor.report.sentences import age

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: In units.
_LEFT, _ROOM, _HEAD, _PLOT, _FOOT = 52, 250, 46, 110, 46
_PANEL = _HEAD + _PLOT + _FOOT
_MARKS = 5


def break_even(report: Report) -> Picture | None:
    """A panel for each framework of the most telling row of training; None if there is none."""
    found = telling_row(report)
    if found is None:
        return None
    row, every = found
    title = f"When compiling pays off: {row_name(row)}"
    description = " ".join(f"{report.name(entry.framework)}: {_told(entry)}." for entry in every)
    today = day_of(report)
    height = _PANEL * len(every)

    def paint(figure: Figure) -> None:
        for place, entry in enumerate(every):
            _panel(axes(figure, _LEFT, place * _PANEL + _HEAD, _ROOM, _PLOT), entry, report)

    return Picture(
        id="break-even",
        title=title,
        description=description,
        svg=drawn("break-even", title, description, height, paint),
        figures=_figures(row, every, report),
        rests_on=(
            f"Measured on {row.machine.name}, {row.taken:%Y-%m-%d}, {age(row.taken.date(), today)}"
            f"{'' if row.counts else f'; does not count: {row.why_not}'}.",
        ),
        commands=(row.command,),
    )


def _told(entry: Payback) -> str:
    mode = entry.compiled.mode
    if entry.steps is None:
        return f"{mode} does not pay off against eager"
    return f"{mode} pays off against eager after {entry.steps:,.0f} steps"


def _figures(row: MeasurementPart, every: tuple[Payback, ...], report: Report) -> Figures:
    return Figures(
        f"First call, steps and break-even of {row_name(row)}",
        ("Framework and mode", "First call", "A step", "Paid off after"),
        tuple(
            line
            for entry in every
            for line in (
                (
                    f"{report.name(entry.framework)} {entry.eager.mode}",
                    f"{entry.eager.first_call_s or 0:.3g} s",
                    call_time(entry.eager.median_ms or 0),
                    "",
                ),
                (
                    f"{report.name(entry.framework)} {entry.compiled.mode}",
                    f"{entry.compiled.first_call_s or 0:.3g} s",
                    call_time(entry.compiled.median_ms or 0),
                    "never" if entry.steps is None else f"{entry.steps:,.0f} steps",
                ),
            )
        ),
    )


def _panel(plot: Axes, entry: Payback, report: Report) -> None:
    reach, look = entry.reach, place_of(entry.framework, report) % len(SERIES)
    eager, compiled = (
        [seconds(figure, steps) for steps in (0, reach)] for figure in (entry.eager, entry.compiled)
    )
    top = max(*eager, *compiled) * 1.08 or 1.0
    plot.set_xlim(0, reach)
    plot.set_ylim(0, top)
    plot.spines["left"].set_visible(True)
    plot.plot([0, reach], eager, color=MUTED, linewidth=2, linestyle=DASHED)
    plot.plot([0, reach], compiled, color=SERIES[look], linewidth=2.5)
    higher = eager[1] >= compiled[1]
    for figure, end, above in ((entry.eager, eager[1], higher), (entry.compiled, compiled[1], not higher)):
        words(plot, fitted(figure.mode, 12), (reach, end), (5, 0), ha="left", va="bottom" if above else "top")
    if entry.steps:
        at = (entry.steps, seconds(entry.compiled, entry.steps))
        plot.vlines(at[0], 0, at[1], colors=LINE, linewidth=1)
        plot.plot(*at, "o", markersize=8, markerfacecolor=PAPER, markeredgecolor=INK, zorder=3)
    name = fitted(report.name(entry.framework), 40)
    words(plot, name, (0, top), (-_LEFT + 8, 34), ha="left", va="top", weight="bold")
    words(plot, fitted(_told(entry), 60), (0, top), (-_LEFT + 8, 17), ha="left", va="top", fontsize=SMALL)
    places = round_places(0, reach, _MARKS)
    ticks(plot, places, [f"{at:,.0f}" for at in places])
    plot.set_xlabel("steps after the first call", fontsize=SMALL)
    heights = round_places(0, top, _MARKS - 1)
    plot.set_yticks(heights, [f"{at:g} s" for at in heights])
