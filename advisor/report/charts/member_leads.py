"""Whom each member of a team would choose, and by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.report.charts.canvas import (
    DASHED,
    GAP,
    HATCHES,
    INK,
    LINE,
    LOOKS,
    MUTED,
    PAPER,
    SERIES,
    SMALL,
    axes,
    drawn,
    fitted,
    signed,
    words,
)
from advisor.report.charts.picture import Figures, Picture
from advisor.report.charts.rivals import place_of
from advisor.report.model import MemberPart, Report, TeamPart
from advisor.report.team_words import choice_of, headcount, leaning

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: In units.
_NAMES, _ROOM, _HEAD, _ROW, _FOOT = 124, 268, 28, 24, 30
_BAR = 0.74
#: The picture shows so many members; the table shows all.
_MOST = 40


def member_leads(report: Report) -> Picture | None:
    """A bar for each member towards the framework that leads for them; None without a team."""
    team = report.team
    if team is None or not team.members:
        return None
    shown = sorted(team.members, key=lambda member: -member.lead)[:_MOST]
    title = "Leads by member"
    description = _description(team, report)
    height = _HEAD + _ROW * len(shown) + _FOOT
    return Picture(
        id="member-leads",
        title=title,
        description=description,
        svg=drawn("member-leads", title, description, height, lambda figure: _paint(figure, shown, report)),
        figures=member_figures(team, report),
        rests_on=("Each member's own importances over the facts of the team.",),
        commands=(report.environment.command,),
    )


def _description(team: TeamPart, report: Report) -> str:
    right, left = _looks(report)
    ahead, behind = leaning(team.members)
    return (
        f"Of {headcount(team)} {_leader(report)} leads for {ahead}, {LOOKS[right]} bars to "
        f"the right, and {_other(report)} for {behind}, {LOOKS[left]} bars to the left. "
        f"The median of the leads is {signed(team.median_lead)}."
    )


def _leader(report: Report) -> str:
    """Whose lead over the others the members' leads are."""
    return report.name(report.verdict.framework or report.draws.framework)


def _other(report: Report) -> str:
    """What the other side is called."""
    others = [
        name for name in map(report.name, (part.id for part in report.frameworks)) if name != _leader(report)
    ]
    return others[0] if len(others) == 1 else "another"


def _looks(report: Report) -> tuple[int, int]:
    """How the bars of the leader look, and those of the others."""
    leader = place_of(report.verdict.framework or report.draws.framework, report)
    return leader % len(SERIES), (0 if leader else 1)


def member_figures(team: TeamPart, report: Report) -> Figures:
    """Every member with role, weight and own lead."""
    return Figures(
        "The team, with each member's own lead in points; negative where another framework leads",
        ("Member", "Role", "Weight", "Own lead", "Would choose"),
        tuple(
            (
                member.name,
                member.role,
                f"{member.weight:g}",
                signed(member.lead),
                choice_of(member, report),
            )
            for member in team.members
        ),
    )


def _paint(figure: Figure, shown: list[MemberPart], report: Report) -> None:
    team, leader, other = report.team, fitted(_leader(report), 16), fitted(_other(report), 16)
    height = _HEAD + _ROW * len(shown) + _FOOT
    plot = axes(figure, _NAMES, 0, _ROOM, height)
    plot.set_axis_off()
    reach = max(*(abs(member.lead) for member in shown), 0.1) / _BAR
    plot.set_xlim(-reach, reach)
    plot.set_ylim(height, 0)
    bottom = height - _FOOT
    plot.vlines(0, _HEAD - 4, bottom, colors=LINE, linewidth=1)
    words(plot, f"◂ {other}", (0, _HEAD / 2), (-GAP, 0), ha="right", va="center", weight="bold")
    words(plot, f"{leader} ▸", (0, _HEAD / 2), (GAP, 0), ha="left", va="center", weight="bold")
    for row, member in enumerate(shown):
        _row(plot, member, _HEAD + _ROW * (row + 0.5), _looks(report))
    if team is not None:
        median = max(-reach, min(reach, team.median_lead))
        plot.vlines(median, _HEAD, bottom + 4, colors=MUTED, linewidth=1, linestyles=DASHED)
        told = f"median {signed(team.median_lead)}"
        words(plot, told, (median, bottom + 4), (0, -2), ha="center", va="top", fontsize=SMALL, color=MUTED)


def _row(plot: Axes, member: MemberPart, middle: float, looks: tuple[int, int]) -> None:
    side = 1 if member.lead >= 0 else -1
    look = looks[member.lead < 0]
    plot.barh(middle, member.lead, _ROW - 10, color=SERIES[look], hatch=HATCHES[look])
    name = fitted(member.name, 18) or "without a name"
    plot.text(-0.03, middle, name, transform=plot.get_yaxis_transform(), ha="right", va="center")
    towards = "left" if side > 0 else "right"
    place = (member.lead, middle)
    # The line of the median would make a number hard to read.
    behind = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
    told = signed(member.lead)
    words(plot, told, place, (side * GAP, 0), ha=towards, va="center", color=INK, bbox=behind)
