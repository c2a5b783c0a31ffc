"""A dock in an app of its own, and rows to put into it."""

from __future__ import annotations

import dataclasses

from advisor.evidence.rows import RowState
from advisor.tui.widgets.dock import ProbeDock
from tests.tui.piloting import OneWidget

DONE = RowState(
    "train",
    "cnn",
    "train",
    32,
    "cpu",
    "done",
    modes={"pytorch": "compile", "tensorflow": "function"},
    launch=3,
    launches=3,
    ratio=0.62,
    low=0.55,
    high=0.70,
    verdict="tensorflow-faster",
)
RUNNING = dataclasses.replace(
    DONE,
    name="one",
    task="infer",
    batch=1,
    stage="launches",
    launch=2,
    ratio=2.7,
    low=2.3,
    high=3.1,
    verdict="pytorch-faster",
)
TRYING = RowState("many", "cnn", "infer", 32, "cpu", "modes", "TensorFlow xla: warming up")
WAITING = RowState("input", "cnn", "input", 32, "cpu", "waiting")
FAILED = RowState("big", "cnn", "train", 512, "cpu", "failed", "PyTorch: out of memory")
ROWS = [DONE, RUNNING, TRYING, WAITING, FAILED]


def app_of() -> OneWidget[ProbeDock]:
    return OneWidget(ProbeDock(), ProbeDock.PauseToggled, ProbeDock.SkipAsked, ProbeDock.StopAsked)
