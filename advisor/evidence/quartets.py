"""Blocks in the order A B B A, so that a machine that drifts evenly cancels out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.evidence.load import LoadMeter, disturbance
from advisor.evidence.pair import Pair

#: Spinning threads of the framework that just worked settle within 7 ms; this leaves room.
SETTLE_S = 0.02
MIN_CALLS = 5
#: A block in which something was traced or compiled again, or which others disturbed, is void; its quartet is
#: run this often at most.
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
        disturbed: What disturbed every attempt, this last one included; empty if nothing did.
        void: What disturbed the blocks of earlier attempts, a line each.
    """

    value: float
    times: Mapping[str, tuple[float, float]]
    disturbed: str = ""
    void: tuple[str, ...] = ()


def run_quartet(pair: Pair, row: str, block_s: float, meter: LoadMeter, *, reverse: bool) -> Quartet:
    """Runs the blocks A B B A, or B A A B in reverse.

    Args:
        pair: Both frameworks, the row prepared and warm in each.
        row: Its name.
        block_s: Seconds of work in a block.
        meter: Tells who else worked on our processors.
        reverse: Which order.

    Returns:
        The first attempt that nothing disturbed, or else the last one, marked so.

    Raises:
        WorkerFailure: A worker failed.
        NeverSteadyError: No attempt was free of tracing and compiling.
    """
    order = (B, A, A, B) if reverse else (A, B, B, A)
    disturbed: Quartet | None = None
    void: list[str] = []
    for _ in range(REPEATS):
        times: dict[str, list[float]] = {A: [], B: []}
        retraced, why = False, ""
        for framework in order:
            pair.settle(SETTLE_S)
            before = meter.read()
            block = pair.block(framework, row, block_s, MIN_CALLS)
            after = meter.read()
            why = why or disturbance(before, after, block.cpu_s)
            times[framework].append(block.median_ms)
            retraced = retraced or block.retraced
        if retraced:
            continue
        quartet = quartet_of((times[A][0], times[A][1]), (times[B][0], times[B][1]))
        if not why:
            return replace(quartet, void=tuple(void))
        disturbed = replace(quartet, disturbed=why, void=tuple(void))
        void.append(why)
    if disturbed is None:
        raise NeverSteadyError
    return disturbed


def quartet_of(a: tuple[float, float], b: tuple[float, float]) -> Quartet:
    """The value of four block medians, A's and B's, each in the order in which they ran."""
    value = 0.5 * ((math.log(b[0]) + math.log(b[1])) - (math.log(a[0]) + math.log(a[1])))
    return Quartet(value, {A: a, B: b})
