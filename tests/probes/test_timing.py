from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest

from probes.system import peak_mb, reset_peak
from probes.timing import time_block, warm_up


class Clock:
    """Time that passes only when work is done."""

    def __init__(self, costs: Callable[[int], float]) -> None:
        self.now, self.calls, self._costs = 0.0, 0, costs

    def __call__(self) -> float:
        return self.now

    def work(self) -> None:
        self.now += self._costs(self.calls)
        self.calls += 1


def test_a_block_gives_its_median_call() -> None:
    clock = Clock(lambda call: 0.5 if call == 2 else 0.01)
    block = time_block(clock.work, 5, clock)
    assert block.median_s == pytest.approx(0.01)
    assert block.wall_s == pytest.approx(0.54)


def test_the_garbage_collector_rests_inside_a_block_and_works_again_after_a_fault() -> None:
    seen = []

    def work() -> None:
        seen.append(gc.isenabled())
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        time_block(work, 1)
    assert seen == [False]
    assert gc.isenabled()


def test_a_warm_up_goes_on_until_the_pace_is_steady() -> None:
    clock = Clock(lambda call: 0.1 if call < 20 else 0.01)
    warmed = warm_up(clock.work, cap_s=100.0, clock=clock)
    assert warmed.steady
    assert warmed.calls >= 5
    fast = Clock(lambda call: 0.02 * 0.8**call + 0.001)
    warmed = warm_up(fast.work, cap_s=100.0, clock=fast)
    assert warmed.steady
    assert warmed.median_s == pytest.approx(0.001, rel=0.2)


def test_a_warm_up_that_never_settles_ends_at_its_cap_and_says_so() -> None:
    clock = Clock(lambda call: 0.1 if (call // 3) % 2 else 0.2)
    warmed = warm_up(clock.work, cap_s=2.0, clock=clock)
    assert not warmed.steady
    assert clock.now < 4


def test_the_peak_of_memory_is_read_or_left_open(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmHWM:\t  100000 kB\n")
    assert peak_mb(status) == pytest.approx(102.4)
    assert peak_mb(tmp_path / "nowhere") is None
    assert reset_peak(tmp_path / "no" / "where") is False
