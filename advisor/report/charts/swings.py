"""How the lead moves as one importance goes from 0 to 5 and all else stays: the figures of a tornado.

D = Σ W_g · k_g over the concerns g, W_g = min(1, 0.4 · i_g / mean(i)) and k_g the leader's points less the
runner-up's at weight 1, so k_g is what a report shows for the concern, divided by its weight there. Since
only relative importance means anything, one importance moves the weights of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.decision.weights import weights_of
from advisor.report.charts.rivals import by_points, rivals
from advisor.report.model import Report

#: The range of an importance.
NONE, MOST = 0.0, 5.0
#: D bends where a weight reaches 1, so its ends need not be its extremes.
_GRID = np.linspace(NONE, MOST, 101)


@dataclass(frozen=True)
class Swing:
    """The lead over the importances of one concern.

    Attributes:
        concern: Its id.
        now: Its importance.
        at_none: The lead with an importance of 0, negative where the runner-up leads.
        at_most: The lead with an importance of 5.
        low: The smallest lead on the way.
        high: The largest lead on the way.
        gone_at: The importance nearest to its own at which the lead is gone; None if there is none.
    """

    concern: str
    now: float
    at_none: float
    at_most: float
    low: float
    high: float
    gone_at: float | None

    @property
    def span(self) -> float:
        """By how much the lead can differ."""
        return self.high - self.low


def swings(report: Report) -> tuple[Swing, ...]:
    """A swing for each concern, the widest first; none where no points decide.

    A concern with an importance of 0 has none: what it would be worth is not in a report.
    """
    if not by_points(report):
        return ()
    gone = {entry.what.removeprefix("importance."): entry.at for entry in report.thresholds}
    found = []
    for concern in report.concerns:
        if concern.weight > 0:
            leads = leads_with(report, concern.id, [*_GRID, concern.importance])
            found.append(
                Swing(
                    concern=concern.id,
                    now=concern.importance,
                    at_none=leads[0],
                    at_most=leads[len(_GRID) - 1],
                    low=min(leads),
                    high=max(leads),
                    gone_at=gone.get(concern.id),
                )
            )
    return tuple(sorted(found, key=lambda swing: (-swing.span, swing.concern)))


def leads_with(report: Report, concern: str, importances: Sequence[float]) -> list[float]:
    """The leader's points less the runner-up's, were a concern so important and all else as it is.

    Args:
        report: Holds the concerns with their weights and points.
        concern: One of them, with a weight above 0.
        importances: 0 … 5.
    """
    place = rivals(report)
    worth = np.array(
        [
            (entry.points.get(place.leader, 0.0) - entry.points.get(place.runner_up, 0.0)) / entry.weight
            if entry.weight > 0
            else 0.0
            for entry in report.concerns
        ]
    )
    settings: NDArray[np.float64] = np.tile(
        [entry.importance for entry in report.concerns], (len(importances), 1)
    )
    settings[:, [entry.id for entry in report.concerns].index(concern)] = importances
    return [float(lead) for lead in weights_of(settings) @ worth]
