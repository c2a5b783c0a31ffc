"""A row as others see it: where its figures come from, and how far its measuring is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from advisor.evidence.records import DeviceKind, Measurement, RowVerdict, Task

Origin = Literal["fresh", "stored", "file"]

#: waiting: not begun. modes: every mode once. launches: the best meet in fresh launches. done: as far as the
#: plan goes. skipped: the user left it out. left-out: the budget had no time. failed: nothing to compare.
Stage = Literal["waiting", "modes", "launches", "done", "skipped", "left-out", "failed"]

_NO_MODES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Row:
    """A measurement and where it comes from."""

    measurement: Measurement
    origin: Origin


@dataclass(frozen=True)
class LeftOut:
    """A row that was not measured.

    Attributes:
        row: Its name.
        why: It was not.
        remedy: What has it measured after all.
    """

    row: str
    why: str
    remedy: str

    def __str__(self) -> str:
        """It and its reason on one line."""
        return f"{self.row} was not measured: {self.why}"


def without_time(row: str, why: str) -> LeftOut:
    """A row that did not fit the budget."""
    return LeftOut(row, why, "Take a larger --budget; what is measured already is kept")


@dataclass(frozen=True)
class RowState:
    """How far the measuring of a row is.

    Attributes:
        name: Of the row; unique in a plan.
        workload: The kind of model.
        task: What is timed.
        batch: Examples a call.
        device: The kind of device.
        stage: How far it is.
        detail: One line: what is being done, or why it ended as it did.
        modes: By framework, the mode that meets the other's; empty until the first pass knows.
        launch: The launch that runs or ran last, from 1; 0 before the first.
        launches: Launches that the plan asks for.
        ratio: t_tensorflow / t_pytorch of the comparison `best` so far; None before the first quartet.
        low: Lower end of its 95 % interval.
        high: Upper end of its 95 % interval.
        verdict: The interval against the ±5 % band.
    """

    name: str
    workload: str
    task: Task
    batch: int
    device: DeviceKind
    stage: Stage
    detail: str = ""
    modes: Mapping[str, str] = field(default_factory=lambda: _NO_MODES)
    launch: int = 0
    launches: int = 0
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    verdict: RowVerdict | None = None
