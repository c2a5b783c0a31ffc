"""What every renderer says alike of a team."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.decision.wording import percent
from advisor.report.model import DisagreementPart, MemberPart, Report, RoundPart, TeamPart

#: Leads under this are sums that cancel.
_ROUNDING = 1e-9
_TWO = 2


def names_in_words(names: Sequence[str]) -> str:
    """Names as they stand in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def points(value: float) -> str:
    """A lead with a true minus sign; what rounds to nothing has no sign."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")


def leaning(members: Sequence[MemberPart]) -> tuple[int, int]:
    """For how many members the framework of the verdict leads, and for how many another does."""
    return (
        sum(member.lead > _ROUNDING for member in members),
        sum(member.lead < -_ROUNDING for member in members),
    )


def choice_of(member: MemberPart, report: Report) -> str:
    """What a member would choose."""
    if member.framework:
        return report.name(member.framework)
    return "neither" if len(report.frameworks) <= _TWO else "none"


def headcount(team: TeamPart) -> str:
    """How many members there are, in words."""
    return f"{len(team.members)} member{'' if len(team.members) == 1 else 's'}"


def givers(report: Report, concern: str) -> tuple[int, int]:
    """How many members of a team gave an importance, and how many there are; nobody of nobody without."""
    members = report.team.members if report.team else ()
    given = (member.importance.get(concern, "unknown") for member in members)
    return sum(value != "unknown" for value in given), len(members)


def team_sentence(report: Report, team: TeamPart) -> str:
    """Whether the team is of one mind, and whether its median agrees with its mean."""
    leader = report.name(report.verdict.framework or report.draws.framework)
    (for_it, against), everybody = leaning(team.members), len(team.members)
    if everybody == 1:
        return f"The team is {team.members[0].name} alone, so there is nobody to differ with"
    if not for_it and not against:
        return f"No framework leads for any of the {everybody} members"
    if team.split:
        first = f"The team is split: {leader} leads for {for_it} of {everybody} members"
    elif for_it == everybody:
        first = f"{leader} leads for all {everybody} members"
    elif for_it:
        first = f"{leader} leads for {for_it} of {everybody} members, no other for the rest"
    else:
        # A requirement has ruled out what they would choose by points.
        first = f"{leader} leads for none of the {everybody} members, another for {against} of them"
    return f"{first}; the median of their leads, {points(team.median_lead)} points, {_check(report, team)}"


def _check(report: Report, team: TeamPart) -> str:
    """What the median says of the mean."""
    if team.median_lead < -_ROUNDING:
        return "points the other way"
    if team.median_lead <= _ROUNDING < report.verdict.lead:
        return "points neither way"
    return "agrees"


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
    return f"{entry.counted} counts" if entry.counted else "no majority, so it is open"


def round_sentence(entry: RoundPart, report: Report) -> str:
    """The verdict after an earlier round."""
    leader = report.name(entry.leader)
    if entry.kind == "infeasible":
        return f"After round {entry.round}: no framework met all requirements"
    kind = {"clear": f"{leader}, clearly", "lean": f"{leader}, leaning"}.get(
        entry.kind, f"toss-up, {leader} ahead"
    )
    return f"After round {entry.round}: {kind} ({percent(entry.share)}, by {points(entry.lead)} points)"
