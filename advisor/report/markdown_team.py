"""A team in a decision record: who leans where, who says what, and what to talk about."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.report.commonmark import Markdown, bullets, joined, literal, md, table
from advisor.report.model import Report, TeamPart
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
)


def team_record(report: Report, team: TeamPart) -> Iterator[Markdown]:
    """The team's part of the record.

    Args:
        report: The whole.
        team: Its team.
    """
    yield md("{}.", team_sentence(report, team))
    if team.before:
        yield bullets(literal(round_sentence(entry, report)) for entry in team.before)
    yield table(
        ("Member", "Role", "Weight", "Own lead", "Would choose"),
        (
            (
                member.name,
                member.role,
                f"{member.weight:g}",
                points(member.lead),
                choice_of(member, report),
            )
            for member in team.members
        ),
    )
    matter, rest = divided(team)
    if matter:
        yield Markdown("What they differ on and what makes a difference, with what settling it is worth:")
        yield table(
            ("Topic", "Who says what", "What counts", "Furthest apart", "Worth", "Effect"),
            (
                (
                    topic(entry),
                    joined("; ", map(literal, who_says_what(entry))),
                    counts_as(entry),
                    names_in_words(entry.furthest),
                    f"{points(entry.value)}, moves the lead by {points(entry.swing)}",
                    entry.text,
                )
                for entry in matter
            ),
        )
    if rest:
        yield Markdown("What they differ on without a difference to the outcome:")
        yield table(
            ("Topic", "Who says what", "What counts"),
            (
                (topic(entry), joined("; ", map(literal, who_says_what(entry))), counts_as(entry))
                for entry in rest
            ),
        )
    if team.agenda:
        yield md("An agenda for {} minutes:", sum(item.minutes for item in team.agenda))
        yield table(
            ("Minutes", "Topic", "What"),
            ((item.minutes, item.topic, f"{item.text}.") for item in team.agenda),
        )
