"""Probes in the background: one thread that measures what the answers so far make worth measuring.

The thread waits on pipes nearly all the time; whoever listens is told between blocks only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from advisor.errors import AdvisorError
from advisor.evidence.control import Control
from advisor.evidence.gathering import Evidence, Wish, gather
from advisor.evidence.plan import Budget, RowPlan
from advisor.evidence.records import Measurement
from advisor.evidence.rows import Row, RowState
from advisor.evidence.store import Store
from advisor.frameworks import display_name

Status = Literal["idle", "running", "paused", "stopping", "done"]

#: What a row is known by within a project, whose sizes are the same for all.
_Key = tuple[str, str, int, str, str]
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Standing:
    """How the measuring stands.

    Attributes:
        status: What is being done.
        rows: Each row that was asked for, in the order in which it is measured.
        left_s: Seconds until the end, as predicted; None where nothing runs.
        message: The last trouble, or what is being done.
        new_evidence: Whether measurements have come since the last time.
    """

    status: Status = "idle"
    rows: tuple[RowState, ...] = ()
    left_s: float | None = None
    message: str = ""
    new_evidence: bool = False


@dataclass
class _Run:
    """One call of `gather`.

    Attributes:
        rows: What it measures.
        reopened: Those of them that are due again after it, if they are wanted then.
    """

    rows: tuple[RowPlan, ...]
    control: Control = field(default_factory=Control)
    reopened: set[RowPlan] = field(default_factory=set)


class Measuring:
    """Measures in a thread of its own what it is told to want.

    Args:
        store: Where measurements are kept.
        tell: Is called from the thread with every change; may wait until a screen is painted.
        budget: How long one run may take; `none` never measures.
        interpreters: By framework, where the user named one.
        clock: Gives the time of day with its zone.
    """

    def __init__(
        self,
        store: Store,
        tell: Callable[[Standing], None],
        budget: Budget = "quick",
        interpreters: Mapping[str, str] = _NONE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        self._store = store
        self._tell = tell
        self.budget = budget
        self._interpreters = interpreters
        self._clock = clock
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        # Whether the thread will look once more for what is due.
        self._working = False
        self._run: _Run | None = None
        self._wanted: tuple[RowPlan, ...] = ()
        self._tensorflow1 = False
        self._command = "advisor probe"
        self._closed = self._stopped = self._paused = False
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._settled: set[RowPlan] = set()
        self._states: dict[str, RowState] = {}
        self._known: dict[_Key, Row] = {}
        self._left_out: dict[RowPlan, str] = {}
        self._notes = Evidence()
        self._standing = Standing()
        self._trouble = ""

    @property
    def standing(self) -> Standing:
        """How it stands."""
        with self._lock:
            wanted = {row.name for row in self._wanted}
            rows = tuple(state for name, state in self._states.items() if name in wanted)
            return replace(self._standing, rows=rows)

    def want(self, rows: Sequence[RowPlan], *, tensorflow1: bool, command: str) -> None:
        """Says what the answers now make worth measuring; what is measured already is kept.

        Args:
            rows: The most telling first; none ends what runs.
            tensorflow1: Whether TensorFlow 1's session is worth measuring.
            command: What repeats the measurement.
        """
        with self._lock:
            self._wanted, self._tensorflow1, self._command = tuple(rows), tensorflow1, command
            if self._run is not None:
                self._give_up(self._run, set(self._run.rows) - set(rows))
            if self._due() and not self._working:
                self._working = True
                self._set_out()
                self._thread = threading.Thread(target=self._work, name="probes", daemon=True)
                self._thread.start()

    def allow(self, budget: Budget, command: str = "") -> None:
        """Lets measuring take another time from now on; what is known stays until it is measured anew.

        Args:
            budget: How long one run may take; `none` ends what runs.
            command: What repeats it from now on.
        """
        with self._lock:
            if budget == self.budget:
                return
            self.budget, self._stopped = budget, False
            self._settled.clear()
            if self._run is not None:
                self._give_up(self._run, set(self._run.rows))
        self.want(self._wanted, tensorflow1=self._tensorflow1, command=command or self._command)

    def _give_up(self, run: _Run, unwanted: set[RowPlan]) -> None:
        """Spends no more time on rows that are not wanted any more; they may be wanted again."""
        run.reopened |= unwanted
        if run.reopened >= set(run.rows):
            run.control.cancel()
            return
        for row in unwanted:
            run.control.skip(row.name)

    def forget(self) -> None:
        """Ends what runs and begins anew, for another project."""
        with self._lock:
            run, self._run = self._run, None
            self._wanted, self._stopped, self._paused = (), False, False
            self._begin_anew()
        if run is not None:
            run.control.cancel()

    def evidence(self) -> Evidence:
        """What is known of the rows that are wanted now."""
        with self._lock:
            keys = {_key_of(row) for row in self._wanted}
            rows = tuple(row for key, row in self._known.items() if key in keys)
            left_out = tuple(self._left_out[row] for row in self._wanted if row in self._left_out)
            return replace(self._notes, rows=rows, left_out=left_out)

    def pause(self) -> None:
        """Waits from the next block on until `resume`."""
        with self._lock:
            run = self._run
            if run is None or run.control.cancelled:
                return
            self._paused = True
            self._standing = replace(self._standing, status="paused")
        run.control.pause()

    def resume(self) -> None:
        """Goes on."""
        with self._lock:
            run, self._paused = self._run, False
            if run is None or run.control.cancelled:
                return
            self._standing = replace(self._standing, status="running")
        run.control.resume()

    def skip(self, name: str) -> None:
        """Leaves a row out; what was measured of it is kept."""
        run = self._run
        if run is not None:
            run.control.skip(name)

    def stop(self) -> None:
        """Ends the measuring; what was measured is kept, and nothing starts again by itself."""
        with self._lock:
            run, self._stopped, self._paused = self._run, True, False
            if run is None:
                return
            self._standing = replace(self._standing, status="stopping")
        run.control.cancel()

    def again(self) -> None:
        """Measures after all what a stop, or a skipped row, left unmeasured."""
        with self._lock:
            self._stopped = False
            measured = {key for key, row in self._known.items() if row.measurement.best() is not None}
            self._settled = {row for row in self._settled if _key_of(row) in measured}
            if self._run is not None:
                skipped = self._run.control.skipped
                self._run.reopened |= {row for row in self._run.rows if skipped(row.name)}
        self.want(self._wanted, tensorflow1=self._tensorflow1, command=self._command)

    def wait(self) -> None:
        """Waits until nothing is measured any more."""
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def close(self, patience_s: float = 5.0) -> None:
        """Ends everything and waits for the thread: no worker is left."""
        with self._lock:
            self._closed = True
            run, thread = self._run, self._thread
        if run is not None:
            run.control.cancel()
        if thread is not None and thread is not threading.current_thread():
            thread.join(patience_s)

    def _due(self) -> tuple[RowPlan, ...]:
        if self._closed or self._stopped or self.budget == "none":
            return ()
        return tuple(row for row in self._wanted if row not in self._settled)

    def _work(self) -> None:
        told = False
        while (run := self._next(told=told)) is not None or not told:
            self._say()
            told = run is None
            if run is not None:
                self._measure(run)

    def _next(self, *, told: bool) -> _Run | None:
        """The next run. Without one the end is told first, since more may be wanted by then."""
        with self._lock:
            due = self._due()
            if due:
                self._run = _Run(due)
                if self._paused:
                    self._run.control.pause()
                self._set_out()
                return self._run
            if told:
                self._working = False
            self._standing = replace(
                self._standing,
                status="done",
                left_s=None,
                message=self._trouble,
                new_evidence=self._standing.new_evidence or not told,
            )
            return None

    def _set_out(self) -> None:
        status: Status = "paused" if self._paused else "running"
        self._trouble = ""
        self._standing = replace(self._standing, status=status, message="looking for both frameworks")

    def _measure(self, run: _Run) -> None:
        with self._lock:
            tensorflow1, command = self._tensorflow1, self._command
        wish = Wish(
            rows=run.rows,
            budget=self.budget,
            fresh=False,
            tensorflow1=tensorflow1,
            files=(),
            interpreters=self._interpreters,
            command=command,
        )
        evidence, trouble = None, ""
        try:
            evidence = gather(wish, self._store, _Listener(self, run), self._clock, run.control)
        except AdvisorError as error:
            trouble = error.lines[0]
        except Exception as error:  # noqa: BLE001 - nobody else hears of what ends this thread
            trouble = f"this is a fault of advisor's: {type(error).__name__}: {error}"
        with self._lock:
            if self._run is not run:
                return
            self._run, self._trouble = None, trouble
            if evidence is not None:
                self._take_all(run, evidence)
            if not run.control.cancelled:
                self._settled |= set(run.rows) - run.reopened

    def _take_all(self, run: _Run, evidence: Evidence) -> None:
        for row in evidence.rows:
            self._known[_key(row.measurement)] = row
        for planned in run.rows:
            said = f"{planned.name} was not measured"
            line = next((line for line in evidence.left_out if line.startswith(said)), "")
            self._left_out.pop(planned, None)
            if line and planned not in run.reopened:
                self._left_out[planned] = line
        troubles = tuple(dict.fromkeys([*self._notes.troubles, *evidence.troubles]))
        self._notes = Evidence(unmeasured=evidence.unmeasured, troubles=troubles)
        self._trouble = " ".join(
            f"{display_name(missing.framework)} was not measured: {missing.what}. {missing.remedy}"
            for missing in evidence.unmeasured
        )
        self._standing = replace(self._standing, new_evidence=True)

    def hear(
        self,
        run: _Run,
        *,
        rows: Sequence[Row] = (),
        state: RowState | None = None,
        message: str | None = None,
        left_s: float | None = None,
    ) -> None:
        """Takes in how a run goes, and tells it; of a run that is forgotten nothing is heard."""
        with self._lock:
            if self._run is not run:
                return
            for row in rows:
                self._known[_key(row.measurement)] = row
            if state is not None:
                self._states[state.name] = state
            now = self._standing
            self._standing = replace(
                now,
                message=now.message if message is None else message,
                left_s=now.left_s if left_s is None else left_s,
                new_evidence=now.new_evidence or bool(rows),
            )
        self._say()

    def _say(self) -> None:
        with self._lock:
            standing, closed = self.standing, self._closed
            self._standing = replace(self._standing, new_evidence=False)
        if not closed:
            self._tell(standing)


class _Listener:
    """Carries the progress of a run over."""

    def __init__(self, measuring: Measuring, run: _Run) -> None:
        self._measuring, self._run = measuring, run

    def phase(self, text: str) -> None:
        self._measuring.hear(self._run, message=text)

    def estimate(self, done: float, left_s: float) -> None:  # noqa: ARG002 - the screen shows seconds
        self._measuring.hear(self._run, left_s=left_s)

    def row(self, state: RowState) -> None:
        self._measuring.hear(self._run, state=state)

    def measured(self, rows: Sequence[Row]) -> None:
        self._measuring.hear(self._run, rows=rows)

    def warn(self, text: str) -> None:
        self._measuring.hear(self._run, message=text)

    def close(self) -> None:
        pass


def _key(measured: Measurement) -> _Key:
    return measured.workload, measured.task, measured.batch, measured.device, measured.precision


def _key_of(row: RowPlan) -> _Key:
    return row.workload, row.task, row.batch, row.device, row.precision
