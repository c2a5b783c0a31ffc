"""Who else used our processors while a block was timed: other programs, the hypervisor, the cgroup's limit.

Read around each block from the kernel's counters, on the CPUs of our own affinity mask. What everything took
there, less what the active worker says it took itself, is foreign: the idle sibling and this program too.
Where a system has no such counters nothing is noticed of others, and nothing is claimed. What this program
took itself, its screen above all, is told everywhere, and finer: by its own clock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psutil

#: A block is void if others took more than this share of our CPUs while it ran.
FOREIGN_SHARE = 0.15
#: As above, of what the hypervisor kept back.
STEAL_SHARE = 0.05
#: As above, of what this very process took: its screen, and the asking itself. Asking takes 0.5 to 0.9 ms a
#: block, 0.5 % of 50 ms on two CPUs. The rest is room for a redraw of a line or two: up to 5 ms of one of the
#: CPUs, which meets few of the block's calls, so that their median takes it out. A screen that draws all the
#: time does not fit.
OWN_SHARE = 0.05
#: The kernel counts in ticks; so many on each CPU may be counted to the wrong side.
_TICKS = 2
#: Blocks shorter than this many seconds are too short for ticks to say anything.
_LEAST_S = 0.02


@dataclass(frozen=True)
class Reading:
    """The counters at one moment.

    Attributes:
        at: Seconds of a steady clock.
        busy_s: CPU seconds that our CPUs have worked, by anyone; None where the system does not count them.
        steal_s: CPU seconds that the hypervisor gave to others.
        throttled: How often the cgroup was stopped for its quota.
        cpus: How many CPUs those are.
        own_s: CPU seconds that this process has worked, all its threads together.
    """

    at: float
    busy_s: float | None
    steal_s: float
    throttled: int
    cpus: int
    own_s: float = 0.0


class LoadMeter(Protocol):
    """Reads the counters."""

    def read(self) -> Reading | None:
        """The counters now, or None where nothing shall be claimed."""
        ...


class KernelCounters:
    """Linux's counters, and on every system what this process took itself.

    Args:
        stat: Of all CPUs.
        cgroup: Of this cgroup.
        cpus: Which CPUs are ours; the affinity mask if left out.
        clock: Gives seconds.
        own: Gives the CPU seconds of this process.
    """

    def __init__(
        self,
        stat: Path = Path("/proc/stat"),
        cgroup: Path = Path("/sys/fs/cgroup/cpu.stat"),
        cpus: Collection[int] | None = None,
        clock: Callable[[], float] = time.monotonic,
        own: Callable[[], float] = time.process_time,
    ) -> None:
        self._stat = stat
        self._cgroup = cgroup
        self._clock = clock
        self._own = own
        if cpus is None:
            cpus = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
        self._cpus = len(cpus)
        self._names = {f"cpu{number}" for number in cpus}

    def read(self) -> Reading:
        """The counters now; without those of the kernel where it has none."""
        nothing = Reading(self._clock(), None, 0.0, 0, self._cpus, self._own())
        try:
            ticks = os.sysconf("SC_CLK_TCK")
            lines = self._stat.read_text("ascii").splitlines()
            ours = [line.split() for line in lines if line.partition(" ")[0] in self._names]
            # user nice system idle iowait irq softirq steal
            busy = sum(int(line[place]) for line in ours for place in (1, 2, 3, 6, 7))
            steal = sum(int(line[8]) for line in ours)
        except (OSError, ValueError, IndexError, AttributeError):
            return nothing
        if not ours:
            return nothing
        at, own_s = self._clock(), self._own()
        return Reading(at, busy / ticks, steal / ticks, self._throttled(), len(ours), own_s)

    def _throttled(self) -> int:
        try:
            for line in self._cgroup.read_text("ascii").splitlines():
                name, _, number = line.partition(" ")
                if name == "nr_throttled":
                    return int(number)
        except (OSError, ValueError):
            pass
        return 0


def own_work(before: Reading | None, after: Reading | None) -> str:
    """Says that our own screen worked while a block ran, or nothing.

    Args:
        before: As the block began.
        after: As it ended.
    """
    if before is None or after is None or after.at - before.at < _LEAST_S:
        return ""
    share = (after.own_s - before.own_s) / ((after.at - before.at) * after.cpus)
    return f"advisor's own screen took {100 * share:.0f} % of the processor" if share > OWN_SHARE else ""


def disturbance(before: Reading | None, after: Reading | None, worker_s: float | None) -> str:
    """Says what disturbed a block, or nothing.

    Args:
        before: As the block began.
        after: As it ended.
        worker_s: CPU seconds that the active worker took itself; None if it did not say.
    """
    if before is None or after is None:
        return ""
    if own := own_work(before, after):
        return own
    wall = after.at - before.at
    could = wall * after.cpus
    if before.busy_s is None or after.busy_s is None or worker_s is None:
        return ""
    if after.throttled > before.throttled:
        return "the container's CPU quota stopped it"
    if wall < _LEAST_S:
        return ""
    blur = _TICKS * after.cpus * 0.01 / could
    stolen = (after.steal_s - before.steal_s) / could
    if stolen > STEAL_SHARE + blur:
        return f"other virtual machines took {100 * stolen:.0f} % of the processor"
    foreign = (after.busy_s - before.busy_s - worker_s) / could
    if foreign > FOREIGN_SHARE + blur:
        return f"other programs took {100 * foreign:.0f} % of the processor"
    return ""


def on_battery() -> bool:
    """Whether the machine runs from its battery, which slows processors as it pleases."""
    read = getattr(psutil, "sensors_battery", None)
    battery = read() if read is not None else None
    return battery is not None and battery.power_plugged is False
