"""The whole way of the evidence with scripted workers: planning, measuring, keeping, reading again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor.evidence import gathering
from advisor.evidence.gathering import Evidence, Wish, gather
from advisor.evidence.plan import Budget, RowPlan
from advisor.evidence.store import Store, probes_file
from tests.evidence.scripted import MACHINE, Silence, session_with
from tests.evidence.test_session import plan_of

TRAIN, INFER = RowPlan("mlp", "train", 32), RowPlan("mlp", "infer", 1)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
Gather = Callable[..., Evidence]


@pytest.fixture
def gathered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gather:
    """Gathers with workers that follow a script."""
    session, _ = session_with(tmp_path, plan_of(TRAIN))
    setting = session._setting
    monkeypatch.setattr(gathering, "find_setting", lambda _chosen, command: replace(setting, command=command))

    def run(*rows: RowPlan, budget: Budget = "quick", fresh: bool = False) -> Evidence:
        wish = Wish(rows, budget, fresh, False, (), {}, "advisor probe")
        return gather(wish, Store(tmp_path / "data"), Silence(), lambda: NOW)

    return run


def test_what_was_measured_is_read_the_second_time(gathered: Gather, tmp_path: Path) -> None:
    first = gathered(TRAIN, INFER)
    assert [row.origin for row in first.rows] == ["fresh", "fresh"]
    opened = (tmp_path / "probes" / "log").read_text().count(" open ")
    again = gathered(TRAIN, INFER)
    assert [row.origin for row in again.rows] == ["stored", "stored"]
    assert [row.measurement for row in again.rows] == [row.measurement for row in first.rows]
    assert (tmp_path / "probes" / "log").read_text().count(" open ") == opened
    assert [row.origin for row in gathered(TRAIN, fresh=True).rows] == ["fresh"]


def test_a_row_that_was_decided_early_answers_for_its_budget_and_not_for_a_larger_one(
    gathered: Gather,
) -> None:
    (row,) = gathered(TRAIN).rows
    best = row.measurement.best()
    assert best is not None
    assert best.launches < best.planned
    assert [row.origin for row in gathered(TRAIN, budget="standard").rows] == ["fresh"]


def test_a_standard_run_measures_the_noise_floor_and_later_ones_use_it(
    gathered: Gather, tmp_path: Path
) -> None:
    (row,) = gathered(TRAIN, budget="standard").rows
    assert row.measurement.noise_floor is not None
    best = row.measurement.best()
    assert best is not None
    assert best.prior_spread == 0.08
    known = Store(tmp_path / "data").calibration(MACHINE)
    assert {entry.framework for entry in known.meetings} == {"pytorch", "tensorflow"}
    (later,) = gathered(TRAIN, fresh=True).rows
    best = later.measurement.best()
    assert best is not None
    assert best.prior_spread == pytest.approx(known.spread)
    assert known.spread < 0.08


def test_a_full_disk_costs_the_keeping_and_not_the_measurements(
    gathered: Gather, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    evidence = gathered(TRAIN, INFER, budget="standard")
    assert len(evidence.rows) == 2
    assert evidence.troubles == ("the measurements could not be kept: No space left on device",)
    assert [path for path in (tmp_path / "data" / "measurements").rglob("*") if path.is_file()] == []


def test_a_folder_that_is_none_costs_the_keeping_only(gathered: Gather, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    evidence = gathered(TRAIN)
    assert [row.origin for row in evidence.rows] == ["fresh"]
    (trouble,) = evidence.troubles
    assert "could not be kept" in trouble


def test_a_file_from_elsewhere_spares_the_measuring(gathered: Gather, tmp_path: Path) -> None:
    (row,) = gathered(TRAIN).rows
    file = probes_file([row.measurement], NOW, "advisor probe -o gpu.json")
    wish = Wish((TRAIN,), "quick", True, False, (file,), {}, "advisor probe")
    evidence = gather(wish, Store(tmp_path / "other"), Silence(), lambda: NOW)
    assert [row.origin for row in evidence.rows] == ["file"]
    # Another precision is another row.
    other = replace(wish, rows=(replace(TRAIN, precision="bfloat16"),))
    assert [row.origin for row in gather(other, Store(tmp_path / "other"), Silence(), lambda: NOW).rows] == [
        "file",
        "fresh",
    ]
