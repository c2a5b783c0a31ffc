"""Blocks in the order A B B A, so that a machine that drifts evenly cancels out."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.evidence.pair import Pair

#: Spinning threads of the framework that just worked settle within 7 ms; this leaves room.
SETTLE_S = 0.02
MIN_CALLS = 5
#: A block in which something was traced or compiled again is void; its quartet is repeated this often.
REPEATS = 3

A, B = "pytorch", "tensorflow"


class NeverSteadyError(Exception):
    """Every attempt at a quartet traced or compiled something again."""


@dataclass(frozen=True)
class Quartet:
    """Four blocks.

    Attributes:
        value: ½[(ln B₁ + ln B₂) − (ln A₁ + ln A₂)], A being PyTorch and B TensorFlow.
        times: By framework the medians of its two blocks in ms a call.
    """

    value: float
    times: Mapping[str, tuple[float, float]]


def run_quartet(pair: Pair, row: str, block_s: float, *, reverse: bool) -> Quartet:
    """Runs the blocks A B B A, or B A A B in reverse.

    Args:
        pair: Both frameworks, the row prepared and warm in each.
        row: Its name.
        block_s: Seconds of work in a block.
        reverse: Which order.

    Raises:
        WorkerFailure: A worker failed.
        NeverSteadyError: No attempt was free of tracing and compiling.
    """
    order = (B, A, A, B) if reverse else (A, B, B, A)
    for _ in range(REPEATS):
        times: dict[str, list[float]] = {A: [], B: []}
        void = False
        for framework in order:
            time.sleep(SETTLE_S)
            block = pair.block(framework, row, block_s, MIN_CALLS)
            times[framework].append(block.median_ms)
            void = void or block.retraced
        if not void:
            return quartet_of((times[A][0], times[A][1]), (times[B][0], times[B][1]))
    raise NeverSteadyError


def quartet_of(a: tuple[float, float], b: tuple[float, float]) -> Quartet:
    """The value of four block medians, A's and B's, each in the order in which they ran."""
    value = 0.5 * ((math.log(b[0]) + math.log(b[1])) - (math.log(a[0]) + math.log(a[1])))
    return Quartet(value, {A: a, B: b})
