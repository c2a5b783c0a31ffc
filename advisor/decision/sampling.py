"""How the points scatter: weights, the truth of rules, measurements and open answers, all drawn together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from advisor.decision.disputes import Argument, Disputed
from advisor.decision.measured import Evidence, value
from advisor.decision.outcome import Weight
from advisor.decision.rules import Knowledge
from advisor.decision.scoring import DISCOUNT, SCALE, ActiveRule
from advisor.decision.worlds import Numbers, Truths, World, below, gammas, normals
from advisor.needs.model import Answer

#: A rule that is true in fewer than one of so many draws is added there alone.
_SELDOM = 8
#: So many concerns as drawn are remembered, each with about 80 kB a framework at 10,000 draws.
_REMEMBERED = 256
_MEASURED = 32


@dataclass(frozen=True)
class Draws:
    """Points of each framework in each draw; arrays of shape (n,)."""

    points: Mapping[str, Numbers]
    n: int
    seed: int

    def lead(self, framework: str, others: Sequence[str]) -> Numbers:
        """The framework's points less the best of the others'."""
        best = np.maximum.reduce([self.points[other] for other in others])
        lead: Numbers = self.points[framework] - best
        return lead

    def share(self, framework: str, others: Sequence[str]) -> float:
        """The share of draws that the framework wins, ties counting half."""
        lead = self.lead(framework, others)
        return float(np.count_nonzero(lead > 0) + np.count_nonzero(lead == 0) / 2) / self.n


@dataclass(frozen=True)
class _Concern:
    """The rules of one concern, and all that their draws depend on as the key."""

    key: tuple[object, ...]
    entries: Sequence[ActiveRule] = field(compare=False)
    answers: Mapping[str, Answer] = field(compare=False)
    disputed: Disputed = field(compare=False)


class Sampler:
    """Draws the points of projects; what the rules of a concern are worth in each draw is remembered.

    Two decisions that differ in one answer or importance have most concerns in common.

    Args:
        knowledge: Rules and the questions with their priors.
        n: Number of draws.
        seed: Of all random numbers.
    """

    def __init__(self, knowledge: Knowledge, n: int, seed: int) -> None:
        self.n = n
        self.seed = seed
        self._knowledge = knowledge
        self._worth = lru_cache(maxsize=_REMEMBERED)(self._drawn)
        self._gain = lru_cache(maxsize=_MEASURED)(self._drawn_gain)

    def draw(
        self,
        weights: Sequence[Weight],
        rules: Mapping[str, Sequence[ActiveRule]],
        evidence: Sequence[Evidence],
        answers: Mapping[str, Answer],
        disputed: Disputed = MappingProxyType({}),
    ) -> Draws:
        """Draws the points.

        W ~ Gamma(κ, W/κ); a rule is true with its confidence, with one uniform number for each cause;
        measurements are x + σZ; rules whose condition is open are true in the draws in which the drawn
        answers say so, and what they change is taken less its mean: silence widens the result and never
        shifts it. Where members of a team answer differently, their answers are drawn with the shares of
        those behind them.

        Args:
            weights: One for each concern.
            rules: The active rules by concern, in their order.
            evidence: What measurements say.
            answers: What is known.
            disputed: What members of a team answer differently.
        """
        points = {framework: np.zeros(self.n) for framework in self._knowledge.frameworks}
        for weight in weights:
            here = [entry for entry in evidence if entry.concern == weight.concern]
            entries = rules.get(weight.concern, ())
            if weight.weight == 0 or not (entries or here):
                continue
            drawn_weight = weight.weight * gammas(self.seed, self.n, weight.kappa, weight.concern)
            if entries:
                for framework, worth in self._worth(self._asked(entries, answers, disputed)).items():
                    points[framework] += drawn_weight * worth
            for entry in here:
                points[entry.framework] += drawn_weight * self._gain(entry.stream, entry.x, entry.sigma)
        return Draws(points, self.n, self.seed)

    def _drawn_gain(self, stream: str, x: float, sigma: float) -> Numbers:
        """Points of one measurement before the weight; read only."""
        gain = value(x + sigma * normals(self.seed, self.n, "measurement", stream), SCALE["strong"])
        gain.flags.writeable = False
        return gain

    def _asked(
        self, entries: Sequence[ActiveRule], answers: Mapping[str, Answer], disputed: Disputed
    ) -> _Concern:
        rules = tuple((entry.rule.id, entry.level, entry.confidence, entry.fires) for entry in entries)
        depends_on = self._knowledge.depends_on
        argued = {
            key: disputed[key]
            for entry in entries
            for key in sorted(depends_on[entry.rule.id] & disputed.keys())
        }
        asked = {
            key
            for entry in entries
            if entry.fires is None or depends_on[entry.rule.id] & argued.keys()
            for key in depends_on[entry.rule.id]
        }
        known = tuple((key, repr(answers[key])) for key in sorted(asked) if key in answers)
        said = tuple((key, repr(argued[key])) for key in sorted(argued))
        return _Concern((rules, known, said), entries, answers, argued)

    def _drawn(self, concern: _Concern) -> dict[str, Numbers]:
        """Points of one concern's rules before the weight, by framework; read only."""
        entries, n = concern.entries, self.n
        known = [entry for entry in entries if entry.fires]
        truths: dict[str, Truths] = {
            entry.rule.id: below(self.seed, n, "cause", entry.rule.cause, entry.confidence)
            for entry in entries
        }
        if concern.disputed:
            return self._argued(concern, truths)
        worth = _discounted(known, truths, n)
        if len(known) < len(entries):
            world = World(
                concern.answers, self._knowledge.questionnaire, self._knowledge.derived, self.seed, n
            )
            for entry in entries:
                if entry.fires is None:
                    truths[entry.rule.id] = truths[entry.rule.id] & world.holds(entry.rule.when)
            worth = _widened(worth, _discounted(entries, truths, n))
        return _read_only(worth)

    def _argued(self, concern: _Concern, lucky: Mapping[str, Truths]) -> dict[str, Numbers]:
        """Points of the rules of a concern on whose answers members of a team differ."""
        knowledge = self._knowledge
        argument = Argument(
            concern.disputed,
            concern.answers,
            knowledge.questionnaire,
            knowledge.derived,
            self.seed,
            self.n,
        )
        said: dict[str, Truths] = {}
        with_priors: dict[str, Truths] = {}
        for entry in concern.entries:
            rule = entry.rule
            holds, maybe = argument.truth(rule.when, knowledge.depends_on[rule.id])
            said[rule.id] = lucky[rule.id] & holds
            with_priors[rule.id] = lucky[rule.id] & (holds | maybe)
        certain = _discounted(concern.entries, said, self.n)
        return _read_only(_widened(certain, _discounted(concern.entries, with_priors, self.n)))


