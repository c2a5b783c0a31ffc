"""How a team stands: each member's own lead over the same facts, and what its disagreements are worth."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from statistics import median
from typing import Literal

import numpy as np

from advisor.decision.balance import Balance
from advisor.decision.outcome import Decision, Verdict
from advisor.decision.rules import Knowledge
from advisor.decision.scoring import truth_of
from advisor.decision.weights import weigh, weights_of
from advisor.decision.worth import Worth, worth_of
from advisor.needs.model import Answer, Needs
from advisor.needs.team import Team

#: Leads under this are sums that cancel.
_ROUNDING = 1e-9
#: Values under this are noise, and under this too little to talk about.
_LEAST, _MATTERS = 0.005, 0.05


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
        assert self.needs.participant is not None
        return self.needs.participant.name


@dataclass(frozen=True)
class Disagreement:
    """A fact or an importance on which members differ.

    Attributes:
        key: `answers.QUESTION` or `importance.CONCERN`.
        kind: A fact or an importance.
        said: What was said and by whom, the names in order.
        counted: What counts as the team's: an answer, or a mean importance; None at a tie.
        value: V = Σ share · max(0, −D) over what is said, D being the leader's lead once that holds.
        swing: How far the leader's lead moves between what members say, in points.
        turns: What would be named instead (None for nothing), and the members with whose answer it would.
        furthest: The two members who are furthest apart.
    """

    key: str
    kind: Literal["fact", "importance"]
    said: tuple[tuple[Answer | float, tuple[str, ...]], ...]
    counted: Answer | float | None
    value: float
    swing: float
    turns: tuple[tuple[str | None, tuple[str, ...]], ...]
    furthest: tuple[str, str]

    @property
    def matters(self) -> bool:
        """Whether it makes a difference to the outcome who of them is right."""
        return self.value >= _MATTERS or bool(self.turns)


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
    judge: Callable[[Needs], Verdict],
) -> TeamStanding:
    """Looks at a team beside the decision on its needs.

    Args:
        team: Its members and their needs together.
        decision: On the team's needs.
        full_weight: Points by concern and framework, were each concern's weight 1.
        balance: Of the team's needs.
        knowledge: The rules.
        judge: Judges other needs by the full evaluation, with the same measurements.
    """
    leader = decision.verdict.framework or decision.lead.framework
    scales = _Scales(leader, full_weight)
    leads = tuple(_lead(member, scales) for member in team.members)
    facts = _facts(team, decision.verdict, leader, balance, judge)
    weighed = _importances(team, decision.verdict, scales, judge)
    raised, minority = _vetoes(team, decision, knowledge)
    return TeamStanding(
        members=leads,
        disagreements=tuple(
            sorted(
                [*facts, *weighed],
                key=lambda entry: (-entry.value, not entry.turns, -round(entry.swing, 6), entry.key),
            )
        ),
        median_lead=float(median(entry.lead for entry in leads)),
        raised_by=raised,
        minority_vetoes=minority,
    )


class _Scales:
    """Points for given importances over the team's facts: a product of weights and points at weight 1."""

    def __init__(self, leader: str, full_weight: Mapping[str, Mapping[str, float]]) -> None:
        self._leader = leader
        self.concerns = sorted(full_weight)
        self.frameworks = sorted({name for points in full_weight.values() for name in points})
        self._points = np.array(
            [[full_weight[concern][name] for name in self.frameworks] for concern in self.concerns]
        )

    def points(self, importance: Mapping[str, float | None]) -> dict[str, float]:
        values = [entry.importance for entry in weigh(self.concerns, importance)]
        weights = weights_of(np.array([values]))[0] if values else np.zeros(0)
        return {
            name: math.fsum(weights * self._points[:, place]) for place, name in enumerate(self.frameworks)
        }

    def lead(self, points: Mapping[str, float]) -> float:
        return points[self._leader] - max(points[name] for name in points if name != self._leader)


def _lead(member: Needs, scales: _Scales) -> MemberLead:
    points = scales.points(member.importance)
    best = max(points.values())
    ahead = [name for name, value in points.items() if best - value <= _ROUNDING]
    return MemberLead(member, scales.lead(points), ahead[0] if len(ahead) == 1 else None)


