"""Measuring in the background with workers that follow a script, and somebody who listens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import psutil
import pytest

from advisor.evidence import gathering
from advisor.evidence.bulletin import state_of
from advisor.evidence.control import Control
from advisor.evidence.gathering import Evidence, Wish
from advisor.evidence.plan import Budget, RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.records import Measurement
from advisor.evidence.rows import LeftOut, Row
from advisor.evidence.setting import Setting
from advisor.evidence.store import Store
from advisor.interview.measuring import Measuring, Standing
from tests.decision.world import measurement
from tests.evidence.scripted import session_with
from tests.evidence.test_session import plan_of

TRAIN, INFER = RowPlan("mlp", "train", 32), RowPlan("mlp", "infer", 1)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
Script = dict[str, dict[str, object]]
#: Seconds after which a test has failed; what it waits for comes long before.
PATIENCE_S = 60.0


class Heard:
    """Keeps every standing that is told, and wakes those who wait for one.

    Args:
        act: Is called with each, from the thread that measures.
    """

    def __init__(self, act: Callable[[Standing], None] = lambda standing: None) -> None:
        self.act = act
        self.all: list[Standing] = []
        self._more = threading.Condition()

    def __call__(self, standing: Standing) -> None:
        with self._more:
            self.all.append(standing)
            self._more.notify_all()
        self.act(standing)

    def until(self, what: Callable[[Standing], bool], after: int = 0) -> Standing:
        """The first standing of a kind, waited for.

        Args:
            what: The kind.
            after: How many standings are passed over.
        """
        with self._more:
            assert self._more.wait_for(lambda: any(map(what, self.all[after:])), PATIENCE_S), self.all[-3:]
            return next(filter(what, self.all[after:]))

    def stages_of(self, row: RowPlan) -> list[str]:
        """The stages of a row, each once."""
        stages = [state.stage for standing in self.all for state in standing.rows if state.name == row.name]
        return [stage for place, stage in enumerate(stages) if place == 0 or stages[place - 1] != stage]


class Bench:
    """A scripted measuring program, and measurings that use it."""

    def __init__(self, folder: Path, script: Script) -> None:
        self.folder = folder
        session, _ = session_with(folder, plan_of(TRAIN), script)
        self.setting: Setting = session._setting
        self._made: list[Measuring] = []

    @property
    def probes(self) -> Path:
        return self.folder / "probes"

    @property
    def log(self) -> list[str]:
        file = self.probes / "log"
        return file.read_text().splitlines() if file.exists() else []

    def measuring(self, heard: Heard, budget: Budget = "quick") -> Measuring:
        made = Measuring(Store(self.folder / "data"), heard, budget, clock=lambda: NOW)
        self._made.append(made)
        return made

    def close(self) -> None:
        for made in self._made:
            made.close()


@contextmanager
def bench(folder: Path, monkeypatch: pytest.MonkeyPatch, script: Script | None = None) -> Iterator[Bench]:
    """A bench after which neither a thread nor a process is left."""
    made = Bench(folder, script or {})
    monkeypatch.setattr(
        gathering, "find_setting", lambda _chosen, command: replace(made.setting, command=command)
    )
    try:
        yield made
    finally:
        made.close()
    assert probe_threads() == []
    assert psutil.Process().children(recursive=True) == []


@dataclass
class Call:
    """One call for evidence; it is answered when the test says so, or when it is called off."""

    wish: Wish
    progress: Progress
    control: Control
    _answer: Evidence | Exception | None = None
    _changed: threading.Event = field(default_factory=threading.Event)

    @property
    def rows(self) -> tuple[RowPlan, ...]:
        return self.wish.rows

    def finish(self, answer: Evidence | Exception | None = None) -> None:
        """Has it answered: with all rows that were not skipped, if nothing else is said."""
        self._answer = answer
        self._changed.set()

    def answer(self) -> Evidence:
        for row in self.rows:
            self.progress.row(state_of(row, "waiting"))
        with self.control.waking(self._changed.set):
            while not self.control.cancelled and not self._changed.wait(PATIENCE_S):
                raise AssertionError("nobody answered")
        if isinstance(self._answer, Exception):
            raise self._answer
        if self._answer is not None:
            return self._answer
        off = self.control.cancelled
        left = [row for row in self.rows if off or self.control.skipped(row.name)]
        for row in self.rows:
            self.progress.row(state_of(row, "skipped" if row in left else "done"))
        why = "measuring was cancelled" if off else "it was skipped"
        rows = tuple(Row(taken(row), "fresh") for row in self.rows if row not in left)
        return Evidence(rows, left_out=tuple(LeftOut(row.name, why, "Measure again") for row in left))


def taken(row: RowPlan) -> Measurement:
    """A measurement of a row."""
    return measurement(1.2, task=row.task, batch=row.batch).model_copy(update={"workload": row.workload})


class Gathering:
    """Stands where evidence is gathered; hands each call to the test."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Call] = SimpleQueue()

    def __call__(
        self, wish: Wish, _store: Store, progress: Progress, _clock: object, control: Control
    ) -> Evidence:
        call = Call(wish, progress, control)
        self._calls.put(call)
        return call.answer()

    def next(self) -> Call:
        """The next call, waited for."""
        return self._calls.get(timeout=PATIENCE_S)

    def is_idle(self) -> bool:
        return self._calls.empty()


def probe_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "probes"]


def want(measuring: Measuring, *rows: RowPlan, budget: Budget | None = None) -> None:
    measuring.want(rows, tensorflow1=False, command="advisor probe x.yaml", budget=budget)


def measured(measuring: Measuring) -> list[str]:
    """What there is evidence for."""
    return [row.measurement.task for row in measuring.evidence().rows if row.measurement.best() is not None]


def done(standing: Standing) -> bool:
    return standing.status == "done"
