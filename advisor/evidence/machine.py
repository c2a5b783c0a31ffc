"""Which machine this is, and how much of it a measurement may use."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from pathlib import Path

import psutil

from advisor.evidence.records import Machine

_CGROUPS = Path("/sys/fs/cgroup")


def usable_cores(cgroups: Path = _CGROUPS) -> int:
    """CPUs that this process may use: the lesser of its affinity mask and its cgroup's quota, at least 1."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _cgroup_quota(cgroups)
    return max(1, min(allowed, int(quota)) if quota is not None else allowed)


def _cgroup_quota(cgroups: Path) -> float | None:
    """CPUs that the cgroup grants, from version 2's cpu.max or version 1's quota and period."""
    try:
        quota, period = (cgroups / "cpu.max").read_text("ascii").split()
    except (OSError, ValueError):
        try:
            quota = (cgroups / "cpu" / "cpu.cfs_quota_us").read_text("ascii").strip()
            period = (cgroups / "cpu" / "cpu.cfs_period_us").read_text("ascii").strip()
        except OSError:
            return None
    if not quota.isdigit() or not period.isdigit() or int(period) == 0:
        return None
    return int(quota) / int(period)


def processor_name() -> str:
    """The processor's name as the system gives it."""
    if sys.platform == "linux":
        try:
            for line in Path("/proc/cpuinfo").read_text("utf-8", errors="replace").splitlines():
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
        except OSError:
            pass
    return platform.processor() or platform.machine() or "unknown"


def this_machine() -> Machine:
    """Describes the machine at hand."""
    memory = psutil.virtual_memory().total / 2**30
    cores = usable_cores()
    processor = processor_name()
    system = f"{platform.system()} {platform.release()}"
    # The host's name is left out: a renamed or re-created machine with the same hardware is the same.
    hardware = "|".join([platform.system(), platform.machine(), processor, str(cores), f"{memory:.0f}"])
    return Machine(
        id=hashlib.sha256(hardware.encode()).hexdigest()[:12],
        name=platform.node() or "unnamed",
        system=system,
        processor=processor,
        cores=cores,
        memory_gib=round(memory, 1),
    )
