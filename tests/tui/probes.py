"""Probes that measure nothing: they stand where `gather` does, in the real thread, and wait to be told."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from advisor.evidence.bulletin import state_of
from advisor.evidence.control import Control
from advisor.evidence.gathering import Evidence, Wish
from advisor.evidence.plan import RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.records import Comparison, FrameworkBuild, Machine, Measurement, Parity
from advisor.evidence.rows import Row
from advisor.evidence.store import Store

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
#: Seconds after which nobody will end the probes any more.
_PATIENCE_S = 60.0

MACHINE = Machine(
    id="m", name="bench-1", system="Linux 6.1", processor="Made-up Processor", cores=2, memory_gib=8
)
BUILDS = (
    FrameworkBuild(framework="pytorch", version="2.13.0", build="cpu", python="3.11.7"),
    FrameworkBuild(framework="tensorflow", version="2.21.0", build="cpu", python="3.11.7"),
)


def measured(row: RowPlan, ratio: float = 0.5, spread: float = 1.1) -> Measurement:
    """A row in which TensorFlow takes `ratio` of PyTorch's time, known to a factor of `spread`.

    At batch 1 the outputs differ, so that the row cannot count.
    """
    comparison = Comparison(
        kind="best",
        pytorch="eager",
        tensorflow="function",
        ratio=ratio,
        low=ratio / spread,
        high=ratio * spread,
        launches=3,
        quartets=9,
        verdict="tensorflow-faster" if ratio * spread < 1 else "pytorch-faster",
        stopped="decided",
        values=((math.log(ratio),) * 3,) * 3,
        pytorch_ms=20.0,
        tensorflow_ms=20.0 * ratio,
    )
    return Measurement(
        workload=row.workload,
        size={},
        task=row.task,
        batch=row.batch,
        device=row.device,
        device_name="AVX2",
        machine=MACHINE,
        builds=BUILDS,
        taken=NOW,
        threads=2,
        precision=row.precision,
        seed=1,
        code="c",
        parity=Parity(ok=row.batch > 1, max_difference=0 if row.batch > 1 else 0.2, tolerance=1e-4),
        modes=(),
        comparisons=(comparison,),
        command="advisor probe shelf-scanner.yaml --budget quick",
    )


@dataclass
class MadeUpProbes:
    """Called like `gather`.

    Attributes:
        ratio: What every row comes out as.
        wishes: What was asked for.
        begun: Is set when a run begins.
        ended: Is set when it has ended.
    """

    ratio: float = 0.5
    wishes: list[Wish] = field(default_factory=list)
    begun: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    control: Control | None = None
    _finish: threading.Event = field(default_factory=threading.Event)
    _changed: threading.Event = field(default_factory=threading.Event)

    def finish(self) -> None:
        """Lets all rows come out, now and in later runs."""
        self._finish.set()
        self._changed.set()

    def __call__(
        self, wish: Wish, store: Store, progress: Progress, clock: Callable[[], datetime], control: Control
    ) -> Evidence:
        self.wishes.append(wish)
        self.control = control
        self.ended.clear()
        for place, row in enumerate(wish.rows):
            stage, detail = ("modes", "TensorFlow function: warming up") if place == 0 else ("waiting", "")
            progress.row(state_of(row, stage, detail, launches=3))  # type: ignore[arg-type]
        progress.estimate(0.1, 42.0)
        self.begun.set()
        told: set[str] = set()
        deadline = time.monotonic() + _PATIENCE_S
        with control.waking(self._changed.set):
            while not self._finish.is_set() and not control.cancelled:
                # Nothing wakes who waits outside a row when another row is left out.
                self._changed.wait(0.05)
                assert time.monotonic() < deadline, "nobody ended the probes"
                for row in wish.rows:
                    if control.skipped(row.name) and row.name not in told:
                        told.add(row.name)
                        progress.row(state_of(row, "skipped", "left out"))
        left = () if control.cancelled else wish.rows
        rows = tuple(Row(measured(row, self.ratio), "fresh") for row in left if row.name not in told)
        for done in rows:
            plan = next(
                row
                for row in wish.rows
                if row.task == done.measurement.task and row.batch == done.measurement.batch
            )
            progress.row(state_of(plan, "done", "", done.measurement.best(), launches=3))
        if rows:
            progress.measured(rows)
        self.ended.set()
        return Evidence(rows)
