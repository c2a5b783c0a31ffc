import math
import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from advisor.decision.rows import read_measurements
from advisor.evidence.load import OWN_SHARE, KernelCounters, Reading, disturbance
from advisor.evidence.plan import RowPlan, make_plan
from advisor.evidence.rows import RowState
from advisor.evidence.session import Session
from advisor.evidence.store import Store
from tests.evidence.scripted import Silence, session_with
from tests.evidence.test_session import NEAR

CALM = Reading(at=0.0, busy_s=100.0, steal_s=5.0, throttled=3, cpus=2)


def after(
    wall: float = 0.2, busy: float = 0.3, steal: float = 0.0, throttled: int = 0, own: float = 0.0
) -> Reading:
    return Reading(CALM.at + wall, 100.0 + busy, CALM.steal_s + steal, CALM.throttled + throttled, 2, own)


@pytest.mark.parametrize(
    ("reading", "worker_s", "words"),
    [
        (after(), 0.3, ""),
        (after(busy=0.32), 0.3, ""),
        (after(busy=0.4), 0.2, "other programs took 50 %"),
        (after(steal=0.1), 0.3, "other virtual machines took 25 %"),
        (after(throttled=1), 0.3, "quota"),
        (after(wall=0.005, busy=0.02), 0.0, ""),
        (after(busy=0.4), None, ""),
        (after(own=0.012), 0.3, ""),
        (after(own=0.048), 0.3, "advisor's own screen took 12 %"),
        (after(own=0.048), None, "advisor's own screen took 12 %"),
        (after(wall=0.005, own=0.005), 0.3, ""),
    ],
)
def test_what_others_took_is_told_from_the_work_itself(
    reading: Reading, worker_s: float | None, words: str
) -> None:
    said = disturbance(CALM, reading, worker_s)
    assert (words in said) if words else not said


def test_nothing_is_claimed_without_counters(tmp_path: Path) -> None:
    meter = KernelCounters(stat=tmp_path / "none", own=lambda: 7.0)
    before, after = meter.read(), meter.read()
    assert (before.busy_s, before.own_s) == (None, 7.0)
    assert disturbance(replace(before, at=0.0), replace(after, at=0.1), 0.0) == ""
    assert disturbance(None, None, 0.1) == ""


def test_only_our_own_cpus_are_read(tmp_path: Path) -> None:
    (tmp_path / "stat").write_text(
        "cpu 999 9 9 9 9 9 9 9 0 0\ncpu0 100 20 30 7 7 5 5 40 0 0\ncpu1 999 9 9 9 9 9 9 9 0 0\nintr 1\n"
    )
    (tmp_path / "cgroup").write_text("usage_usec 5\nnr_throttled 12\n")
    reading = KernelCounters(tmp_path / "stat", tmp_path / "cgroup", {0}, lambda: 1.0, lambda: 7.0).read()
    ticks = os.sysconf("SC_CLK_TCK")
    assert reading == Reading(1.0, 160 / ticks, 40 / ticks, 12, 1, 7.0)


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
        assert "other programs" in disturbance(before, meter.read(), worker_s=0.0)
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


class _Busy(Silence):
    """A screen that draws without a pause through the first launch of a row."""

    def __init__(self) -> None:
        super().__init__()
        self._enough = threading.Event()

    def row(self, state: RowState) -> None:
        super().row(state)
        if state.launch == 1 and state.ratio is None:
            threading.Thread(target=self._draw, daemon=True).start()
        elif state.launch == 2:
            self._enough.set()

    def _draw(self) -> None:
        while not self._enough.is_set():
            pass


@pytest.mark.calm
def test_blocks_during_which_our_own_screen_draws_are_void(tmp_path: Path) -> None:
    plan = make_plan([RowPlan("mlp", "train", 32)], "quick")
    script = {name: {**NEAR.get(name, {}), "block_s": 0.03} for name in ("pytorch", "tensorflow")}
    # Without the kernel's counters, so that nobody else is noticed.
    meter = KernelCounters(stat=tmp_path / "none")
    session, _ = session_with(tmp_path, plan, script, meter, progress=_Busy())
    session.run()
    (row,) = session.measurements().values()
    best = row.best()
    assert best is not None
    # Twelve blocks in each of the first launch's three quartets, and then three attempts at the quartet itself;
    # the other launches were calm.
    assert "36 blocks were run again: advisor's own screen had worked" in row.notes
    (note,) = [note for note in row.notes if "void" in note]
    assert note.startswith("9 quartets were void")
    assert "advisor's own screen took" in note
    assert not best.disturbed


@pytest.mark.calm
def test_asking_for_a_block_takes_far_less_than_our_own_share(tmp_path: Path) -> None:
    plan = make_plan([RowPlan("mlp", "train", 32)], "quick")
    script = {name: {**NEAR.get(name, {}), "block_s": 0.05} for name in ("pytorch", "tensorflow")}
    meter = _Kept(KernelCounters())
    session, _ = session_with(tmp_path, plan, script, meter)
    session.run()
    pairs = zip(meter.readings[::2], meter.readings[1::2], strict=True)
    shares = [(end.own_s - start.own_s) / ((end.at - start.at) * end.cpus) for start, end in pairs]
    assert len(shares) >= 36
    assert median(shares) < OWN_SHARE / 3


class _Kept:
    """Remembers what it read."""

    def __init__(self, meter: KernelCounters) -> None:
        self._meter = meter
        self.readings: list[Reading] = []

    def read(self) -> Reading:
        self.readings.append(self._meter.read())
        return self.readings[-1]
