"""What measuring prints: one line for the modes of a row, and one for each launch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.evidence.rows import RowState
from advisor.report.progress import ConsoleProgress

WAITING = RowState("mlp train batch 32", "mlp", "train", 32, "cpu", "waiting", launches=3)
MEET = replace(WAITING, stage="launches", modes={"pytorch": "eager", "tensorflow": "function"})
FIRST = replace(MEET, launch=1, ratio=0.5, low=0.4, high=0.625, verdict="tensorflow-faster")


def printed(capsys: pytest.CaptureFixture[str], *states: RowState) -> list[str]:
    progress = ConsoleProgress()
    for state in states:
        progress.row(state)
    progress.measured(())
    progress.close()
    return capsys.readouterr().err.splitlines()


def test_a_row_prints_its_modes_and_each_new_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    better = replace(FIRST, launch=2, low=0.45, high=0.55)
    states = [
        WAITING,
        replace(WAITING, stage="modes"),
        MEET,
        replace(MEET, launch=1),
        FIRST,
        replace(FIRST, launch=2),
        better,
        replace(better, stage="done", detail="decided after 2 of 3 launches"),
    ]
    assert printed(capsys, *states) == [
        "mlp train batch 32: pytorch eager and tensorflow function meet",
        "mlp train batch 32: TensorFlow takes 0.50 [0.40, 0.62] of PyTorch's time",
        "mlp train batch 32: TensorFlow takes 0.50 [0.45, 0.55] of PyTorch's time",
    ]


def test_a_witness_prints_its_own_line(capsys: pytest.CaptureFixture[str]) -> None:
    eager = replace(FIRST, detail="eager: TensorFlow takes 3.00 [2.50, 3.60] of PyTorch's time")
    assert printed(capsys, MEET, FIRST, replace(FIRST, detail=""), eager)[-1] == (
        "mlp train batch 32, eager: TensorFlow takes 3.00 [2.50, 3.60] of PyTorch's time"
    )


def test_what_was_stored_or_left_out_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    stored = replace(FIRST, stage="done", detail="stored")
    assert printed(capsys, stored, replace(WAITING, stage="left-out", detail="no time")) == []
