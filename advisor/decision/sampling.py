"""How the points scatter: weights, the truth of rules, measurements and open answers, all drawn together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from advisor.decision.measured import Evidence, value
from advisor.decision.outcome import Weight
from advisor.decision.scoring import DISCOUNT, SCALE, ActiveRule
from advisor.decision.worlds import Numbers, Truths, World, below, gammas, normals

#: A rule that is true in fewer than one of so many draws is added there alone.
_SELDOM = 8


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


def draw(
    frameworks: Sequence[str],
    weights: Sequence[Weight],
    rules: Mapping[str, Sequence[ActiveRule]],
    evidence: Sequence[Evidence],
    world: World,
    *,
    n: int,
    seed: int,
) -> Draws:
    """Draws the points.

    W ~ Gamma(κ, W/κ); a rule is true with its confidence, with one uniform number for each cause;
    measurements are x + σZ; rules whose condition is open are true in the draws in which the drawn answers
    say so, and what they change is taken less its mean: silence widens the result and never shifts it.

    Args:
        frameworks: What is compared.
        weights: One for each concern.
        rules: The active rules by concern, in their order.
        evidence: What measurements say.
        world: Draws of the open answers.
        n: Number of draws.
        seed: Of all random numbers.
    """
    points = {framework: np.zeros(n) for framework in frameworks}
    for weight in weights:
        here = [entry for entry in evidence if entry.concern == weight.concern]
        entries = rules.get(weight.concern, ())
        if weight.weight == 0 or not (entries or here):
            continue
        drawn_weight = weight.weight * gammas(seed, n, weight.kappa, weight.concern)
        for framework, worth in _rule_points(entries, world, n, seed).items():
            points[framework] += drawn_weight * worth
        for entry in here:
            z = normals(seed, n, "measurement", entry.stream)
            points[entry.framework] += drawn_weight * value(entry.x + entry.sigma * z, SCALE["strong"])
    return Draws(points, n, seed)


def _rule_points(entries: Sequence[ActiveRule], world: World, n: int, seed: int) -> dict[str, Numbers]:
    """Points of one concern's rules before the weight, by framework."""
    known = [entry for entry in entries if entry.fires]
    truths: dict[str, Truths] = {
        entry.rule.id: below(seed, n, "cause", entry.rule.cause, entry.confidence) for entry in entries
    }
    certain = _discounted(known, truths, n)
    if len(known) == len(entries):
        return certain
    for entry in entries:
        if entry.fires is None:
            truths[entry.rule.id] = truths[entry.rule.id] & world.holds(entry.rule.when)
    everything = _discounted(entries, truths, n)
    for framework, worth in everything.items():
        base = certain.get(framework, 0.0)
        change = worth - base
        everything[framework] = base + change - change.mean()
    return everything


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
        where = np.flatnonzero(counts)
        if len(where) < n // _SELDOM:
            total[where] += SCALE[entry.level] * factor[where]
            factor[where] *= DISCOUNT
        else:
            worth = factor * counts
            total += SCALE[entry.level] * worth
            factor -= (1 - DISCOUNT) * worth
    return totals
