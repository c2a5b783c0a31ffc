"""What the members of a team differ on, and what it is worth to the outcome who of them is right."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Literal

from advisor.decision.balance import Balance
from advisor.decision.outcome import Verdict
from advisor.decision.scales import Scales
from advisor.decision.worth import worth_of
from advisor.needs.model import Answer, Needs
from advisor.needs.team import Team, member_name

#: Values under this are noise, and under this too little to talk about.
_LEAST, _MATTERS = 0.005, 0.05
#: Judges other needs by the full evaluation, with the same measurements.
Judge = Callable[[Needs], Verdict]


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


def disagreements_of(
    team: Team, verdict: Verdict, leader: str, balance: Balance, scales: Scales, judge: Judge
) -> tuple[Disagreement, ...]:
    """Every fact and importance on which members differ, the most valuable first.

    Args:
        team: Its members and their needs together.
        verdict: On the team's needs.
        leader: Who leads for the team.
        balance: Of the team's needs.
        scales: Of the team's facts.
        judge: Judges other needs.
    """
    found = [*_facts(team, verdict, leader, balance, judge), *_importances(team, verdict, scales, judge)]
    return tuple(
        sorted(found, key=lambda entry: (-entry.value, not entry.turns, -round(entry.swing, 6), entry.key))
    )


def _facts(team: Team, verdict: Verdict, leader: str, balance: Balance, judge: Judge) -> list[Disagreement]:
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
                member_name(member)
                for member in team.members
                if question in member.answers and same(member.answers[question], answer)
            )
        )
        for answer in answers
    ]


def _importances(team: Team, verdict: Verdict, scales: Scales, judge: Judge) -> list[Disagreement]:
    found = []
    mean = team.needs.importance
    for concern in scales.concerns:
        given = [
            (share, value, member_name(member))
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