def _facts(
    team: Team, verdict: Verdict, leader: str, balance: Balance, judge: Callable[[Needs], Verdict]
) -> list[Disagreement]:
    found = []
    disputed = team.needs.voices.disputed if team.needs.voices else {}
    for question, said in disputed.items():
        leads = [balance.lead(leader, {question: answer}) for answer, _ in said]
        voters = _voters(team, question, [answer for answer, _ in said])
        named = [judge(team.needs.settled({question: answer})).framework for answer, _ in said]
        found.append(
            Disagreement(
                key=f"answers.{question}",
                kind="fact",
                said=tuple((answer, names) for (answer, _), names in zip(said, voters, strict=True)),
                counted=team.needs.answers.get(question),
                value=_value((share, lead) for (_, share), lead in zip(said, leads, strict=True)),
                swing=max(leads) - min(leads),
                turns=_turns(verdict, zip(named, voters, strict=True)),
                furthest=_furthest(voters, leads),
            )
        )
    return found


def _voters(team: Team, question: str, answers: Sequence[Answer]) -> list[tuple[str, ...]]:
    """Who stands behind each answer, in the order of the answers."""

    def same(one: Answer, other: Answer) -> bool:
        if isinstance(one, tuple) and isinstance(other, tuple):
            return set(one) == set(other)
        return one == other

    return [
        tuple(
            sorted(
                _name(member)
                for member in team.members
                if question in member.answers and same(member.answers[question], answer)
            )
        )
        for answer in answers
    ]


def _importances(
    team: Team, verdict: Verdict, scales: _Scales, judge: Callable[[Needs], Verdict]
) -> list[Disagreement]:
    found = []
    mean = team.needs.importance
    for concern in scales.concerns:
        given = [
            (share, value, _name(member))
            for share, member in zip(team.shares, team.members, strict=True)
            if (value := member.importance.get(concern)) is not None
        ]
        values = sorted({value for _, value, _ in given})
        if len(values) < 2:
            continue
        leads = {value: scales.lead(scales.points({**mean, concern: value})) for value in values}
        behind = math.fsum(share for share, _, _ in given)
        named = [judge(_with_importance(team.needs, concern, value)).framework for value in values]
        by_value = {value: tuple(sorted(name for _, one, name in given if one == value)) for value in values}
        found.append(
            Disagreement(
                key=f"importance.{concern}",
                kind="importance",
                said=tuple(by_value.items()),
                counted=mean.get(concern),
                value=_value((share / behind, leads[value]) for share, value, _ in given),
                swing=max(leads.values()) - min(leads.values()),
                turns=_turns(verdict, zip(named, by_value.values(), strict=True)),
                furthest=(by_value[values[0]][0], by_value[values[-1]][0]),
            )
        )
    return found


def _turns(
    verdict: Verdict, named: Iterable[tuple[str | None, tuple[str, ...]]]
) -> tuple[tuple[str | None, tuple[str, ...]], ...]:
    """What would be named instead, frameworks before nothing, each with all who answer so."""
    found: dict[str | None, list[str]] = {}
    for framework, names in named:
        if framework != verdict.framework:
            found.setdefault(framework, []).extend(names)
    ranked = sorted(found.items(), key=lambda entry: (entry[0] is None, entry[0] or ""))
    return tuple((framework, tuple(sorted(names))) for framework, names in ranked)


def _with_importance(needs: Needs, concern: str, value: float) -> Needs:
    return replace(needs, importance={**needs.importance, concern: value})


def _value(outcomes: Iterable[tuple[float, float]]) -> float:
    value = worth_of(outcomes)
    return value if value >= _LEAST else 0.0


def _furthest(voters: Sequence[tuple[str, ...]], leads: Sequence[float]) -> tuple[str, str]:
    """The first by name of the two answers whose leads lie farthest apart, the leader's friend first."""
    _, first, second = min(
        (leads[other] - leads[one], voters[one][0], voters[other][0])
        for one, other in permutations(range(len(voters)), 2)
    )
    return first, second


def _vetoes(
    team: Team, decision: Decision, knowledge: Knowledge
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Who raised the vetoes that hold, and who would raise others."""
    holding = {veto.rule for veto in decision.vetoes}
    raised: dict[str, tuple[str, ...]] = {}
    minority: dict[str, tuple[str, ...]] = {}
    for rule in sorted(knowledge.rules.values(), key=lambda rule: rule.id):
        if rule.strength != "veto":
            continue
        names = tuple(
            _name(member)
            for member in team.members
            if knowledge.depends_on[rule.id] & member.answers.keys()
            and truth_of(rule, {**team.needs.answers, **member.answers}, knowledge)
        )
        if rule.id in holding:
            raised[rule.id] = names
        elif names:
            minority[rule.id] = names
    return raised, minority


def _name(member: Needs) -> str:
    assert member.participant is not None
    return member.participant.name
