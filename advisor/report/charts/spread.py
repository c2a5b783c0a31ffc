"""How far apart a team is on each importance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisor.report.charts.canvas import INK, LINE, MUTED, SERIES, SMALL, axes, drawn, fitted, ticks
from advisor.report.charts.members import letters, stack
from advisor.report.charts.picture import Figures, Picture
from advisor.report.model import ConcernPart, Report, TeamPart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST = 5
#: In units: the column of names, the axis, its margins, a lane of letters, what a letter takes, and the foot.
_NAMES, _ROOM, _MARGIN, _LANE, _LETTER, _FOOT = 124, 268, 14, 16, 9, 56
_PAD = 20
#: What one importance takes on the axis, in units.
_UNIT = (_ROOM - 2 * _MARGIN) / _MOST
#: The key under the axis names so many members on a line.
_KEY = 17


@dataclass(frozen=True)
class _Line:
    """A concern, its members by importance, and what counts for the team."""

    concern: ConcernPart
    said: dict[float, list[int]]
    middles: dict[float, float]
    lanes: dict[float, int]

    @property
    def spread(self) -> float:
        return max(self.said) - min(self.said)

    @property
    def height(self) -> int:
        return _PAD + _LANE * (max(self.lanes.values()) + 1)


def spread(report: Report) -> Picture | None:
    """Letters on a scale from 0 to 5 for each concern, furthest apart first; None where nobody gave any."""
    team = report.team
    if team is None:
        return None
    lines = _lines(report, team)
    if not lines:
        return None
    title = "Importance by member"
    height = sum(line.height for line in lines) + _FOOT + _key_height(team)
    description = _description(lines, team)

    def paint(figure: Figure) -> None:
        _paint(figure, lines, team, height)

    return Picture(
        id="spread",
        title=title,
        description=description,
        svg=drawn("spread", title, description, height, paint),
        figures=_figures(lines, team),
        rests_on=("As each member answered; ▲ is what counts for the team.",),
        commands=(report.environment.command,),
    )


def _lines(report: Report, team: TeamPart) -> list[_Line]:
    found = []
    for concern in report.concerns:
        said: dict[float, list[int]] = {}
        for place, member in enumerate(team.members):
            given = member.importance.get(concern.id)
            if isinstance(given, int | float):
                said.setdefault(float(given), []).append(place)
        if said:
            marks = {value: _mark(places, team) for value, places in said.items()}
            widths = {value: (_LETTER * len(mark) + 6) / _UNIT for value, mark in marks.items()}
            middles = {value: _middle(value, width) for value, width in widths.items()}
            found.append(_Line(concern, said, middles, stack(middles, widths)))
    return sorted(found, key=lambda line: (-line.spread, line.concern.id))


def _middle(value: float, width: float) -> float:
    """Where a mark stands: at its value, or beside it where it would leave the axis."""
    margin = _MARGIN / _UNIT
    return max(width / 2 - margin, min(_MOST + margin - width / 2, value))


def _mark(places: Sequence[int], team: TeamPart) -> str:
    """The letters of members, or how many they are."""
    by_place = letters(team)
    return "".join(by_place[place] for place in places) if by_place else f"×{len(places)}"


def _description(lines: Sequence[_Line], team: TeamPart) -> str:
    widest = lines[0]
    if widest.spread == 0:
        return f"{len(team.members)} members agree on every importance that they gave."
    low, high = min(widest.said), max(widest.said)
    return (
        f"The members are furthest apart on {widest.concern.id.replace('_', ' ')}: from {low:g}, "
        f"given by {_names(widest.said[low], team)}, to {high:g}, given by {_names(widest.said[high], team)}."
    )


def _names(places: Sequence[int], team: TeamPart) -> str:
    return ", ".join(team.members[place].name for place in places)


def _figures(lines: Sequence[_Line], team: TeamPart) -> Figures:
    by_place = letters(team)
    heads = [
        f"{by_place[place]}: {member.name}" if by_place else member.name
        for place, member in enumerate(team.members)
    ]
    return Figures(
        "Importance by concern and member, 0 to 5; empty where it was left out",
        ("Concern", *heads, "Counts for the team"),
        tuple(
            (
                line.concern.id.replace("_", " "),
                *(_given(member.importance.get(line.concern.id)) for member in team.members),
                f"{line.concern.importance:.1f}",
            )
            for line in lines
        ),
    )


def _given(value: float | str | None) -> str:
    return f"{value:g}" if isinstance(value, int | float) else value or ""


def _paint(figure: Figure, lines: Sequence[_Line], team: TeamPart, height: float) -> None:
    rows = sum(line.height for line in lines)
    plot = axes(figure, _NAMES, 0, _ROOM, rows)
    margin = _MARGIN / _UNIT
    plot.set_xlim(-margin, _MOST + margin)
    plot.set_ylim(rows, 0)
    top = 0.0
    for line in lines:
        _row(plot, line, team, top)
        top += line.height
    ticks(plot, [float(value) for value in range(_MOST + 1)], ["0", "1", "2", "3", "4", "5"])
    plot.set_xlabel("importance;  ▲ what counts for the team", fontsize=SMALL)
    for place, (letter, member) in enumerate(zip(letters(team).values(), team.members, strict=False)):
        across, down = 8 + (place % 2) * 196, rows + _FOOT - 8 + _KEY * (place // 2)
        told = fitted(f"{letter}  {member.name}", 28)
        figure.text(across / 400, 1 - down / height, told, ha="left", va="top", fontsize=SMALL, color=MUTED)


def _row(plot: Axes, line: _Line, team: TeamPart, top: float) -> None:
    base = top + line.height - 12
    plot.axhline(top, color=LINE, linewidth=0.5)
    plot.hlines(base, 0, _MOST, colors=LINE, linewidth=1)
    plot.hlines(base, min(line.said), max(line.said), colors=MUTED, linewidth=2.5)
    name = fitted(line.concern.id.replace("_", " "), 18)
    plot.text(-0.03, base - 10, name, transform=plot.get_yaxis_transform(), ha="right", va="center")
    for value, places in line.said.items():
        middle = base - 10 - _LANE * line.lanes[value]
        mark = _mark(places, team)
        plot.text(line.middles[value], middle, mark, ha="center", va="center", weight="bold", color=INK)
        plot.vlines(value, base - 3, base + 3, colors=MUTED, linewidth=2)
    plot.plot(line.concern.importance, base + 6, "^", markersize=7, color=SERIES[1], markeredgewidth=0)


def _key_height(team: TeamPart) -> int:
    return _KEY * -(-len(letters(team)) // 2)
