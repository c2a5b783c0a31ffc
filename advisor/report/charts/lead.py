"""How the lead is spread over the draws of plausible weightings and measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.decision.wording import percent
from advisor.report.charts.canvas import (
    DASHED,
    GAP,
    HATCHES,
    INK,
    LOOKS,
    MUTED,
    SERIES,
    SMALL,
    axes,
    drawn,
    fitted,
    round_places,
    signed,
    ticks,
)
from advisor.report.charts.picture import Figures, Picture
from advisor.report.charts.rivals import by_points, place_of, rivals
from advisor.report.model import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: In units.
_LEFT, _ROOM, _HEAD, _BARS, _FOOT = 12, 376, 58, 130, 40
_HEIGHT = _HEAD + _BARS + _FOOT
_MARKS = 7
_TOLD = ("0.05", "0.25", "0.5", "0.75", "0.95")


def lead(report: Report) -> Picture | None:
    """A histogram of the lead with its median, and where nobody leads; None where no points decide."""
    draws = report.draws
    if not by_points(report) or not any(draws.histogram.counts):
        return None
    leader = report.name(rivals(report).leader)
    title = f"The lead of {leader} in {draws.n:,} draws"
    description = _description(report, leader)
    return Picture(
        id="lead",
        title=title,
        description=description,
        svg=drawn("lead", title, description, _HEIGHT, lambda figure: _paint(figure, report)),
        figures=_figures(report, leader),
        rests_on=(
            f"{draws.n:,} draws of plausible weightings and measurements, seed {draws.seed}. "
            "The share is not the probability of being right.",
        ),
        commands=(report.environment.command,),
    )


def _description(report: Report, leader: str) -> str:
    median, place = report.draws.quantiles.get("0.5"), rivals(report)
    middle = "" if median is None else f" The median lead is {signed(median)} points."
    return (
        f"{leader} wins in {percent(report.verdict.share)} of the draws: the bars right of 0, "
        f"{LOOKS[_look(place.leader, report)]}. Left of 0 it does not lead: "
        f"{LOOKS[_look(place.runner_up, report)]}.{middle}"
    )


def _figures(report: Report, leader: str) -> Figures:
    draws = report.draws
    shape = draws.histogram
    share = ("share of draws that it wins", percent(report.verdict.share))
    mean = ("mean lead in points", signed(draws.mean, 2))
    quantiles = [
        (f"lead in points at {float(at):.0%} of the draws", signed(draws.quantiles[at], 2))
        for at in _TOLD
        if at in draws.quantiles
    ]
    bins = [
        (f"draws with a lead of {signed(low, 2)} to {signed(high, 2)}", f"{count:,}")
        for low, high, count in zip(shape.edges, shape.edges[1:], shape.counts, strict=False)
    ]
    return Figures(f"The lead of {leader}", ("Figure", "Value"), (share, mean, *quantiles, *bins))


def _paint(figure: Figure, report: Report) -> None:
    shape, place = report.draws.histogram, rivals(report)
    plot = axes(figure, _LEFT, _HEAD, _ROOM, _BARS)
    low, high = min(0.0, shape.edges[0]), max(0.0, shape.edges[-1])
    room = (high - low or 1.0) * 0.02
    plot.set_xlim(low - room, high + room)
    plot.set_ylim(0, max(shape.counts) * 1.05)
    for start, end, count in zip(shape.edges, shape.edges[1:], shape.counts, strict=False):
        _bar(plot, start, min(end, 0.0), count, _look(place.runner_up, report))
        _bar(plot, max(start, 0.0), end, count, _look(place.leader, report))
    plot.axvline(0, color=INK, linewidth=1.5)
    places = round_places(low, high, _MARKS)
    ticks(plot, places, [f"{at:g}".replace("-", "−") for at in places])
    plot.set_xlabel(f"lead of {fitted(report.name(place.leader), 20)} in points; 0: level", fontsize=SMALL)
    share = f"{fitted(report.name(place.leader), 14)} wins in {percent(report.verdict.share)} of the draws"
    top = 1 + (_HEAD - 14) / _BARS
    plot.text(0, top, share, transform=plot.transAxes, va="center", weight="bold")
    _median(plot, report)


def _look(framework: str, report: Report) -> int:
    return place_of(framework, report) % len(SERIES)


def _bar(plot: Axes, start: float, end: float, count: int, look: int) -> None:
    if end > start and count:
        plot.bar(start, count, end - start, align="edge", color=SERIES[look], hatch=HATCHES[look])


def _median(plot: Axes, report: Report) -> None:
    median = report.draws.quantiles.get("0.5")
    if median is None:
        return
    plot.axvline(median, color=INK, linewidth=1.5, linestyle=DASHED, ymax=1.0)
    low, high = plot.get_xlim()
    side = "left" if median < (low + high) / 2 else "right"
    plot.annotate(
        f"median {signed(median)}",
        (median, 1),
        xycoords=plot.get_xaxis_transform(),
        xytext=(0, GAP),
        textcoords="offset points",
        ha=side,
        va="bottom",
        color=MUTED,
        annotation_clip=False,
    )
