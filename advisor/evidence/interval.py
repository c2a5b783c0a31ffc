"""From launches to a ratio with an honest interval.

Two launches of one program differ by more than the blocks within a launch, so the launch is the unit: the
value of a launch is the median of its quartets, the estimate the mean over launches. With two or three
launches their spread is hardly known, so its variance is pooled with a prior for this kind of machine
(a scaled inverse chi-squared prior; Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6), and the
interval is Student's t with the degrees of freedom of both.

A row may be looked at before all its launches are run. Interim looks are held to a level so strict that the
last one keeps nearly all of the 5 % (Haybittle 1971; Peto et al. 1976); by Bonferroni's inequality the whole
errs in 5 % of the cases at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import fmean, median

from advisor.evidence.records import RowVerdict

#: Standard deviation of a launch's ln-ratio before anything is known of this machine: PyTorch and
#: TensorFlow were each seen to settle within some 6 % from launch to launch.
PRIOR_SPREAD = 0.08
#: How many launches that prior is worth.
PRIOR_DEGREES = 4
#: Ratios within this factor of 1 are called equal.
EQUAL_WITHIN = 1.05
#: How often all looks together may err.
ALPHA = 0.05
#: How often an interim look may err.
INTERIM_ALPHA = 0.001


@dataclass(frozen=True)
class Interval:
    """A ratio t_tensorflow / t_pytorch with its interval, and what it rests on."""

    ratio: float
    low: float
    high: float
    launches: int
    quartets: int


def alpha_at(launches: int, looks: Sequence[int]) -> float:
    """How often a look after so many launches may err.

    Args:
        launches: That were run.
        looks: After how many launches a look is planned, the last one being the end of the plan.
    """
    interim = looks[:-1]
    if launches in interim:
        return INTERIM_ALPHA
    return ALPHA - INTERIM_ALPHA * len(interim)


@cache
def student_t(alpha: float, degrees: int) -> float:
    """The two-sided quantile of Student's t: |T| exceeds it with probability alpha.

    Found by bisection of the distribution, which is elementary for whole degrees of freedom.

    Raises:
        ValueError: alpha is not between 0 and 1, or there is no degree of freedom.
    """
    if not 0 < alpha < 1 or degrees < 1:
        raise ValueError("a quantile needs an alpha between 0 and 1 and a degree of freedom")
    low, high = 0.0, 1.0
    while _exceeds(high, degrees) > alpha:
        high *= 2
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        if _exceeds(middle, degrees) > alpha:
            low = middle
        else:
            high = middle
    return high


def _exceeds(t: float, degrees: int) -> float:
    """P(|T| > t); Abramowitz & Stegun, 26.7.3 and 26.7.4."""
    theta = math.atan(t / math.sqrt(degrees))
    sine, cosine = math.sin(theta), math.cos(theta)
    odd = degrees % 2
    term = total = (cosine if odd else 1.0) if degrees > 1 else 0.0
    for place in range(3 if odd else 2, degrees, 2):
        term *= cosine**2 * (place - 1) / place
        total += term
    inside = 2 / math.pi * (theta + sine * total) if odd else sine * total
    return max(0.0, 1.0 - inside)


def estimate(
    launches: Sequence[Sequence[float]], *, spread: float = PRIOR_SPREAD, alpha: float = ALPHA
) -> Interval:
    """Estimates a ratio from the quartets of several launches.

    Args:
        launches: For each launch the values of its quartets, each ln(t_tensorflow / t_pytorch).
        spread: The prior's standard deviation of a launch's ln-ratio.
        alpha: How often the interval may miss the truth.

    Returns:
        The ratio with its interval.

    Raises:
        ValueError: There is no launch, or one without a quartet.
    """
    if not launches or not all(launches):
        raise ValueError("an interval needs at least one launch, each with at least one quartet")
    centres = [median(quartets) for quartets in launches]
    mean = fmean(centres)
    degrees = PRIOR_DEGREES + len(centres) - 1
    squares = math.fsum((centre - mean) ** 2 for centre in centres)
    variance = (PRIOR_DEGREES * spread**2 + squares) / degrees
    half = student_t(alpha, degrees) * math.sqrt(variance / len(centres))
    return Interval(
        ratio=math.exp(mean),
        low=math.exp(mean - half),
        high=math.exp(mean + half),
        launches=len(centres),
        quartets=sum(map(len, launches)),
    )


def learned_spread(centres: Sequence[float]) -> float:
    """The spread of launches on a machine, from launches of a framework against itself.

    The assumed spread, worth PRIOR_DEGREES launches, pooled with what was seen; the true ln-ratio is 0, so
    every launch is a degree of freedom.
    """
    squares = math.fsum(centre**2 for centre in centres)
    return math.sqrt((PRIOR_DEGREES * PRIOR_SPREAD**2 + squares) / (PRIOR_DEGREES + len(centres)))


def noise_floor(centres: Sequence[float], launches: int) -> float:
    """How far from 0 a framework's ln-ratio with itself lies at most, in 95 % of rows of so many launches."""
    degrees = PRIOR_DEGREES + len(centres)
    return student_t(ALPHA, degrees) * learned_spread(centres) / math.sqrt(launches)


def row_verdict(low: float, high: float) -> RowVerdict:
    """Compares an interval of t_tensorflow / t_pytorch with the band of ±5 %."""
    if low > EQUAL_WITHIN:
        return "pytorch-faster"
    if high < 1 / EQUAL_WITHIN:
        return "tensorflow-faster"
    if low >= 1 / EQUAL_WITHIN and high <= EQUAL_WITHIN:
        return "equal"
    return "inconclusive"
