import os
from pathlib import Path

import pytest

from advisor.evidence.machine import this_machine, usable_cores

ALLOWED = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("max 100000", ALLOWED),
        ("100000 100000", 1),
        ("50000 100000", 1),
        ("6400000 100000", ALLOWED),
        ("nonsense", ALLOWED),
        ("", ALLOWED),
        ("100000 0", ALLOWED),
    ],
)
def test_the_quota_of_the_cgroup_bounds_the_cores(tmp_path: Path, quota: str, cores: int) -> None:
    (tmp_path / "cpu.max").write_text(quota)
    assert usable_cores(tmp_path) == cores


def test_the_older_cgroups_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("100000\n")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000\n")
    assert usable_cores(tmp_path) == 1


def test_without_a_cgroup_the_affinity_mask_counts(tmp_path: Path) -> None:
    assert usable_cores(tmp_path) == ALLOWED


def test_the_same_machine_has_the_same_id() -> None:
    assert this_machine() == this_machine()
