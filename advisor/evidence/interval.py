"""From launches to a ratio with an honest interval.

Two launches of one program differ by more than the blocks within a launch, so the launch is the unit: the
value of a launch is the median of its quartets, the estimate the mean over launches. With two or three
launches their spread is hardly known, so its variance is pooled with a prior for this kind of machine
(a scaled inverse chi-squared prior; Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6), and the
interval is Student's t with the degrees of freedom of both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, median

from advisor.evidence.records import RowVerdict

#: Standard deviation of a launch's ln-ratio before anything is known of this machine: PyTorch and
#: TensorFlow were each seen to settle within some 6 % from launch to launch.
PRIOR_SPREAD = 0.08
#: How many launches that prior is worth.
PRIOR_DEGREES = 4
#: Ratios within this factor of 1 are called equal.
EQUAL_WITHIN = 1.05

# Two-sided 95 % quantiles of Student's t for 1 … 30 degrees of freedom.
_T95 = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip


@dataclass(frozen=True)
class Interval:
    """A ratio t_tensorflow / t_pytorch with its 95 % interval, and what it rests on."""

    ratio: float
    low: float
    high: float
    launches: int
    quartets: int


def student_t95(degrees: int) -> float:
    """The two-sided 95 % quantile of Student's t.

    Above 30 degrees of freedom the first terms of the Cornish-Fisher expansion are exact to 1e-4
    (Abramowitz & Stegun, 26.7.5).
    """
    if degrees <= len(_T95):
        return _T95[degrees - 1]
    z = NormalDist().inv_cdf(0.975)
    return z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)


def estimate(launches: Sequence[Sequence[float]]) -> Interval:
    """Estimates a ratio from the quartets of several launches.

    Args:
        launches: For each launch the values of its quartets, each ln(t_tensorflow / t_pytorch).

    Returns:
        The ratio with its 95 % interval.

    Raises:
        ValueError: There is no launch, or one without a quartet.
    """
    if not launches or not all(launches):
        raise ValueError("an interval needs at least one launch, each with at least one quartet")
    centres = [median(quartets) for quartets in launches]
    mean = fmean(centres)
    degrees = PRIOR_DEGREES + len(centres) - 1
    squares = math.fsum((centre - mean) ** 2 for centre in centres)
    variance = (PRIOR_DEGREES * PRIOR_SPREAD**2 + squares) / degrees
    half = student_t95(degrees) * math.sqrt(variance / len(centres))
    return Interval(
        ratio=math.exp(mean),
        low=math.exp(mean - half),
        high=math.exp(mean + half),
        launches=len(centres),
        quartets=sum(map(len, launches)),
    )


def row_verdict(low: float, high: float) -> RowVerdict:
    """Compares an interval of t_tensorflow / t_pytorch with the band of ±5 %."""
    if low > EQUAL_WITHIN:
        return "pytorch-faster"
    if high < 1 / EQUAL_WITHIN:
        return "tensorflow-faster"
    if low >= 1 / EQUAL_WITHIN and high <= EQUAL_WITHIN:
        return "equal"
    return "inconclusive"
