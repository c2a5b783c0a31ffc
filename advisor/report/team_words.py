"""What every renderer says alike of a team."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.decision.wording import percent
from advisor.report.model import DisagreementPart, Report, RoundPart, TeamPart


def names_in_words(names: Sequence[str]) -> str:
    """Names as they stand in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def points(value: float) -> str:
    """A lead with a true minus sign; what rounds to nothing has no sign."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")


def team_sentence(report: Report, team: TeamPart) -> str:
    """Whether the team is of one mind, and whether its median agrees with its mean."""
    leader = report.name(report.verdict.framework or report.draws.framework)
    for_it = sum(member.lead > 0 for member in team.members)
    if team.split:
        first = f"The team is split: {leader} leads for {for_it} of {len(team.members)} members"
    elif for_it == len(team.members):
        first = f"{leader} leads for all {len(team.members)} members"
    else:
        first = f"{leader} leads for {for_it} of {len(team.members)} members, no other for the rest"
    check = "points the other way" if team.median_lead < 0 < report.verdict.lead else "agrees"
    return f"{first}; the median of their leads, {points(team.median_lead)} points, {check}"


def divided(team: TeamPart) -> tuple[list[DisagreementPart], list[DisagreementPart]]:
    """The disagreements that matter to the outcome, and those that do not."""
    return (
        [entry for entry in team.disagreements if entry.matters],
        [entry for entry in team.disagreements if not entry.matters],
    )


def topic(entry: DisagreementPart) -> str:
    """What a disagreement is about, as people say it."""
    group, _, key = entry.key.partition(".")
    name = key.replace("_", " ")
    return f"importance of {name}" if group == "importance" else name


def who_says_what(entry: DisagreementPart) -> list[str]:
    """One line for each thing that was said."""
    return [f"{said}: {names_in_words(names)}" for said, names in entry.who.items()]


def worth_in_words(entry: DisagreementPart) -> str:
    """What settling a disagreement is worth, and how far it moves the lead."""
    return f"worth {points(entry.value)}, moves the lead by {points(entry.swing)} points"


def counts_as(entry: DisagreementPart) -> str:
    """What counts as the team's."""
    if entry.kind == "importance":
        return f"the mean counts, {entry.counted}"
    return f"{entry.counted} counts" if entry.counted else "evenly divided, so it is open"


def round_sentence(entry: RoundPart, report: Report) -> str:
    """The verdict after an earlier round."""
    leader = report.name(entry.leader)
    if entry.kind == "infeasible":
        return f"After round {entry.round}: no framework met all requirements"
    kind = {"clear": f"{leader}, clearly", "lean": f"{leader}, leaning"}.get(
        entry.kind, f"toss-up, {leader} ahead"
    )
    return f"After round {entry.round}: {kind} ({percent(entry.share)}, by {points(entry.lead)} points)"
