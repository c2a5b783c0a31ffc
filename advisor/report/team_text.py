"""A team in a terminal: where it stands, where it differs, and what to talk about."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from advisor.diagnostics import visible
from advisor.report.model import DisagreementPart, Report, TeamPart
from advisor.report.team_words import (
    choice_of,
    counts_as,
    divided,
    names_in_words,
    points,
    round_sentence,
    team_sentence,
    topic,
    who_says_what,
    worth_in_words,
)


def team_sections(report: Report, team: TeamPart) -> Iterable[tuple[str, RenderableType]]:
    """Headings with what stands below them.

    Args:
        report: The whole.
        team: Its team.
    """
    rounds = [round_sentence(entry, report) for entry in team.before]
    yield (
        "The team",
        Group(_plain(f"{team_sentence(report, team)}."), *map(_plain, rounds), _members(report, team)),
    )
    matter, rest = divided(team)
    if matter:
        yield "Where you differ, and it matters", _disagreements(matter)
    if rest:
        names = names_in_words([topic(entry) for entry in rest])
        yield "Where you differ, and it does not matter", _plain(names)
    if team.agenda:
        yield f"Agenda for {sum(item.minutes for item in team.agenda)} minutes", _agenda(team)


def _members(report: Report, team: TeamPart) -> RenderableType:
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    for heading in ("member", "role"):
        table.add_column(heading, overflow="fold")
    table.add_column("weight", justify="right")
    table.add_column("own lead", justify="right")
    table.add_column("would choose")
    for member in team.members:
        choice = choice_of(member, report)
        line = (member.name, member.role, f"{member.weight:g}", points(member.lead), choice)
        table.add_row(*map(_plain, line))
    return table


def _disagreements(entries: Iterable[DisagreementPart]) -> RenderableType:
    lines = []
    for entry in entries:
        first = names_in_words(entry.furthest)
        line = Text(visible(topic(entry)), style="bold")
        line.append(f" ({worth_in_words(entry)}): {visible(entry.text)}.", style="not bold")
        lines.append(line)
        lines += [_plain(f"  {said}") for said in who_says_what(entry)]
        lines.append(_plain(f"  {counts_as(entry)}; {first} explain first"))
    return Group(*lines)


def _agenda(team: TeamPart) -> RenderableType:
    table = Table(box=None, padding=(0, 1), pad_edge=False, show_header=False)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for item in team.agenda:
        text = Text(visible(item.topic), style="bold")
        text.append(f"  {visible(item.text)}.", style="not bold")
        table.add_row(f"{item.minutes} min", text)
    return table


def _plain(text: str) -> Text:
    """Text from anywhere, shown as it is."""
    return Text(visible(text))
