"""The whole way of the evidence with scripted workers: planning, measuring, keeping, reading again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from advisor.evidence import gathering
from advisor.evidence.control import Control
from advisor.evidence.gathering import Evidence, Wish, gather
from advisor.evidence.plan import Budget, RowPlan
from advisor.evidence.records import Measurement, ProbesFile
from advisor.evidence.rows import RowState
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

    def run(
        *rows: RowPlan,
        budget: Budget = "quick",
        fresh: bool = False,
        files: tuple[ProbesFile, ...] = (),
        progress: Silence | None = None,
        control: Control | None = None,
    ) -> Evidence:
        wish = Wish(rows, budget, fresh, False, files, {}, "advisor probe")
        return gather(wish, Store(tmp_path / "data"), progress or Silence(), lambda: NOW, control)

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


def test_what_is_stored_is_told_as_done_and_known_before_anything_is_measured(gathered: Gather) -> None:
    (first,) = gathered(TRAIN).rows
    best = first.measurement.best()
    assert best is not None
    progress = Silence()
    evidence = gathered(TRAIN, INFER, progress=progress)
    (told,) = progress.of(TRAIN)
    assert (told.stage, told.detail) == ("done", "stored")
    assert (told.ratio, told.low, told.high, told.verdict) == (best.ratio, best.low, best.high, best.verdict)
    assert told.modes == {"pytorch": "eager", "tensorflow": "function"}
    assert progress.states[0] == told
    # The stored row at once, then after every launch with the fresh one.
    origins = [[row.origin for row in rows] for rows in progress.known]
    assert origins == [["stored"], ["stored", "fresh"], ["stored", "fresh"]]
    assert progress.known[-1] == evidence.rows
    partial = progress.known[1][1].measurement.best()
    assert partial is not None
    assert partial.launches == 1


def test_rows_of_files_are_known_even_where_nothing_is_measured(gathered: Gather) -> None:
    (row,) = gathered(TRAIN).rows
    file = probes_file([row.measurement], NOW, "advisor probe -o gpu.json")
    for budget in ("none", "quick"):
        progress = Silence()
        gathered(TRAIN, budget=budget, files=(file,), progress=progress)
        assert [[row.origin for row in rows] for rows in progress.known] == [["file"]]
        assert progress.states == []


def test_gathering_that_is_called_off_gives_back_and_keeps_what_was_measured(
    gathered: Gather, tmp_path: Path
) -> None:
    control = Control()

    def cancel(state: RowState) -> None:
        if state.name == TRAIN.name and state.ratio is not None:
            control.cancel()

    evidence = gathered(TRAIN, INFER, progress=Silence(cancel), control=control)
    train, infer = evidence.rows
    best = train.measurement.best()
    assert best is not None
    assert (best.launches, best.stopped) == (1, "interrupted")
    assert infer.measurement.best() is None
    assert (evidence.unmeasured, evidence.troubles) == ((), ())
    assert psutil.Process().children(recursive=True) == []
    (kept,) = (tmp_path / "data" / "measurements").glob("*.json")
    assert Measurement.model_validate_json(kept.read_text()) == train.measurement
    # It does not answer for the budget: asked again, the row is measured.
    assert [row.origin for row in gathered(TRAIN).rows] == ["fresh"]


def test_gathering_can_be_called_off_while_the_noise_floor_is_measured(gathered: Gather) -> None:
    control = Control()

    class Listener(Silence):
        def phase(self, text: str) -> None:
            if "against itself" in text:
                control.cancel()

    (row,) = gathered(TRAIN, budget="standard", progress=Listener(), control=control).rows
    assert row.measurement.best() is not None
    assert row.measurement.noise_floor is None
