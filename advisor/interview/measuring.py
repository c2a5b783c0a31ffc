"""Probes in the background: one thread that measures what the answers so far make worth measuring.

The thread waits on pipes nearly all the time; whoever listens is told between blocks only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Literal

from advisor.errors import AdvisorError
from advisor.evidence.gathering import Evidence, Wish, gather
from advisor.evidence.plan import Budget, RowPlan
from advisor.evidence.rows import Row, RowState
from advisor.evidence.store import Store
from advisor.frameworks import display_name
from advisor.interview.findings import Findings
from advisor.interview.run import News, Run

Status = Literal["idle", "running", "paused", "stopping", "done"]

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
        self._run: Run | None = None
        self._wanted: tuple[RowPlan, ...] = ()
        self._tensorflow1 = False
        self._command = "advisor probe"
        self._closed = self._stopped = self._paused = False
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._findings, self._standing, self._trouble = Findings(), Standing(), ""

    @property
    def standing(self) -> Standing:
        """How it stands."""
        with self._lock:
            return replace(self._standing, rows=self._findings.states(self._wanted))

    def want(
        self, rows: Sequence[RowPlan], *, tensorflow1: bool, command: str, budget: Budget | None = None
    ) -> None:
        """Says what the answers now make worth measuring; what is measured already is kept.

        Args:
            rows: The most telling first; none ends what runs.
            tensorflow1: Whether TensorFlow 1's session is worth measuring.
            command: What repeats the measurement.
            budget: How long one run may take from now on, if not as long as before. Under another budget all
                is measured anew, and what is known stays until then; `none` ends what runs.
        """
        with self._lock:
            if budget is not None and budget != self.budget:
                self.budget, self._stopped = budget, False
                self._findings.reopen(measured_too=True)
                if self._run is not None:
                    self._run.give_up(self._run.rows)
            self._wanted, self._tensorflow1, self._command = tuple(rows), tensorflow1, command
            if self._run is not None:
                self._run.give_up(set(self._run.rows) - set(rows))
            if self._due() and not self._working:
                self._working = True
                self._set_out()
                self._thread = threading.Thread(target=self._work, name="probes", daemon=True)
                self._thread.start()

    def forget(self) -> None:
        """Ends what runs and begins anew, for another project."""
        with self._lock:
            run, self._run = self._run, None
            self._wanted, self._stopped, self._paused = (), False, False
            self._begin_anew()
        if run is not None:
            run.control.cancel()

    def take(self, rows: Sequence[Row]) -> None:
        """Takes measurements from elsewhere; nothing is measured before `again` or another budget."""
        with self._lock:
            self._findings.give(rows)
            self._stopped = True

    def evidence(self) -> Evidence:
        """What is known of the rows that are wanted now."""
        with self._lock:
            return self._findings.evidence(self._wanted)

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
            self._findings.reopen(measured_too=False)
            if self._run is not None:
                self._run.reopen_skipped()
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
        return self._findings.due(self._wanted)

    def _work(self) -> None:
        told = False
        while (run := self._next(told=told)) is not None or not told:
            self._say()
            told = run is None
            if run is not None:
                self._measure(run)

    def _next(self, *, told: bool) -> Run | None:
        """The next run. Without one the end is told first, since more may be wanted by then."""
        with self._lock:
            due = self._due()
            if due:
                self._run = Run(due, self._hear)
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

    def _measure(self, run: Run) -> None:
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
            evidence = gather(wish, self._store, run, self._clock, run.control)
        except AdvisorError as error:
            trouble = error.lines[0]
        except Exception as error:  # noqa: BLE001 - nobody else hears of what ends this thread
            trouble = f"this is a fault of advisor's: {type(error).__name__}: {error}"
        with self._lock:
            if self._run is not run:
                return
            self._run, self._trouble = None, trouble
            if evidence is not None:
                self._conclude(run, evidence)
            if not run.control.cancelled:
                self._findings.settle(set(run.rows) - run.reopened)

    def _conclude(self, run: Run, evidence: Evidence) -> None:
        self._findings.conclude(run.rows, evidence, run.reopened)
        self._trouble = " ".join(
            f"{display_name(missing.framework)} was not measured: {missing.what}. {missing.remedy}"
            for missing in evidence.unmeasured
        )
        self._standing = replace(self._standing, new_evidence=True)

    def _hear(self, run: Run, news: News) -> None:
        """Takes in how a run goes, and tells it; of a run that is forgotten nothing is heard."""
        with self._lock:
            if self._run is not run:
                return
            self._findings.add(news.rows, news.state)
            now = self._standing
            self._standing = replace(
                now,
                message=now.message if news.message is None else news.message,
                left_s=now.left_s if news.left_s is None else news.left_s,
                new_evidence=now.new_evidence or bool(news.rows),
            )
        self._say()

    def _say(self) -> None:
        with self._lock:
            standing, closed = self.standing, self._closed
            self._standing = replace(self._standing, new_evidence=False)
        if not closed:
            self._tell(standing)