def _widened(certain: Mapping[str, Numbers], everything: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """What open answers change, less its mean, on top of what is certain."""
    worth = {}
    for framework, total in everything.items():
        base = certain.get(framework, 0.0)
        change = total - base
        worth[framework] = base + change - change.mean()
    return worth


def _read_only(worth: dict[str, Numbers]) -> dict[str, Numbers]:
    for numbers in worth.values():
        numbers.flags.writeable = False
    return worth


def _discounted(entries: Sequence[ActiveRule], truths: Mapping[str, Truths], n: int) -> dict[str, Numbers]:
    """Adds up strengths: of each cause the strongest true rule, the k-th of a framework at ρ^(k−1)."""
    totals: dict[str, Numbers] = {}
    factors: dict[str, Numbers] = {}
    taken: dict[str, Truths] = {}
    for entry in entries:
        rule = entry.rule
        counts = truths[rule.id]
        if rule.cause in taken:
            counts, taken[rule.cause] = counts & ~taken[rule.cause], taken[rule.cause] | counts
        else:
            taken[rule.cause] = counts
        if rule.favours not in totals:
            factors[rule.favours], totals[rule.favours] = np.ones(n), np.zeros(n)
        factor, total = factors[rule.favours], totals[rule.favours]
        # A rule that counts halves what the next one of its side is worth.
        if np.count_nonzero(counts) < n // _SELDOM:
            where = np.flatnonzero(counts)
            total[where] += SCALE[entry.level] * factor[where]
            factor[where] *= DISCOUNT
        else:
            worth = factor * counts
            total += SCALE[entry.level] * worth
            factor -= (1 - DISCOUNT) * worth
    return totals
