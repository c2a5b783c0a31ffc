"""Sentences that a lead can read aloud, made from the contributions and never contradicting them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from advisor.decision.outcome import Contribution, RaisedVeto, Verdict
from advisor.decision.tie_breaking import tie_breaker
from advisor.decision.verdict import CLEAR_LEAD, CLEAR_SHARE, Standing
from advisor.decision.wording import percent
from advisor.frameworks import display_name
from advisor.needs.model import Answer
from advisor.needs.questions import Concern

#: Contributions and leads under this many points are not worth a sentence.
WORTH_SAYING = 0.05
_NOTHING = 1e-9
#: So many sentences at most, what is said of outsiders included.
_MOST = 4
#: Claims of the other side that are told, and of what rules one framework out.
_CASE, _CLAIMS = 3, 2
_PLAUSIBLE = "of the plausible weightings and measurements"

#: A sentence, and how dispensable it is: the highest go first where there are too many.
_Sentence = tuple[int, str]


@dataclass(frozen=True)
class Story:
    """All that sentences may speak of.

    Attributes:
        verdict: The answer.
        place: Who leads in points.
        points: By framework.
        contributions: The exact points.
        vetoes: What removed a framework.
        concerns: By id.
        answers: What is known of the project.
        called: Names of frameworks, by id.
        outside: What has to be said before any verdict.
        overtaking: By concern, the importance from which on the runner-up is ahead.
        scales_agree: Whether strengths spaced otherwise leave the leader where it is.
        bridge: Where nothing is feasible, how to use two frameworks at once; may be empty.
    """

    verdict: Verdict
    place: Standing
    points: Mapping[str, float]
    contributions: Sequence[Contribution]
    vetoes: Sequence[RaisedVeto]
    concerns: Mapping[str, Concern]
    answers: Mapping[str, Answer]
    called: Mapping[str, str] = field(default_factory=dict)
    outside: tuple[str, ...] = ()
    overtaking: Mapping[str, float] = field(default_factory=dict)
    scales_agree: bool = True
    bridge: str = ""

    def summary(self) -> tuple[str, ...]:
        """Three or four sentences: the verdict, what speaks for it, what against it.

        In a toss-up the last one is a tie-breaker.
        """
        told = self._told()
        most = max(1, _MOST - len(self.outside))
        kept = sorted(told, key=lambda entry: entry[0])[:most]
        return (*self.outside, *(entry[1] for entry in told if entry in kept))

    def other_side(self) -> tuple[str, ...]:
        """The case for the framework that is not named, as its friends would state it.

        In a toss-up that is the one behind in points. Empty where no framework is left.
        """
        if self.verdict.kind == "infeasible":
            return ()
        named = self.verdict.framework or self.place.leader
        behind = self.place.runner_up if named == self.place.leader else self.place.leader
        friend = self._name(behind)
        case = [f"On {self._about(entry)}: {_clause(entry)}." for entry in self._for(behind, named)[:_CASE]]
        if not case:
            return (f"Nothing that is known so far speaks for {friend}; the open questions may.",)
        return (f"Friends of {friend} would say this.", *case, *self._close(behind, named))

    def _told(self) -> list[_Sentence]:
        if self.verdict.kind == "infeasible":
            return self._infeasible()
        if self.verdict.decided_by == "veto":
            return self._by_veto(self.verdict.framework or "")
        if self.verdict.kind == "toss-up":
            return self._undecided()
        leader, other = self.place.leader, self.place.runner_up
        pro = self._for(leader, other, _NOTHING)
        second = [] if self.outside else self._second(pro)
        return [
            (0, self._named(leader)),
            (1, f"The weightiest reason for it lies in {self._about(pro[0])}: {_clause(pro[0])}."),
            *((3, self._next(entry, pro[0])) for entry in second),
            (2, self._weightiest(other, leader, [pro[0], *second])),
        ]

    def _named(self, leader: str) -> str:
        verdict, name = self.verdict, self._name(leader)
        wins = f"it wins in {percent(verdict.share)} {_PLAUSIBLE}"
        if verdict.kind == "clear":
            return f"Take {name}: {wins}."
        if verdict.share < CLEAR_SHARE:
            return f"Lean towards {name}: {wins}, which is not enough for a clear verdict."
        narrow = f"it is ahead by only {verdict.lead:.1f} points" if verdict.lead < CLEAR_LEAD else ""
        return f"Lean towards {name}: {wins}, but {narrow or 'its reasons are few or weak'}."

    def _second(self, pro: Sequence[Contribution]) -> list[Contribution]:
        """The next reason, from another concern if there is one; none where it is not worth a sentence."""
        more = [entry for entry in pro[1:] if entry in self._for(self.place.leader, self.place.runner_up)]
        return [entry for entry in more if entry.concern != pro[0].concern][:1] or more[:1]

    def _next(self, entry: Contribution, first: Contribution) -> str:
        if entry.concern == first.concern:
            return f"And also, on the same subject: {_clause(entry)}."
        return f"Another lies in {self._about(entry)}: {_clause(entry)}."

    def _weightiest(self, side: str, against: str, told: Sequence[Contribution] = ()) -> str:
        """The largest reason of a side; `told` are those named just before."""
        name = self._name(side)
        for entry in self._for(side, against):
            again = bool(told) and told[-1].concern == entry.concern
            measured = ", as measured" if entry.kind == "measurement" else ""
            where = f"there too{measured}" if again else f"in {self._about(entry)}"
            return f"The weightiest reason for {name} lies {where}: {_clause(entry)}."
        return f"Nothing that is known of this project speaks for {name}."

    def _by_veto(self, named: str) -> list[_Sentence]:
        out = sorted({veto.framework for veto in self.vetoes})
        others = " and ".join(map(self._name, out))
        requirement = (
            "a requirement rules" if len({v.rule for v in self.vetoes}) == 1 else "requirements rule"
        )
        best = max(
            (name for name in self.points if name != named), key=lambda name: (self.points[name], name)
        )
        lead = self.points[named] - self.points[best]
        if abs(lead) <= WORTH_SAYING:
            cost = f"By points alone {self._name(named)} and {self._name(best)} would be level."
        elif lead < 0:
            cost = (
                f"By points alone {self._name(best)} would lead by {-lead:.1f}: "
                "that is what the requirement costs."
            )
        else:
            cost = f"By points alone {self._name(named)} leads as well, by {lead:.1f}."
        told = "; ".join(f"what rules {self._name(name)} out is this: {self._claims(name)}" for name in out)
        return [
            (0, f"Take {self._name(named)}: {requirement} {others} out."),
            (1, f"{told[:1].upper()}{told[1:]}."),
            (2, cost),
        ]

    def _infeasible(self) -> list[_Sentence]:
        out = sorted({veto.framework for veto in self.vetoes})
        ruled = [f"{self._name(name)} is ruled out: {self._claims(name)}" for name in out]
        if len(out) > _CLAIMS or self.outside:
            ruled = ["; ".join(ruled)]
        way = (
            f"If no requirement can go, there is a bridge: {self.bridge}."
            if self.bridge
            else "One of these requirements has to go."
        )
        return [
            (0, "No framework meets all the requirements."),
            *((1, f"{sentence}.") for sentence in ruled),
            (1, way),
        ]

    def _undecided(self) -> list[_Sentence]:
        verdict, place = self.verdict, self.place
        leader, other = place.leader, place.runner_up
        tie = (0, tie_breaker(self.answers, sorted((leader, other)), self.called))
        if verdict.tossup == "no-evidence":
            known = [
                f"The little that is known speaks for {self._name(side)}: {_clause(entry)}."
                for side, against in ((leader, other), (other, leader))
                for entry in self._for(side, against)[:1]
            ]
            too_little = "It is a toss-up: too little is known of this project to prefer one framework."
            return [(0, too_little), (1, known[0] if known else "No reason weighs anything yet."), tie]
        return [
            (0, f"It is a toss-up: {self._torn()}."),
            (1, self._weightiest(leader, other)),
            (2, self._weightiest(other, leader, self._for(leader, other)[:1])),
            tie,
        ]

    def _torn(self) -> str:
        """Why nothing is named although there are reasons."""
        verdict, name = self.verdict, self._name(self.place.leader)
        if verdict.lead <= _NOTHING:
            return "the reasons pull both ways and weigh the same"
        ahead = f"ahead by {verdict.lead:.1f} points" if verdict.lead > WORTH_SAYING else "hardly ahead"
        if not self.scales_agree:
            return f"{name} is {ahead}, but not if weak, medium and strong reasons are spaced otherwise"
        return (
            f"the reasons pull both ways, and {name}, {ahead}, wins in {percent(verdict.share)} {_PLAUSIBLE}"
        )

    def _close(self, behind: str, named: str) -> tuple[str, ...]:
        """What would put a framework ahead; nothing where no such thing is known."""
        name = self._name(behind)
        rules = {veto.rule for veto in self.vetoes if veto.framework == behind}
        if rules:
            fell = "that requirement" if len(rules) == 1 else "those requirements"
            lead = self.points[behind] - self.points[named]
            if lead > WORTH_SAYING:
                return (f"If {fell} fell and nothing else changed, {name} would lead by {lead:.1f} points.",)
            where = f"still be behind by {-lead:.1f} points" if lead < -WORTH_SAYING else "be level"
            return (f"If {fell} fell and nothing else changed, {name} would {where}.",)
        if not self.overtaking:
            return (f"No single importance, raised to 5, would put {name} ahead.",)
        for concern, at in sorted(self.overtaking.items(), key=lambda entry: (entry[1], entry[0])):
            if self._net(behind, named, concern) > WORTH_SAYING:
                return (
                    f"From an importance of {at:.1f} for {self._concern(concern)} on, {name} would be ahead.",
                )
        return ()

    def _net(self, side: str, against: str, concern: str) -> float:
        return sum(
            entry.points[side] - entry.points[against]
            for entry in self.contributions
            if entry.concern == concern
        )

    def _for(self, side: str, against: str, least: float = WORTH_SAYING) -> list[Contribution]:
        """The contributions that put one framework before another, the largest first."""

        def gain(entry: Contribution) -> float:
            return entry.points[side] - entry.points[against]

        ranked = sorted(self.contributions, key=lambda entry: (-gain(entry), entry.id))
        return [entry for entry in ranked if gain(entry) > least]

    def _claims(self, framework: str) -> str:
        """What rules a framework out; many are counted."""
        claims = list(
            dict.fromkeys(_without_stop(veto.claim) for veto in self.vetoes if veto.framework == framework)
        )
        more = len(claims) - _CLAIMS
        told = claims[:_CLAIMS] + (
            [f"{more} more {'reason' if more == 1 else 'reasons'}"] if more > 0 else []
        )
        return "; and ".join(told) if more <= 0 else f"{'; '.join(told[:-1])}; and {told[-1]}"

    def _about(self, entry: Contribution) -> str:
        text = self._concern(entry.concern)
        return f"{text}, as measured" if entry.kind == "measurement" else text

    def _concern(self, concern: str) -> str:
        known = self.concerns.get(concern)
        text = known.text if known is not None else concern
        return text[:1].lower() + text[1:]

    def _name(self, framework: str) -> str:
        return display_name(framework, self.called)


def _clause(entry: Contribution) -> str:
    return _without_stop(entry.claim)


def _without_stop(claim: str) -> str:
    return claim.strip().rstrip(".")
