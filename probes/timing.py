"""Timing calls: blocks, and a warm-up that ends by evidence."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

#: Warm-up blocks have this many calls at least, or as many as take this long.
_WARM_BLOCK_CALLS = 3
_WARM_BLOCK_S = 0.02
#: So many recent block medians must agree within this share.
_RECENT = 3
_AGREE = 0.05
_LEAST_CALLS = 5


@dataclass(frozen=True)
class Block:
    """Calls timed one by one, in s."""

    samples_s: tuple[float, ...]
    wall_s: float

    @property
    def median_s(self) -> float:
        """The block's figure: its median call."""
        return median(self.samples_s)


@dataclass(frozen=True)
class WarmUp:
    """How a warm-up went; `steady` is false if it reached its cap first."""

    calls: int
    steady: bool
    median_s: float


def time_block(call: Callable[[], object], calls: int, clock: Callable[[], float] = perf_counter) -> Block:
    """Times calls one by one, with the garbage collector held back.

    Args:
        call: Does the work and reads its result.
        calls: How often.
        clock: Gives seconds.
    """
    samples = []
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        began = clock()
        for _ in range(calls):
            start = clock()
            call()
            samples.append(clock() - start)
        wall = clock() - began
    finally:
        if was_enabled:
            gc.enable()
    return Block(tuple(samples), wall)


def warm_up(call: Callable[[], object], cap_s: float, clock: Callable[[], float] = perf_counter) -> WarmUp:
    """Calls until the last block medians agree within 5 %, after five calls at least and `cap_s` at most."""
    began = clock()
    medians: list[float] = []
    calls = 0
    pace = 0.0
    while True:
        count = max(_WARM_BLOCK_CALLS, round(_WARM_BLOCK_S / pace)) if pace > 0 else _WARM_BLOCK_CALLS
        block = time_block(call, min(count, 1000), clock)
        calls += len(block.samples_s)
        pace = block.median_s
        medians.append(pace)
        recent = medians[-_RECENT:]
        agree = len(recent) == _RECENT and max(recent) <= (1 + _AGREE) * min(recent)
        if calls >= _LEAST_CALLS and (agree or clock() - began >= cap_s):
            return WarmUp(calls, agree, median(recent))


def best_of(call: Callable[[], object], seconds: float, clock: Callable[[], float] = perf_counter) -> float:
    """The shortest of the calls that fit into so many seconds, three at least: what is possible; in s."""
    began = clock()
    samples: list[float] = []
    while len(samples) < _RECENT or clock() - began < seconds:
        samples += time_block(call, 1, clock).samples_s
    return min(samples)
