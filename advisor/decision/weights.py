"""From importances to weights: only relative importance means anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from advisor.decision.outcome import Weight

#: Importance of a concern that was left out or answered with `unknown`.
DEFAULT_IMPORTANCE = 2.0
#: Shape of the Gamma distribution that a weight is drawn from: the surer, the narrower.
KAPPA: Mapping[Literal["firm", "unsure", "open"], float] = {"firm": 8.0, "unsure": 2.0, "open": 1.0}


def weigh(concerns: Iterable[str], importance: Mapping[str, float | None]) -> tuple[Weight, ...]:
    """Weighs concerns: W = min(1, 0.4 · i / mean(i)).

    Args:
        concerns: Their ids.
        importance: 0 … 5 by concern; None for `unknown`, missing where left out.

    Returns:
        A weight for each concern, by id. All weights are 0 if every importance is.
    """
    entries: list[tuple[str, float, Literal["firm", "unsure", "open"]]] = []
    for concern in sorted(concerns):
        given = importance.get(concern)
        if given is not None:
            entries.append((concern, given, "firm"))
        else:
            entries.append((concern, DEFAULT_IMPORTANCE, "open" if concern in importance else "unsure"))
    weights = weights_of(np.array([[value for _, value, _ in entries]]))[0] if entries else ()
    return tuple(
        Weight(
            concern=concern,
            importance=value,
            sure=sure,
            weight=float(weight),
            kappa=KAPPA[sure],
        )
        for (concern, value, sure), weight in zip(entries, weights, strict=True)
    )


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
