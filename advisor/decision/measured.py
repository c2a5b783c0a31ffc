"""Points from measurements: a log ratio, its uncertainty, and what it is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from advisor.decision.outcome import RowUse, Warned

#: Ratios within 5 % count nothing.
DELTA = math.log(1.05)
#: Spread of ln(ratio) where nothing was measured.
UNMEASURED_SIGMA = math.log(1.5)

#: The reference of every measurement, and what is measured against it where a row says nothing else.
MEASURED_REFERENCE, MEASURED_OTHER = "pytorch", "tensorflow"

MeasuredConcern = Literal["training_speed", "inference_speed", "footprint"]
MEASURED: tuple[MeasuredConcern, ...] = ("training_speed", "inference_speed", "footprint")


@dataclass(frozen=True)
class Evidence:
    """What measurements say of one concern.

    Attributes:
        concern: Its id.
        x: ln(t_reference / t_other), above 0 where the other is faster (the reference is PyTorch); the mean
            over the project's devices, workloads and tasks.
        sigma: Standard deviation of x.
        rows: How many measurements it rests on; 0 where none could be had.
        claim: One sentence.
        source: The command that repeats it.
        taken: The day of the oldest measurement.
        machine: Where it was taken.
        framework: Whose points it gives; the reference gets none.
    """

    concern: str
    x: float
    sigma: float
    rows: int
    framework: str
    claim: str = ""
    source: str = ""
    taken: date | None = None
    machine: str = ""

    @property
    def stream(self) -> str:
        """The name of its random numbers: the concern, and whose points it gives where that is a third's."""
        usual = self.framework in (MEASURED_REFERENCE, MEASURED_OTHER)
        return self.concern if usual else f"{self.concern}:{self.framework}"

    @property
    def tells_apart(self) -> bool:
        """Whether it was measured, and shows a difference that counts."""
        return self.rows > 0 and abs(self.x) > DELTA


@dataclass(frozen=True)
class Reading:
    """What all measurements say."""

    evidence: tuple[Evidence, ...]
    uses: tuple[RowUse, ...]
    warnings: tuple[Warned, ...]

    @property
    def measured(self) -> frozenset[tuple[str, str]]:
        """The pairs of a concern and a framework for which at least one measurement counts.

        A third framework's measurement says nothing new of the reference, so adding one silences no rule of
        the others.
        """
        return frozenset(
            pair
            for entry in self.evidence
            if entry.rows
            for pair in spoken_for(entry.concern, entry.framework)
        )


def spoken_for(concern: str, framework: str) -> frozenset[tuple[str, str]]:
    """The pairs of concern and framework for which rules have to be silent once this is measured."""
    usual = (MEASURED_REFERENCE, MEASURED_OTHER)
    return frozenset((concern, name) for name in (usual if framework in usual else (framework,)))


def value(x: NDArray[np.float64], strong: float) -> NDArray[np.float64]:
    """v(x) = S · clip(sign(x) · max(0, |x| − δ) / (ln 2 − δ), −2, 2).

    Args:
        x: Log ratios, any shape.
        strong: S, the points of a strong rule.

    Returns:
        Points before the weight, in the shape of x.
    """
    beyond = np.maximum(0.0, np.abs(x) - DELTA) / (math.log(2) - DELTA)
    result: NDArray[np.float64] = strong * np.sign(x) * np.minimum(beyond, 2.0)
    return result


def expected_value(x: float, sigma: float, strong: float) -> float:
    """E[v(x + σZ)] in closed form: v is a sum of four hinges, and E[max(0, Y − a)] of a normal Y is known."""
    slope = math.log(2) - DELTA
    far = DELTA + 2 * slope
    total = _hinge(x, sigma, DELTA) - _hinge(x, sigma, far)
    total -= _hinge(-x, sigma, DELTA) - _hinge(-x, sigma, far)
    return strong * total / slope


def _hinge(mean: float, sigma: float, at: float) -> float:
    """E[max(0, Y − at)] for Y ~ N(mean, sigma²)."""
    if sigma <= 0:
        return max(0.0, mean - at)
    z = (mean - at) / sigma
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return sigma * density + (mean - at) * (1 + math.erf(z / math.sqrt(2))) / 2
