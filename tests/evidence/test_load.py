import math
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor.decision.measured import read_measurements
from advisor.evidence.load import KernelCounters, Reading, disturbance
from advisor.evidence.plan import RowPlan, make_plan
from advisor.evidence.session import Session
from advisor.evidence.store import Store
from tests.evidence.scripted import session_with

CALM = Reading(at=0.0, busy_s=100.0, steal_s=5.0, throttled=3, cpus=2)


def after(wall: float = 0.2, busy: float = 0.3, steal: float = 0.0, throttled: int = 0) -> Reading:
    return Reading(CALM.at + wall, CALM.busy_s + busy, CALM.steal_s + steal, CALM.throttled + throttled, 2)


@pytest.mark.parametrize(
    ("reading", "own_s", "words"),
    [
        (after(), 0.3, ""),
        (after(busy=0.32), 0.3, ""),
        (after(busy=0.4), 0.2, "other programs took 50 %"),
        (after(steal=0.1), 0.3, "other virtual machines took 25 %"),
        (after(throttled=1), 0.3, "quota"),
        (after(wall=0.005, busy=0.02), 0.0, ""),
        (after(busy=0.4), None, ""),
    ],
)
def test_what_others_took_is_told_from_the_work_itself(
    reading: Reading, own_s: float | None, words: str
) -> None:
    said = disturbance(CALM, reading, own_s)
    assert (words in said) if words else not said


def test_nothing_is_claimed_without_counters(tmp_path: Path) -> None:
    assert KernelCounters(stat=tmp_path / "none").read() is None
    assert disturbance(None, None, 0.1) == ""


def test_only_our_own_cpus_are_read(tmp_path: Path) -> None:
    (tmp_path / "stat").write_text(
        "cpu 999 9 9 9 9 9 9 9 0 0\ncpu0 100 20 30 7 7 5 5 40 0 0\ncpu1 999 9 9 9 9 9 9 9 0 0\nintr 1\n"
    )
    (tmp_path / "cgroup").write_text("usage_usec 5\nnr_throttled 12\n")
    reading = KernelCounters(tmp_path / "stat", tmp_path / "cgroup", {0}, lambda: 1.0).read()
    ticks = os.sysconf("SC_CLK_TCK")
    assert reading == Reading(1.0, 160 / ticks, 40 / ticks, 12, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="the counters are Linux's")
def test_a_busy_neighbour_is_noticed() -> None:
    meter = KernelCounters()
    neighbours = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"])
        for _ in range(len(os.sched_getaffinity(0)))
    ]
    try:
        time.sleep(0.3)
        before = meter.read()
        time.sleep(0.5)
        assert "other programs" in disturbance(before, meter.read(), own_s=0.0)
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()


class _Neighbour:
    """Counters that a neighbour drives up during the given blocks, counted from the first."""

    def __init__(self, noisy: range) -> None:
        self._noisy = noisy
        self._reads = 0
        self._at = self._busy = 0.0

    def read(self) -> Reading:
        block, second = divmod(self._reads, 2)
        self._reads += 1
        if second:
            self._at += 0.1
            self._busy += 0.2 if block in self._noisy else 0.0
        return Reading(self._at, self._busy, 0.0, 0, 2)


def measure(folder: Path, noisy: range) -> Session:
    plan = make_plan([RowPlan("mlp", "train", 32)], "quick")
    session, _ = session_with(folder, plan, meter=_Neighbour(noisy))
    session.run()
    return session


def test_disturbed_blocks_are_run_again_and_reported(tmp_path: Path) -> None:
    (row,) = measure(tmp_path, range(2, 4)).measurements().values()
    best = row.best()
    assert best is not None
    assert best.verdict == "tensorflow-faster"
    assert math.isclose(best.ratio, 0.5)
    assert any("1 quartets were void" in note and "other programs" in note for note in row.notes)
    blocks = (tmp_path / "probes" / "log").read_text().count(" block ")
    assert blocks == 4 * (best.quartets + 1)


def test_a_machine_that_never_calms_down_concludes_nothing(tmp_path: Path) -> None:
    (row,) = measure(tmp_path, range(10_000)).measurements().values()
    best = row.best()
    assert best is not None
    assert best.verdict == "inconclusive"
    assert best.disturbed
    reading = read_measurements([row], {}, frozenset())
    assert [use.counts for use in reading.uses] == [False]
    assert all(entry.rows == 0 for entry in reading.evidence)
    Store(tmp_path).save({"key": row})
    assert Store(tmp_path).find("key", 1) is None
    assert any("never calmed down" in note for note in row.notes)
    assert row.taken == datetime(2026, 11, 24, tzinfo=UTC)
