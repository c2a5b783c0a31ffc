"""Where the lead would be gone: the value of an importance, or of a measured ratio, at which D = 0.

D is the sum of W_g · k_g over the concerns g, k_g being the points of the leader less the runner-up's at
weight 1. An importance moves all weights, since only relative importance means anything; a ratio moves the k
of its concern, and D with it in one direction only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from advisor.decision.measured import Evidence, expected_value
from advisor.decision.outcome import Threshold, Weight
from advisor.decision.scoring import SCALE
from advisor.decision.weights import weights_of

#: Importances are looked at in so many steps before the place is found exactly: D bends where a weight is 1.
_STEPS = 100
_MOST = 5.0
_GRID = np.linspace(0.0, _MOST, _STEPS + 1)
#: Ratios beyond this factor are worth no more points.
_FARTHEST = math.log(8.0)
_EXACT = 1e-6
#: Leads under this are sums that cancel.
_ROUNDING = 1e-9


def importance_thresholds(weights: Sequence[Weight], leads: Mapping[str, float]) -> tuple[Threshold, ...]:
    """For each concern the importance nearest to its own at which the lead is gone, if there is one in 0 … 5.

    Args:
        weights: As weighed.
        leads: By concern, the leader's points less the runner-up's at weight 1.
    """
    found = []
    for place, (weight, positive) in enumerate(zip(weights, _positive(weights, leads), strict=True)):
        steps = np.flatnonzero(positive[1:] != positive[:-1])
        if len(steps):
            step = int(steps[np.abs((_GRID[steps] + _GRID[steps + 1]) / 2 - weight.importance).argmin()])
            root = _root(weights, leads, place, step, rises=bool(positive[step + 1]))
            found.append(Threshold(f"importance.{weight.concern}", root, weight.importance))
    return tuple(found)


def overtaking(weights: Sequence[Weight], leads: Mapping[str, float]) -> dict[str, float]:
    """By concern, the importance above its own from which on, up to 5, the runner-up is ahead throughout.

    Args:
        weights: As weighed.
        leads: By concern, the leader's points less the runner-up's at weight 1.
    """
    found = {}
    for place, (weight, positive) in enumerate(zip(weights, _positive(weights, leads), strict=True)):
        ahead = np.flatnonzero(positive)
        if len(ahead) and not positive[-1] and _GRID[ahead[-1] + 1] > weight.importance:
            root = _root(weights, leads, place, int(ahead[-1]), rises=False)
            found[weight.concern] = max(root, weight.importance)
    return found


def _positive(weights: Sequence[Weight], leads: Mapping[str, float]) -> NDArray[np.bool_]:
    """Whether the leader is ahead with each importance at each step; shape (concerns, steps)."""
    count = len(weights)
    importances = np.array([weight.importance for weight in weights])
    worth = np.array([leads.get(weight.concern, 0.0) for weight in weights])
    changed = np.broadcast_to(importances, (count, len(_GRID), count)).copy()
    changed[np.arange(count), :, np.arange(count)] = _GRID
    total = weights_of(changed.reshape(-1, count)) @ worth if count else np.zeros(0)
    positive: NDArray[np.bool_] = total.reshape(count, len(_GRID)) > _ROUNDING
    return positive


def _root(
    weights: Sequence[Weight], leads: Mapping[str, float], place: int, step: int, *, rises: bool
) -> float:
    """The importance between two steps at which the lead is gone."""
    here = weights[place]
    others = [(entry.importance, leads.get(entry.concern, 0.0)) for entry in weights if entry is not here]
    sum_of_others = math.fsum(importance for importance, _ in others)
    worth = leads.get(here.concern, 0.0)

    def lead(importance: float) -> float:
        mean = (sum_of_others + importance) / len(weights) or 1.0
        total = min(1.0, 0.4 * importance / mean) * worth
        return total + sum(min(1.0, 0.4 * other / mean) * points for other, points in others)

    return _bisect(lead, float(_GRID[step]), float(_GRID[step + 1]), rises=rises)


def ratio_thresholds(
    weights: Sequence[Weight],
    leads: Mapping[str, float],
    evidence: Sequence[Evidence],
    sides: Mapping[str, float],
) -> tuple[Threshold, ...]:
    """For each measured concern the ratio at which the lead is gone, if there is one.

    Args:
        weights: As weighed.
        leads: By concern, the leader's points less the runner-up's at weight 1.
        evidence: What was measured.
        sides: By framework: 1 for the leader, −1 for the runner-up.
    """
    by_concern = {weight.concern: weight.weight for weight in weights}
    total = math.fsum(by_concern[concern] * lead for concern, lead in leads.items())
    found = []
    for seen in evidence:
        weight, side = by_concern.get(seen.concern, 0.0), sides.get(seen.framework, 0.0)
        # A difference that nobody feels has no spread, and no ratio that would count.
        if not seen.rows or not side or not weight or not seen.sigma:
            continue
        here = expected_value(seen.x, seen.sigma, SCALE["strong"])

        def lead(x: float, seen: Evidence = seen, weight: float = side * weight, here: float = here) -> float:
            return total + weight * (expected_value(x, seen.sigma, SCALE["strong"]) - here)

        rises = lead(_FARTHEST) > 0
        if (lead(-_FARTHEST) > 0) != rises:
            spread = 1.96 * seen.sigma
            found.append(
                Threshold(
                    f"measured:{seen.stream}",
                    math.exp(-_bisect(lead, -_FARTHEST, _FARTHEST, rises=rises)),
                    math.exp(-seen.x),
                    math.exp(-seen.x - spread),
                    math.exp(-seen.x + spread),
                )
            )
    return tuple(found)


def _bisect(function: Callable[[float], float], low: float, high: float, *, rises: bool) -> float:
    while high - low > _EXACT:
        middle = (low + high) / 2
        if (function(middle) > 0) == rises:
            high = middle
        else:
            low = middle
    # At a jump, as at an importance of 0 where no other counts, the side on which less is left.
    return low if abs(function(low)) <= abs(function(high)) else high
