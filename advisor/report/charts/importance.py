"""A tornado: how far each importance alone could move the lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor.report.charts.canvas import (
    DASHED,
    INK,
    LINE,
    MUTED,
    PAPER,
    SMALL,
    axes,
    drawn,
    fitted,
    round_places,
    signed,
    ticks,
    words,
)
from advisor.report.charts.picture import Figures, Picture
from advisor.report.charts.rivals import rivals
from advisor.report.charts.swings import Swing, swings
from advisor.report.model import Report

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: Swings under this many points are not drawn.
_DRAWN = 0.05
#: In units.
_NAMES, _ROOM, _HEAD, _ROW, _FOOT = 136, 254, 48, 34, 66
_MARKS = 6


def importance(report: Report) -> Picture | None:
    """A bar for each concern from the smallest to the largest lead; None if no importance moves it."""
    every = swings(report)
    shown = [swing for swing in every if swing.span >= _DRAWN]
    if not shown:
        return None
    title = "How the lead moves with each importance"
    description = _description(shown, report)
    height = _HEAD + _ROW * len(shown) + _FOOT
    return Picture(
        id="importance",
        title=title,
        description=description,
        svg=drawn("importance", title, description, height, lambda figure: _paint(figure, shown, report)),
        figures=_figures(every, report),
        rests_on=(
            "Computed from the points by concern: one importance goes from 0 to 5 and all else stays.",
            *_not_told(report),
        ),
        commands=(report.environment.command,),
    )


def _not_told(report: Report) -> tuple[str, ...]:
    idle = [entry.id.replace("_", " ") for entry in report.concerns if not entry.weight]
    told = f"With an importance of 0 it is not known how far {', '.join(idle)} would move it."
    return (told,) if idle else ()


def _description(shown: Sequence[Swing], report: Report) -> str:
    place, widest = rivals(report), shown[0]
    gone = [f"{_name(swing)} at {swing.gone_at:.1f}" for swing in shown if swing.gone_at is not None]
    told = f"It is gone with an importance of {', '.join(gone)}." if gone else "No importance alone ends it."
    return (
        f"{report.name(place.leader)} leads by {signed(place.lead)} points. The importance of "
        f"{_name(widest)} moves that most, from {signed(widest.low)} to {signed(widest.high)}. {told}"
    )


def _figures(every: Sequence[Swing], report: Report) -> Figures:
    place = rivals(report)
    return Figures(
        f"The lead of {report.name(place.leader)} over {report.name(place.runner_up)} in points",
        ("Concern", "Importance now", "Lead at 0", "Lead at 5", "Least", "Most", "Lead gone at"),
        tuple(
            (
                _name(swing),
                f"{swing.now:.3g}",
                *(signed(lead, 2) for lead in (swing.at_none, swing.at_most, swing.low, swing.high)),
                "never" if swing.gone_at is None else f"{swing.gone_at:.1f}",
            )
            for swing in every
        ),
    )


def _paint(figure: Figure, shown: Sequence[Swing], report: Report) -> None:
    place = rivals(report)
    height = _HEAD + _ROW * len(shown)
    plot = axes(figure, _NAMES, 0, _ROOM, height)
    low = min(0.0, *(swing.low for swing in shown))
    high = max(place.lead, *(swing.high for swing in shown))
    room = (high - low) * 0.05
    plot.set_xlim(low - room, high + room)
    plot.set_ylim(height, 0)
    _heads(plot, report, place.lead)
    for row, swing in enumerate(shown):
        top = _HEAD + _ROW * row
        _row(plot, swing, top)
    places = round_places(low, high, _MARKS)
    ticks(plot, places, [f"{at:g}".replace("-", "−") for at in places])
    plot.set_xlabel("lead in points", fontsize=SMALL)
    _key(plot, height)


def _heads(plot: Axes, report: Report, lead: float) -> None:
    place = rivals(report)
    bottom, high, across = plot.get_ylim()[0], plot.get_xlim()[1], plot.get_yaxis_transform()
    plot.vlines(0, _HEAD - 8, bottom, colors=INK, linewidth=1.5)
    plot.vlines(lead, _HEAD - 8, bottom, colors=MUTED, linewidth=1, linestyles=DASHED)
    leader, other = (fitted(report.name(name), 14) for name in (place.leader, place.runner_up))
    left = -_NAMES / _ROOM + 0.02
    words(plot, f"{leader} leads ▸", (high, 0), (0, -6), ha="right", va="top", weight="bold")
    plot.text(left, 6, f"◂ {other} leads", transform=across, ha="left", va="top", weight="bold")
    words(plot, f"now {signed(lead)}", (lead, _HEAD - 8), (0, 3), ha="center", va="bottom", fontsize=SMALL)


def _row(plot: Axes, swing: Swing, top: float) -> None:
    middle = top + _ROW / 2
    left = plot.get_yaxis_transform()
    plot.axhline(top, color=LINE, linewidth=0.5)
    plot.text(-0.03, top + 11, fitted(_name(swing), 18), transform=left, ha="right", va="center")
    told = f"now {swing.now:.3g}"
    if swing.gone_at is not None:
        told += f", gone at {swing.gone_at:.1f}"
    plot.text(-0.03, top + 25, told, transform=left, ha="right", va="center", fontsize=SMALL, color=MUTED)
    plot.barh(middle, swing.span, 8, left=swing.low, color=MUTED)
    for at, face in ((swing.at_none, PAPER), (swing.at_most, INK)):
        plot.plot(at, middle, "o", markersize=9, markerfacecolor=face, markeredgecolor=INK, clip_on=False)


def _key(plot: Axes, height: float) -> None:
    """What the two circles mean, under the axis."""
    figure = plot.figure
    line = 14 / (height + _FOOT)
    for left, face, told in ((0.34, PAPER, "importance 0"), (0.66, INK, "importance 5")):
        plot.plot(
            left,
            line,
            "o",
            markersize=9,
            markerfacecolor=face,
            markeredgecolor=INK,
            clip_on=False,
            transform=figure.transFigure,
        )
        figure.text(left + 0.025, line, told, ha="left", va="center", fontsize=SMALL)


def _name(swing: Swing) -> str:
    return swing.concern.replace("_", " ")
