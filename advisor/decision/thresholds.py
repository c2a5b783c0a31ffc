"""Where the lead would be gone: the value of an importance, or of a measured ratio, at which D = 0.

D is the sum of W_g · k_g over the concerns g, k_g being the points of the leader less the runner-up's at
weight 1. An importance moves all weights, since only relative importance means anything; a ratio moves the k
of its concern, and D with it in one direction only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from advisor.decision.measured import Evidence, expected_value
from advisor.decision.outcome import Threshold, Weight
from advisor.decision.scoring import SCALE
from advisor.decision.weights import weights_of

#: Importances are looked at in so many steps before the place is found exactly: D bends where a weight is 1.
_STEPS = 100
_MOST = 5.0
#: Ratios beyond this factor are worth no more points.
_FARTHEST = math.log(8.0)
_EXACT = 1e-6


def importance_thresholds(weights: Sequence[Weight], leads: Mapping[str, float]) -> tuple[Threshold, ...]:
    """For each concern the importance nearest to its own at which the lead is gone, if there is one in 0 … 5.

    Args:
        weights: As weighed.
        leads: By concern, the leader's points less the runner-up's at weight 1.
    """
    importances = np.array([weight.importance for weight in weights])
    worth = np.array([leads.get(weight.concern, 0.0) for weight in weights])
    grid = np.linspace(0.0, _MOST, _STEPS + 1)
    found = []
    for place, weight in enumerate(weights):

        def lead(values: NDArray[np.float64], place: int = place) -> NDArray[np.float64]:
            changed = np.tile(importances, (len(values), 1))
            changed[:, place] = values
            total: NDArray[np.float64] = weights_of(changed) @ worth
            return total

        positive = lead(grid) > 0
        steps = np.flatnonzero(positive[1:] != positive[:-1])
        if len(steps):
            step = steps[np.abs((grid[steps] + grid[steps + 1]) / 2 - weight.importance).argmin()]
            low, high = float(grid[step]), float(grid[step + 1])
            root = _bisect(partial(_at, lead), low, high, rises=bool(positive[step + 1]))
            found.append(Threshold(f"importance.{weight.concern}", root, weight.importance))
    return tuple(found)


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


def _at(function: Callable[[NDArray[np.float64]], NDArray[np.float64]], place: float) -> float:
    return float(function(np.array([place]))[0])


def _bisect(function: Callable[[float], float], low: float, high: float, *, rises: bool) -> float:
    while high - low > _EXACT:
        middle = (low + high) / 2
        if (function(middle) > 0) == rises:
            high = middle
        else:
            low = middle
    # At a jump, as at an importance of 0 where no other counts, the side on which less is left.
    return low if abs(function(low)) <= abs(function(high)) else high
