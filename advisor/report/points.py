"""The points of a report in a terminal: a bar for each concern, and every reason with its sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from advisor.diagnostics import visible
from advisor.report.ageing import day_of
from advisor.report.model import ConcernPart, ContributionPart, FrameworkPart, Report
from advisor.report.sentences import age

#: Points under this are told as ±0, and under the other one draw no bar.
SHOWN, DRAWN = 0.005, 0.05
#: So many reasons of a concern are told with their source; of the others, one line each names the rule.
_IN_FULL = 3
_TWO = 2
_STYLES = ("magenta", "blue", "green", "yellow", "cyan")


def telling_concerns(report: Report) -> list[ConcernPart]:
    """The concerns of which anything is known, those that tell most apart first."""
    return sorted(
        (entry for entry in report.concerns if of_concern(report, entry.id)),
        key=lambda entry: (-max(map(abs, entry.points.values()), default=0.0), entry.id),
    )


def points_by_concern(concerns: Sequence[ConcernPart], report: Report, width: int) -> RenderableType:
    """A bar for each concern: to both sides where two are compared, else a column for each framework."""
    if len(report.frameworks) == _TWO:
        return _opposed(concerns, report, width)
    return _columns(concerns, report, width)


def reasons(concerns: Sequence[ConcernPart], report: Report) -> RenderableType:
    """Every reason with what it is worth and for whom; a reason worth nothing says why."""
    return Group(*(line for concern in concerns for line in _of(concern, report)))


def of_concern(report: Report, concern: str) -> list[ContributionPart]:
    """The reasons of a concern, those worth most first."""
    entries = [entry for entry in report.contributions if entry.concern == concern]
    return sorted(entries, key=lambda entry: (-max(map(abs, entry.points.values())), entry.id))


def _opposed(concerns: Sequence[ConcernPart], report: Report, width: int) -> RenderableType:
    told = {entry.id: sides(entry.id, report) for entry in concerns}
    longest = max(max(both) for both in told.values()) or 1.0
    room = max(6, (width - 46) // 2)
    table = Table.grid(padding=(0, 1))
    table.add_column(min_width=20, no_wrap=True)
    table.add_column(justify="right", no_wrap=True, width=room + 5)
    table.add_column(width=1)
    table.add_column(no_wrap=True, width=room + 5)
    left_name, right_name = (visible(report.name(part.id)) for part in report.frameworks)
    table.add_row("", Text(left_name, style=_STYLES[0]), "│", Text(right_name, style=_STYLES[1]))
    for entry in concerns:
        left, right = told[entry.id]
        table.add_row(
            visible(entry.id.replace("_", " ")),
            Text(f"{_bar(left, longest, room)} {left:.1f}" if left >= DRAWN else "", style=_STYLES[0]),
            "│",
            Text(f"{right:.1f} {_bar(right, longest, room)}" if right >= DRAWN else "", style=_STYLES[1]),
        )
    # The sums of the bars above, so that a reader who adds them up is not left with another figure.
    left, right = (sum(both[side] for both in told.values()) for side in (0, 1))
    table.add_row("all", Text(f"{left:.1f}", style="bold"), "│", Text(f"{right:.1f}", style="bold"))
    return table


def sides(concern: str, report: Report) -> tuple[float, float]:
    """The points of a concern for each side; a measurement against one stands on the other's."""
    left = right = 0.0
    for entry in of_concern(report, concern):
        mine, theirs = (entry.points.get(part.id, 0.0) for part in report.frameworks)
        left += max(0.0, mine) + max(0.0, -theirs)
        right += max(0.0, theirs) + max(0.0, -mine)
    return left, right


