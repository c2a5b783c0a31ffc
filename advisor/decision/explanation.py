"""Sentences that a lead can read aloud, made from the contributions and never contradicting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.decision.outcome import Contribution, RaisedVeto, Verdict
from advisor.decision.verdict import Standing, net
from advisor.frameworks import display_name
from advisor.needs.model import Answer
from advisor.needs.questions import Concern

#: Contributions under this many points are not worth a sentence.
_WORTH_SAYING = 0.05
#: Claims of the other side that are told.
_CASE = 3


@dataclass(frozen=True)
class Story:
    """All that sentences may speak of.

    Attributes:
        verdict: The answer.
        place: Who leads in points.
        contributions: The exact points.
        vetoes: What removed a framework.
        concerns: By id.
        answers: What is known of the project.
    """

    verdict: Verdict
    place: Standing
    contributions: Sequence[Contribution]
    vetoes: Sequence[RaisedVeto]
    concerns: Mapping[str, Concern]
    answers: Mapping[str, Answer]

    def summary(self) -> tuple[str, ...]:
        """Two to four sentences: what speaks for the leader, what pulls the other way, a tie-breaker."""
        verdict, place = self.verdict, self.place
        pro, contra = self._ranked(1), self._ranked(-1)
        leader, other = display_name(place.leader), display_name(place.runner_up)
        if verdict.kind == "infeasible":
            return ("Requirements clash, and each framework is ruled out.", *_clash(self.vetoes))
        if verdict.decided_by == "veto":
            return _by_veto(self.vetoes, display_name(verdict.framework or ""), leader, verdict.lead)
        if verdict.kind == "toss-up":
            return (
                *_undecided(verdict, leader, other, pro, contra),
                _tie_breaker(self.answers, sorted((place.leader, place.runner_up))),
            )
        sentences = [f"What speaks most for {leader} is {self._about(pro[0])}: {_clause(pro[0].claim)}."]
        if len(pro) > 1:
            sentences.append(f"Next comes {self._about(pro[1])}: {_clause(pro[1].claim)}.")
        if contra:
            sentences.append(
                f"What pulls most towards {other} is {self._about(contra[0])}: {_clause(contra[0].claim)}."
            )
        else:
            sentences.append(f"Nothing that is known of this project speaks for {other}.")
        return tuple(sentences)

    def other_side(self) -> tuple[str, ...]:
        """The case for the framework that is not named, as its friends would state it.

        In a toss-up that is the one behind in points. Empty where no framework is left.
        """
        if self.verdict.kind == "infeasible":
            return ()
        named = self.verdict.framework or self.place.leader
        behind = self.place.runner_up if named == self.place.leader else self.place.leader
        case = [
            f"On {self._about(entry)}: {_clause(entry.claim)}."
            for entry in self._ranked(-1 if behind == self.place.runner_up else 1)[:_CASE]
        ]
        friend = display_name(behind)
        if not case:
            return (f"Nothing that is known so far speaks for {friend}; the open questions may.",)
        close = f"Whoever cares most for {self._strongest(behind)} should take {friend}."
        return (f"Friends of {friend} would say this.", *case, close)

    def _ranked(self, sign: int) -> list[Contribution]:
        """Contributions for the leader (1) or against it (−1), the largest first."""
        ranked = sorted(self.contributions, key=lambda entry: (-abs(net(entry, self.place)), entry.id))
        return [entry for entry in ranked if sign * net(entry, self.place) > _WORTH_SAYING]

    def _strongest(self, side: str) -> str:
        """The concern in which a side has most."""
        sign = 1 if side == self.place.leader else -1
        totals: dict[str, float] = {}
        for entry in self.contributions:
            totals[entry.concern] = totals.get(entry.concern, 0.0) + sign * net(entry, self.place)
        best = max(totals, key=lambda concern: (totals[concern], concern))
        return self._name(best)

    def _about(self, entry: Contribution) -> str:
        text = self._name(entry.concern)
        return f"{text}, as measured" if entry.kind == "measurement" else text

    def _name(self, concern: str) -> str:
        known = self.concerns.get(concern)
        text = known.text if known is not None else concern
        return text[:1].lower() + text[1:]


def _clash(vetoes: Sequence[RaisedVeto]) -> tuple[str, ...]:
    """A sentence for each framework on what rules it out."""
    claims: dict[str, list[str]] = {}
    for veto in vetoes:
        claims.setdefault(veto.framework, []).append(_clause(veto.claim))
    return tuple(
        f"Against {display_name(framework)} speaks: {'; and '.join(dict.fromkeys(told))}."
        for framework, told in sorted(claims.items())
    )


def _by_veto(vetoes: Sequence[RaisedVeto], left: str, leader: str, lead: float) -> tuple[str, ...]:
    first = vetoes[0]
    sentences = [
        f"{display_name(first.framework)} is ruled out: {_clause(first.claim)}.",
        f"That leaves {left}, whatever the other reasons weigh.",
    ]
    if leader != left:
        sentences.append(f"By points alone {leader} would lead: that is what the requirement costs.")
    elif lead > _WORTH_SAYING:
        sentences.append(f"By points alone {left} leads as well, by {lead:.1f}.")
    return tuple(sentences)


def _undecided(
    verdict: Verdict, leader: str, other: str, pro: Sequence[Contribution], contra: Sequence[Contribution]
) -> tuple[str, ...]:
    if verdict.tossup == "no-evidence":
        return ("Too little is known of this project to prefer one of the two.",)
    sentences = [
        "The reasons pull both ways, and neither side wins often enough to be named; "
        f"{leader} is ahead by a little."
    ]
    if pro:
        sentences.append(f"For {leader}: {_clause(pro[0].claim)}.")
    if contra:
        sentences.append(f"For {other}: {_clause(contra[0].claim)}.")
    return tuple(sentences)


def _tie_breaker(answers: Mapping[str, Answer], frameworks: Sequence[str]) -> str:
    team = answers.get("team")
    if isinstance(team, Mapping):
        skills = {name: team[name] for name in frameworks if name in team}
        best = max(skills, key=lambda name: skills[name], default=None)
        if best is not None and len(set(skills.values())) > 1:
            return f"As a tie-breaker, take what the team knows best: {display_name(best)}."
    return "As a tie-breaker, Keras 3 keeps both ways open: the same model code runs on either framework."


def _clause(claim: str) -> str:
    return claim.strip().rstrip(".")
