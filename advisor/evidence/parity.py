"""Whether two frameworks did the same work: arrays in the neutral layout, compared before any timing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from advisor.evidence.records import Parity

#: Single precision leaves about 1e-6 after some layers, other kernels and orders of summation included;
#: a wrong epsilon of a batch normalisation makes 1e-3 and more.
TOLERANCE = 2e-4


def compare_files(first: Path, second: Path, tolerance: float = TOLERANCE) -> Parity:
    """Compares two `.npz` files that workers wrote.

    Raises:
        OSError: A file cannot be read.
        ValueError: A file is not an archive of plain arrays.
    """
    with np.load(first, allow_pickle=False) as a, np.load(second, allow_pickle=False) as b:
        return compare(dict(a), dict(b), tolerance)


def compare(
    first: dict[str, NDArray[np.generic]],
    second: dict[str, NDArray[np.generic]],
    tolerance: float = TOLERANCE,
) -> Parity:
    """Compares named arrays: outputs, loss and gradients.

    The difference of an array is max |a − b| relative to the largest magnitude in either, so that entries
    near zero do not blow up a difference that no user of the array would see.

    Args:
        first: Arrays by name.
        second: The same names and shapes, or it is no parity.
        tolerance: The largest difference allowed.

    Returns:
        The largest difference (infinite for missing arrays, other shapes or values that are not finite),
        and where it was.
    """
    if first.keys() != second.keys() or not first:
        odd = sorted(first.keys() ^ second.keys())
        return _no(tolerance, f"only one side has {', '.join(odd)}" if odd else "nothing to compare")
    worst, where = 0.0, ""
    for name in sorted(first):
        a, b = first[name].astype(np.float64), second[name].astype(np.float64)
        if a.shape != b.shape:
            return _no(tolerance, f"{name}: shape {a.shape} and {b.shape}")
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return _no(tolerance, f"{name}: values that are not finite")
        scale = max(np.abs(a).max(initial=0.0), np.abs(b).max(initial=0.0))
        difference = float(np.abs(a - b).max(initial=0.0) / scale) if scale > 0 else 0.0
        if difference >= worst:
            worst, where = difference, name
    return Parity(ok=worst <= tolerance, max_difference=worst, tolerance=tolerance, where=where)


def _no(tolerance: float, where: str) -> Parity:
    # Not infinity: JSON has no such number.
    return Parity(ok=False, max_difference=1e9, tolerance=tolerance, where=where)