def _columns(concerns: Sequence[ConcernPart], report: Report, width: int) -> RenderableType:
    longest = max((abs(points) for entry in concerns for points in entry.points.values()), default=0.0) or 1.0
    room = max(3, (width - 24) // max(1, len(report.frameworks)) - 8)
    table = Table.grid(padding=(0, 1))
    table.add_column(min_width=20, no_wrap=True)
    for _ in report.frameworks:
        table.add_column(no_wrap=True)
    names = [Text(visible(report.name(part.id)), style=_style(place)) for place, part in _placed(report)]
    table.add_row("", *names)
    for entry in concerns:
        table.add_row(
            visible(entry.id.replace("_", " ")),
            *(
                Text(_signed_bar(entry.points.get(part.id, 0.0), longest, room), style=_style(place))
                for place, part in _placed(report)
            ),
        )
    table.add_row("all", *(Text(f"{_number(part.points):>5}", style="bold") for part in report.frameworks))
    return table


def _placed(report: Report) -> Sequence[tuple[int, FrameworkPart]]:
    return list(enumerate(report.frameworks))


def _style(place: int) -> str:
    return _STYLES[place % len(_STYLES)]


def _signed_bar(points: float, longest: float, room: int) -> str:
    if abs(points) < DRAWN:
        return ""
    bar = _bar(abs(points), longest, room)
    return f"{_number(points):>5} {bar if points > 0 else '□' * len(bar)}"


def _number(points: float) -> str:
    return f"{points:.1f}".replace("-", "−")


def _bar(points: float, longest: float, room: int) -> str:
    return "■" * (max(1, round(room * points / longest)) if points > 0 else 0)


def _of(concern: ConcernPart, report: Report) -> list[Text]:
    heading = f"{visible(concern.id.replace('_', ' '))} (importance {concern.importance:.3g})"
    entries = of_concern(report, concern.id)
    return [
        Text(heading, style="bold"),
        *(_in_full(entry, concern, report) for entry in entries[:_IN_FULL]),
        *(_in_short(entry, concern, report) for entry in entries[_IN_FULL:]),
    ]


def _in_full(entry: ContributionPart, concern: ConcernPart, report: Report) -> Text:
    old = ", older than its review date" if entry.expired else ""
    when = f"{entry.source_date:%Y-%m-%d}, {age(entry.source_date, _today(report))}{old}"
    shipped = entry.origin == "shipped" or entry.kind == "measurement"
    theirs = "" if shipped else f", from {visible(entry.origin)}"
    text = _worth(entry, concern, report)
    text.append(f"{visible(entry.claim)} ")
    # The source of a measurement is the command that repeats it; of a rule its id leads to all that is known.
    named = f"{visible(entry.id)}, " if entry.kind == "rule" else ""
    text.append(f"[{named}{visible(entry.source)}, {when}{theirs}]", style="dim")
    return text


def _in_short(entry: ContributionPart, concern: ConcernPart, report: Report) -> Text:
    text = _worth(entry, concern, report)
    old = ", past its review date" if entry.expired else ""
    text.append(f"{visible(entry.id)}{old}: {visible(entry.claim)}")
    text.no_wrap, text.overflow = True, "ellipsis"
    return text


def _worth(entry: ContributionPart, concern: ConcernPart, report: Report) -> Text:
    told, place = worth_words(entry, concern, report)
    return Text("  ").append(f"{told}  ", style="dim" if place is None else _style(place))


def worth_words(entry: ContributionPart, concern: ConcernPart, report: Report) -> tuple[str, int | None]:
    """How many points for whom, and the place of that framework; where there are none, why, and None."""
    points = {part.id: entry.points.get(part.id, 0.0) for part in report.frameworks}
    side = max(points, key=lambda name: abs(points[name]))
    if abs(points[side]) < SHOWN:
        return f"±0, {_why_nothing(entry, concern)}", None
    gain = points[side]
    if gain < 0 and len(points) == _TWO:
        # Of two, what counts against one counts for the other, as in the bars.
        side, gain = next(name for name in points if name != side), -gain
    sign = "+" if gain > 0 else "−"
    return f"{sign}{abs(gain):.1f} {visible(report.name(side))}", list(points).index(side)


def _why_nothing(entry: ContributionPart, concern: ConcernPart) -> str:
    if entry.counted_with:
        return f"counted with {visible(entry.counted_with)}, same cause"
    if concern.weight == 0:
        return "as the concern has no weight"
    return "no difference that counts" if entry.kind == "measurement" else "hardly worth a point"


def _today(report: Report) -> date:
    return day_of(report)
