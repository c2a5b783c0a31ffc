"""The spread of a team in words: who said what, what it is worth, and where everybody leans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content

from advisor.diagnostics import visible
from advisor.needs.questions import Questionnaire
from advisor.report.in_short import report_in_short
from advisor.report.model import DisagreementPart, MemberPart, Report, TeamPart
from advisor.report.team_words import (
    counts_as,
    names_in_words,
    points,
    round_sentence,
    team_sentence,
    topic,
    worth_in_words,
)
from advisor.team.records import Revealed
from advisor.tui.widgets.cells import fit

#: A lead under this many points is none.
_NO_LEAD = 0.05
#: Who agrees is said of so many at least.
_AGREE = 2
#: Cells of a name.
_LONGEST = 40
_MUTED = "$foreground-muted"

_Part = str | tuple[str, str]


@dataclass(frozen=True)
class Spread:
    """What everybody may see after a reveal.

    Attributes:
        revealed: Everybody's answers.
        report: The advice on them.
    """

    revealed: Revealed
    report: Report


def disagreement(entry: DisagreementPart, questionnaire: Questionnaire) -> Content:
    """A disagreement on several lines: the question, what it is worth, who says what, who explains first."""
    if entry.matters:
        moves = f"moves the lead by {points(entry.swing)} points"
        told = worth_in_words(entry) if entry.value >= _NO_LEAD else moves
        worth: _Part = (f"▲ would turn the answer · {told}", "$text-warning")
    else:
        worth = ("· does not matter for the outcome", _MUTED)
    parts: list[_Part] = [(f"{visible(_asked(entry, questionnaire))}\n", "bold"), "  ", worth, "\n"]
    for said, names in entry.who.items():
        parts += [f"  {visible(said)}  ", (f"{_names(names)}\n", _MUTED)]
    parts.append((f"  {visible(counts_as(entry))}", _MUTED))
    if entry.furthest:
        parts.append(f"\n  explain first: {_names(entry.furthest)}")
    return Content.assemble(*parts)


def question_of(entry: DisagreementPart) -> str:
    """The question at which a disagreement can be settled; the importances' page for an importance."""
    group, _, key = entry.key.partition(".")
    return "importance" if group == "importance" else key


def agreed(spread: Spread, questionnaire: Questionnaire) -> str:
    """On what all who said anything say the same, in one line; empty if on nothing."""
    said = Counter(key for voice in spread.revealed.voices for key in voice.needs.answers)
    team = spread.report.team
    disputed = {entry.key for entry in team.disagreements} if team else set[str]()
    names = [
        key.replace("_", " ")
        for key in questionnaire.questions
        if said[key] >= _AGREE and f"answers.{key}" not in disputed
    ]
    return f"Agreed: {', '.join(names)}" if names else ""


def standing(report: Report, team: TeamPart) -> Content:
    """Where the team and each member lean, and how that was before."""
    parts: list[_Part] = [
        ("⇹ Split\n" if team.split else "≡ Not split\n", "bold"),
        f"{visible(team_sentence(report, team))}\n\n",
        ("Each by their own importances\n", "bold"),
        *_members(report, team.members),
    ]
    if team.before:
        parts.append(("\nRound by round\n", "bold"))
        parts += [f"{visible(round_sentence(entry, report))}\n" for entry in team.before]
        parts.append(f"Now: {visible(report_in_short(report))}\n")
        moved = team.before[-1].framework != report.verdict.framework
        parts.append(("⇄ another verdict\n" if moved else "= the same verdict\n", "bold"))
    return Content.assemble(*parts)


def agenda(team: TeamPart) -> Content:
    """What to talk about, with minutes."""
    parts: list[_Part] = []
    for item in team.agenda:
        parts += [
            (f"{item.minutes} min  {visible(item.topic)}\n", "bold"),
            f"{visible(item.text)}.\n\n",
        ]
    return Content.assemble(*parts) if parts else Content("There is nothing to settle.")


def _members(report: Report, members: Iterable[MemberPart]) -> list[_Part]:
    parts: list[_Part] = []
    for member in members:
        if member.framework is None or abs(member.lead) < _NO_LEAD:
            leans = "– nobody ahead"
        else:
            arrow = "◂" if member.framework == "pytorch" else "▸"
            leans = f"{arrow} {report.name(member.framework)} by {points(abs(member.lead))}"
        role = f", {_short(member.role)}" if member.role else ""
        weight = "" if member.weight == 1 else f" · weight {member.weight:g}"
        parts += [f"{visible(leans)}  ", (f"{_short(member.name)}{role}{weight}\n", _MUTED)]
    return parts


def _names(names: Iterable[str]) -> str:
    return names_in_words([_short(name) for name in names])


def _short(text: str) -> str:
    """Text from anywhere, cut where it would push everything else aside."""
    return fit(text, _LONGEST).rstrip()


def _asked(entry: DisagreementPart, questionnaire: Questionnaire) -> str:
    group, _, key = entry.key.partition(".")
    if group == "importance" and key in questionnaire.concerns:
        return f"Importance: {questionnaire.concerns[key].text}"
    question = questionnaire.questions.get(key)
    return question.text if question else topic(entry)
