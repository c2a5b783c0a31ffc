"""From importances to weights: only relative importance means anything."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from advisor.decision.outcome import Weight
from advisor.needs.model import DEFAULT_IMPORTANCE, Voices

Sureness = Literal["firm", "unsure", "open"]

#: Shape of the Gamma distribution that a weight is drawn from: the surer, the narrower.
KAPPA: Mapping[Sureness, float] = {"firm": 8.0, "unsure": 2.0, "open": 1.0}


def weigh(
    concerns: Iterable[str], importance: Mapping[str, float | None], voices: Voices | None = None
) -> tuple[Weight, ...]:
    """Weighs concerns: W = min(1, 0.4 · i / mean(i)).

    Args:
        concerns: Their ids.
        importance: 0 … 5 by concern; None for `unknown`, missing where left out.
        voices: Of a team; how sure it is is the mean of how sure its members are.

    Returns:
        A weight for each concern, by id. All weights are 0 if every importance is.
    """
    entries: list[tuple[str, float, float]] = []
    for concern in sorted(concerns):
        given = importance.get(concern)
        value = DEFAULT_IMPORTANCE if given is None else given
        if voices is None:
            kappa = KAPPA[_sureness(concern, importance)]
        else:
            kappa = math.fsum(share * KAPPA[_sureness(concern, said)] for share, said in voices.importance)
        entries.append((concern, value, kappa))
    weights = weights_of(np.array([[value for _, value, _ in entries]]))[0] if entries else ()
    return tuple(
        Weight(
            concern=concern,
            importance=value,
            sure=min(KAPPA, key=lambda sure: abs(KAPPA[sure] - kappa)),
            weight=float(weight),
            kappa=kappa,
        )
        for (concern, value, kappa), weight in zip(entries, weights, strict=True)
    )


def _sureness(concern: str, importance: Mapping[str, float | None]) -> Sureness:
    if importance.get(concern) is not None:
        return "firm"
    return "open" if concern in importance else "unsure"


def weights_of(importances: NDArray[np.float64]) -> NDArray[np.float64]:
    """W = min(1, 0.4 · i / mean(i)), 0 where every importance is.

    Args:
        importances: Shape (settings, concerns).

    Returns:
        Weights in that shape.
    """
    means = importances.mean(axis=1, keepdims=True)
    weights: NDArray[np.float64] = np.minimum(1.0, 0.4 * importances / np.where(means > 0, means, 1.0))
    return weights
