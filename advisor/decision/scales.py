"""Points for given importances over the same facts: a product of weights and points at full weight."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from advisor.decision.weights import weigh, weights_of


class Scales:
    """Weighs the same facts with any importances.

    Args:
        leader: Whose lead is asked for.
        full_weight: Points by concern and framework, were each concern's weight 1.
    """

    def __init__(self, leader: str, full_weight: Mapping[str, Mapping[str, float]]) -> None:
        self._leader = leader
        self.concerns = sorted(full_weight)
        self.frameworks = sorted({name for points in full_weight.values() for name in points})
        self._points = np.array(
            [[full_weight[concern][name] for name in self.frameworks] for concern in self.concerns]
        )

    def points(self, importance: Mapping[str, float | None]) -> dict[str, float]:
        """The points of each framework."""
        values = [entry.importance for entry in weigh(self.concerns, importance)]
        weights = weights_of(np.array([values]))[0] if values else np.zeros(0)
        return {
            name: math.fsum(weights * self._points[:, place]) for place, name in enumerate(self.frameworks)
        }

    def lead(self, points: Mapping[str, float]) -> float:
        """The leader's points less the best of the others'."""
        return points[self._leader] - max(points[name] for name in points if name != self._leader)
