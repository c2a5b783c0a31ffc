"""Whether two frameworks did the same work: arrays in the neutral layout, compared before any timing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.evidence.records import Parity, Precision

#: Of outputs and loss. Single precision leaves about 1e-6 after some layers, other kernels and orders of
#: summation included; a wrong epsilon of a batch normalisation makes 5e-4 and more.
TOLERANCE = 1e-4
#: Of gradients. Where an activation lies within rounding of ReLU's corner, or two within rounding of a tie in
#: max pooling, the frameworks may take different one-sided derivatives, both right. Seen: up to 8e-3.
GRADIENT_TOLERANCE = 5e-2
#: The same in bfloat16, which has 8 bits: each rounding is up to 4e-3 off, and they add up over the layers.
REDUCED_TOLERANCE = 5e-2
REDUCED_GRADIENT_TOLERANCE = 2e-1
GRADIENT = "grad:"
#: A gradient this much smaller than the longest one counts as that long: some are exactly zero by mathematics
#: (softmax does not see a bias of the keys), and rounding is all that is left of them.
GRADIENT_FLOOR = 1e-4
REDUCED_GRADIENT_FLOOR = 2e-2


def compare_files(first: Path, second: Path, precision: Precision = "float32") -> Parity:
    """Compares two `.npz` files that workers wrote in one precision.

    Raises:
        OSError: A file cannot be read.
        ValueError: A file is not an archive of plain arrays.
    """
    with np.load(first, allow_pickle=False) as a, np.load(second, allow_pickle=False) as b:
        return compare(dict(a), dict(b), precision)


def compare(
    first: Mapping[str, NDArray[Any]],
    second: Mapping[str, NDArray[Any]],
    precision: Precision = "float32",
) -> Parity:
    """Compares named arrays: outputs, loss and gradients.

    The difference of outputs and loss is max |a − b| relative to the largest magnitude in either, so that
    entries near zero do not blow up a difference that no user of the array would see; that of a gradient
    is ‖a − b‖₂ relative to the longer of the two, and at least to a small part of the longest gradient.

    Args:
        first: Arrays by name.
        second: The same names and shapes, or it is no parity.
        precision: In which both were computed.

    Returns:
        The difference that is largest against its tolerance, that tolerance, and where it was; a huge
        difference for missing arrays, other shapes or values that are not finite.
    """
    if first.keys() != second.keys() or not first:
        odd = sorted(first.keys() ^ second.keys())
        return _no(f"only one side has {', '.join(odd)}" if odd else "nothing to compare")
    of_outputs, of_gradients = (
        (TOLERANCE, GRADIENT_TOLERANCE)
        if precision == "float32"
        else (REDUCED_TOLERANCE, REDUCED_GRADIENT_TOLERANCE)
    )
    worst = Parity(ok=True, max_difference=0.0, tolerance=of_outputs)
    lengths = [
        _norm(array.astype(np.float64), None)
        for side in (first, second)
        for name, array in side.items()
        if name.startswith(GRADIENT)
    ]
    of_longest = GRADIENT_FLOOR if precision == "float32" else REDUCED_GRADIENT_FLOOR
    floor = of_longest * max(lengths, default=0.0)
    for name in sorted(first):
        a, b = first[name].astype(np.float64), second[name].astype(np.float64)
        if a.shape != b.shape:
            return _no(f"{name}: shape {a.shape} and {b.shape}")
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            return _no(f"{name}: values that are not finite")
        gradient = name.startswith(GRADIENT)
        difference = _distance(a, b, None, floor) if gradient else _distance(a, b, np.inf)
        tolerance = of_gradients if gradient else of_outputs
        if difference / tolerance >= worst.max_difference / worst.tolerance:
            worst = Parity(
                ok=difference <= tolerance, max_difference=difference, tolerance=tolerance, where=name
            )
    return worst


def _distance(
    a: NDArray[np.float64], b: NDArray[np.float64], norm: float | None, floor: float = 0.0
) -> float:
    """The norm of the difference, relative to the larger of both norms and to the floor."""
    scale = max(_norm(a, norm), _norm(b, norm), floor)
    return _norm(a - b, norm) / scale if scale > 0 else 0.0


def _norm(array: NDArray[np.float64], norm: float | None) -> float:
    return float(np.linalg.norm(array.ravel(), norm)) if array.size else 0.0


def _no(where: str) -> Parity:
    # Not infinity: JSON has no such number.
    return Parity(ok=False, max_difference=1e9, tolerance=TOLERANCE, where=where)
