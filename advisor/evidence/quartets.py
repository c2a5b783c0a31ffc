"""Blocks in the order A B B A, so that a machine that drifts evenly cancels out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from advisor.evidence.load import LoadMeter, disturbance, own_work
from advisor.evidence.pair import Block, Pair

#: Spinning threads of the framework that just worked settle within 7 ms; this leaves room.
SETTLE_S = 0.02
MIN_CALLS = 5
#: A block in which something was traced or compiled again, or which others disturbed, is void; its quartet is
#: run this often at most.
REPEATS = 3
#: A block during which our own screen worked is run again in its place, so many blocks of a quartet at most:
#: a key was pressed, and whoever types pauses soon.
OWN_REPEATS = 12
#: Seconds that the screen is given to come to rest before that.
OWN_SETTLE_S = 0.1

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
        again: Blocks that were run again in their place, since our own screen had worked during them.
    """

    value: float
    times: Mapping[str, tuple[float, float]]
    disturbed: str = ""
    void: tuple[str, ...] = ()
    again: int = 0


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
    left = OWN_REPEATS
    for _ in range(REPEATS):
        times: dict[str, list[float]] = {A: [], B: []}
        retraced, why = False, ""
        for framework in order:
            block, disturbing, left = _run_block(pair, framework, row, block_s, meter, left)
            why = why or disturbing
            times[framework].append(block.median_ms)
            retraced = retraced or block.retraced
        if retraced:
            continue
        quartet = quartet_of((times[A][0], times[A][1]), (times[B][0], times[B][1]))
        if not why:
            return replace(quartet, void=tuple(void), again=OWN_REPEATS - left)
        disturbed = replace(quartet, disturbed=why, void=tuple(void), again=OWN_REPEATS - left)
        void.append(why)
    if disturbed is None:
        raise NeverSteadyError
    return disturbed


def _run_block(
    pair: Pair, framework: str, row: str, block_s: float, meter: LoadMeter, left: int
) -> tuple[Block, str, int]:
    """A block, what disturbed it, and how many more may be run again because our own screen works."""
    settle = SETTLE_S
    while True:
        pair.settle(settle)
        before = meter.read()
        block = pair.block(framework, row, block_s, MIN_CALLS)
        after = meter.read()
        if left == 0 or not own_work(before, after):
            return block, disturbance(before, after, block.cpu_s), left
        left -= 1
        settle = OWN_SETTLE_S


def quartet_of(a: tuple[float, float], b: tuple[float, float]) -> Quartet:
    """The value of four block medians, A's and B's, each in the order in which they ran."""
    value = 0.5 * ((math.log(b[0]) + math.log(b[1])) - (math.log(a[0]) + math.log(a[1])))
    return Quartet(value, {A: a, B: b})
