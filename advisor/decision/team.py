"""How a team stands: each member's own lead over the same facts, and what its disagreements are worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from advisor.decision.balance import Balance
from advisor.decision.disagreements import Disagreement, Judge, disagreements_of
from advisor.decision.outcome import Decision
from advisor.decision.rules import Knowledge
from advisor.decision.scales import Scales
from advisor.decision.scoring import removes, truth_of
from advisor.decision.worth import Worth
from advisor.needs.model import Needs
from advisor.needs.team import Team, member_name

#: Leads under this are sums that cancel.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class MemberLead:
    """One member over the team's facts.

    Attributes:
        needs: As the member gave them, with a participant.
        lead: With the member's importances, the points of the framework that leads for the team less the best
            of the others; negative where the member would choose another.
        framework: Who leads for the member; None if nobody does.
    """

    needs: Needs
    lead: float
    framework: str | None

    @property
    def name(self) -> str:
        """The member's name."""
        return member_name(self.needs)


@dataclass(frozen=True)
class TeamStanding:
    """How a team stands.

    Attributes:
        members: By name.
        disagreements: The most valuable first.
        median_lead: The median of the members' leads, a check of the mean.
        raised_by: By veto, the members by whose answers it holds.
        minority_vetoes: By veto that does not hold for the team, the members by whose answers it would.
    """

    members: tuple[MemberLead, ...]
    disagreements: tuple[Disagreement, ...]
    median_lead: float
    raised_by: Mapping[str, tuple[str, ...]]
    minority_vetoes: Mapping[str, tuple[str, ...]]

    @property
    def split(self) -> bool:
        """Whether leads of opposite signs stand in the team."""
        leads = [member.lead for member in self.members]
        return min(leads) < -_ROUNDING and max(leads) > _ROUNDING

    @property
    def worths(self) -> tuple[Worth, ...]:
        """What settling each disagreement is worth."""
        return tuple(Worth("disagreement", entry.key, entry.value) for entry in self.disagreements)


def stand(
    team: Team,
    decision: Decision,
    full_weight: Mapping[str, Mapping[str, float]],
    balance: Balance,
    knowledge: Knowledge,
    judge: Judge,
    today: date,
) -> TeamStanding:
    """Looks at a team beside the decision on its needs.

    Args:
        team: Its members and their needs together.
        decision: On the team's needs.
        full_weight: Points by concern and framework, were each concern's weight 1.
        balance: Of the team's needs.
        knowledge: The rules.
        judge: Judges other needs by the full evaluation, with the same measurements.
        today: For facts that have expired.
    """
    leader = decision.verdict.framework or decision.lead.framework
    scales = Scales(leader, full_weight)
    leads = tuple(_lead(member, scales) for member in team.members)
    raised, minority = _vetoes(team, decision, knowledge, today)
    return TeamStanding(
        members=leads,
        disagreements=disagreements_of(team, decision.verdict, leader, balance, scales, judge),
        median_lead=float(median(entry.lead for entry in leads)),
        raised_by=raised,
        minority_vetoes=minority,
    )


def _lead(member: Needs, scales: Scales) -> MemberLead:
    points = scales.points(member.importance)
    best = max(points.values())
    ahead = [name for name, value in points.items() if best - value <= _ROUNDING]
    return MemberLead(member, scales.lead(points), ahead[0] if len(ahead) == 1 else None)


def _vetoes(
    team: Team, decision: Decision, knowledge: Knowledge, today: date
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Who raised the vetoes that hold, and who would raise others."""
    holding = {veto.rule for veto in decision.vetoes}
    raised: dict[str, tuple[str, ...]] = {}
    minority: dict[str, tuple[str, ...]] = {}
    for rule in sorted(knowledge.rules.values(), key=lambda rule: rule.id):
        if not removes(rule, today):
            continue
        names = tuple(
            member_name(member)
            for member in team.members
            if knowledge.depends_on[rule.id] & member.answers.keys()
            and truth_of(rule, {**team.needs.answers, **member.answers}, knowledge)
        )
        if rule.id in holding:
            raised[rule.id] = names
        elif names:
            minority[rule.id] = names
    return raised, minority
