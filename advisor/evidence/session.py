"""Running a plan: the first pass, then fresh launches whose quartets compare the best of both frameworks."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from advisor.evidence.load import KernelCounters, LoadMeter, on_battery
from advisor.evidence.pair import Footing, Opened, Pair
from advisor.evidence.plan import MODES, PAIR_START_S, Plan, RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.quartets import MIN_CALLS, SETTLE_S, NeverSteadyError, run_quartet
from advisor.evidence.records import FrameworkBuild, Machine, Measurement
from advisor.evidence.row import RowInProgress, work_of
from advisor.evidence.scout import scout_row
from advisor.evidence.worker import WorkerFailure

#: Seconds of warm-up in a launch; a mode that was steady in the first pass gets there sooner.
LAUNCH_WARM_CAP_S = 1.5
#: The part of the budget that may be promised: predictions err.
ROOM = 0.95
#: Seconds that the least warm-up takes, three blocks of calls.
WARM_S = 0.1
#: The part of the budget that the first pass may spend.
SCOUTING_SHARE = 0.6
#: A row that failed in this many launches is given up.
GIVE_UP_AFTER = 2


@dataclass(frozen=True)
class Setting:
    """Where and with what a session measures.

    Attributes:
        interpreters: By framework.
        probes: The folder of the measuring program.
        code: Digest of its code.
        builds: By framework, as the package metadata name them.
        machine: The machine at hand.
        command: What repeats the measurement.
    """

    interpreters: Mapping[str, str]
    probes: Path
    code: str
    builds: Mapping[str, FrameworkBuild]
    machine: Machine
    command: str


@dataclass(frozen=True)
class Unmeasured:
    """A framework that could not be measured, why, and what to do."""

    framework: str
    what: str
    remedy: str


class Session:
    """One run of a plan; what was measured is there at any time, an interruption included.

    Args:
        plan: What to measure.
        setting: Where and with what.
        progress: Is told how it goes.
        clock: Gives the time of day with its zone.
        meter: Tells who else works on our processors; the kernel's counters if left out.
    """

    def __init__(
        self,
        plan: Plan,
        setting: Setting,
        progress: Progress,
        clock: Callable[[], datetime],
        meter: LoadMeter | None = None,
    ) -> None:
        self._meter = meter or KernelCounters()
        self._plan = plan
        self._setting = setting
        self._progress = progress
        self._clock = clock
        self._rows = [RowInProgress(row) for row in plan.rows]
        self._opened: dict[str, Opened] = {}
        self._import_s: dict[str, float] = {}
        self._quartets = plan.terms.quartets
        self._pair_start_s = PAIR_START_S
        self._scouting_s: list[float] = []
        self._started = time.monotonic()
        self.unmeasured: list[Unmeasured] = []
        self.left_out: list[str] = []

    def run(self) -> None:
        """Measures until the plan is done or its budget spent.

        A framework that cannot be opened ends the session: there is nothing to compare. A worker that fails
        later costs its own rows.
        """
        self._started = time.monotonic()
        if on_battery():
            for row in self._rows:
                row.notes.append("the machine ran from its battery, which slows processors as it pleases")
        with tempfile.TemporaryDirectory(prefix="advisor-", ignore_cleanup_errors=True) as folder:
            scratch = Path(folder)
            if self._scout(scratch):
                self._launch_all(scratch)

    def measurements(self) -> dict[RowPlan, Measurement]:
        """The rows that were at least tried, as far as they got."""
        if self._opened.keys() != MODES.keys():
            return {}
        builds = {
            framework: build.model_copy(update={"import_s": self._import_s.get(framework)})
            for framework, build in self._setting.builds.items()
        }
        setting, now = self._setting, self._clock()
        return {
            row.planned.row: row.record(
                self._opened, builds, setting.machine, now, setting.code, setting.command
            )
            for row in self._rows
            if row.figures
        }

    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    def _tell_time(self, left_s: float) -> None:
        elapsed = self._elapsed()
        self._progress.estimate(elapsed / max(elapsed + left_s, 1e-9), left_s)

    def _pair(self, scratch: Path) -> Pair:
        setting = self._setting
        return Pair(setting.interpreters, setting.probes, scratch, Footing(threads=setting.machine.cores))

    def _scout(self, scratch: Path) -> bool:
        """The first pass over all rows; False if a framework cannot be opened."""
        limit = self._plan.terms.seconds * SCOUTING_SHARE
        self._progress.phase("starting both frameworks")
        self._tell_time(self._plan.total_s)
        with self._pair(scratch) as pair:
            for framework in MODES:
                try:
                    opened = pair.open(framework)
                except WorkerFailure as failure:
                    self.unmeasured.append(Unmeasured(framework, failure.what, failure.remedy))
                    continue
                self._opened[framework] = opened
                self._import_s[framework] = opened.import_s
            if self.unmeasured:
                return False
            self._pair_start_s = sum(self._import_s.values()) + WARM_S
            for row in list(self._rows):
                if self._scouting_s and not self._has_time_for(row):
                    self._leave_out(row)
                    continue
                self._progress.phase(f"{row.planned.row.name}: every mode once")
                self._tell_time(max(0.0, self._plan.total_s - self._elapsed()))
                began = self._elapsed()
                scout_row(row, pair, scratch, lambda: limit - self._elapsed())
                self._scouting_s.append(self._elapsed() - began)
                self._say_modes(row)
        return True

    def _has_time_for(self, row: RowInProgress) -> bool:
        """Whether a row more leaves time for all launches, as far as the rows before it tell."""
        before = [other for other in self._rows if other.figures]
        # A training step is about three times the work of inference.
        share = {other.planned.row: 3.0 if other.planned.task == "train" else 1.0 for other in self._rows}
        mine = share[row.planned.row]
        scouting = mine * min(
            spent / share[other.planned.row] for spent, other in zip(self._scouting_s, before, strict=True)
        )
        another = mine * min(self._row_s(other, 1) / share[other.planned.row] for other in before)
        launch = self._pair_start_s + sum(self._row_s(other, 1) for other in before) + another
        needed = self._elapsed() + scouting + self._plan.terms.launches * launch
        return needed <= ROOM * self._plan.terms.seconds

    def _leave_out(self, row: RowInProgress) -> None:
        self._rows.remove(row)
        budget = self._plan.budget
        self.left_out.append(
            f"{row.planned.row.name} was not measured: the rows before it took the {budget} budget's time"
        )

    def _launch_all(self, scratch: Path) -> None:
        terms = self._plan.terms
        self._quartets, cost = self._affordable_quartets()
        for launch in range(terms.launches):
            if launch and self._elapsed() + cost > terms.seconds:
                self._stop(f"the {self._plan.budget} budget of {terms.seconds:.0f} s was spent")
                return
            self._progress.phase(f"launch {launch + 1} of {terms.launches}")
            self._tell_time(cost * (terms.launches - launch))
            before = self._elapsed()
            if not self._launch(launch, scratch, cost):
                return
            cost = self._elapsed() - before
        self._stop(f"all {terms.launches} launches of the {self._plan.budget} budget were run")

    def _affordable_quartets(self) -> tuple[int, float]:
        """As many quartets a launch as let all launches run, and what such a launch should cost in s.

        The launch is the unit of the interval: three launches of one quartet say more than one of three.
        The first pass has seen each mode's first call and pace.
        """
        terms = self._plan.terms
        left = terms.seconds - self._elapsed()
        cost = self._pair_start_s
        for quartets in range(terms.quartets, 0, -1):
            cost = self._pair_start_s + sum(self._row_s(row, quartets) for row in self._rows)
            if cost * terms.launches <= left:
                return quartets, cost
        return 1, cost

    def _row_s(self, row: RowInProgress, quartets: int) -> float:
        seconds = 0.0
        for key in (row.best() or {}).items():
            figure = row.figures[key]
            call_s = (figure.median_ms or 0.0) / 1000
            warm_s = min(LAUNCH_WARM_CAP_S, max(9 * call_s, WARM_S)) + 5 * call_s
            block_s = max(self._plan.terms.block_s, MIN_CALLS * call_s) + SETTLE_S
            # Compilers find their cache warm; what is left of a first call is mostly building and tracing.
            first_s = min(figure.first_call_s or 0.0, 1.0) + (figure.build_s or 0.0)
            seconds += first_s + warm_s + 2 * quartets * block_s
        return seconds

    def _launch(self, launch: int, scratch: Path, cost: float) -> bool:
        """Compares every row in one fresh pair of workers; False if a framework does not open any more."""
        terms = self._plan.terms
        began = self._elapsed()
        with self._pair(scratch) as pair:
            try:
                pair.open_all()
            except WorkerFailure as failure:
                self._progress.warn(f"launch {launch + 1}: {failure.what}")
                self._stop(f"a framework did not start again: {failure.what}")
                return False
            for row in self._rows:
                best = row.best()
                if best is None or row.lost >= GIVE_UP_AFTER:
                    continue
                left = cost - (self._elapsed() - began) + cost * (terms.launches - launch - 1)
                self._tell_time(max(0.0, left))
                self._compare(row, best, launch, pair)
        return True

    def _compare(self, row: RowInProgress, best: Mapping[str, str], launch: int, pair: Pair) -> None:
        terms, plan = self._plan.terms, row.planned.row
        name = plan.name
        values: list[float] = []
        # Entered at once, so that an interruption keeps the quartets that are done.
        row.values.append(values)
        try:
            for framework, mode in best.items():
                pair.ready(framework)
                pair.prepare(
                    framework,
                    name,
                    **work_of(plan, mode),
                )
                pair.warm(framework, name, LAUNCH_WARM_CAP_S)
            for number in range(self._quartets):
                quartet = run_quartet(
                    pair,
                    name,
                    terms.block_s,
                    self._meter,
                    reverse=(launch * self._quartets + number) % 2 == 1,
                )
                row.void += [*quartet.void, *filter(None, [quartet.disturbed])]
                row.disturbed += bool(quartet.disturbed)
                values.append(quartet.value)
                for framework, times in quartet.times.items():
                    row.times.setdefault(framework, []).extend(times)
            for framework in best:
                pair.drop(framework, name)
        except WorkerFailure as failure:
            row.lost += 1
            row.notes.append(f"launch {launch + 1} was lost: {failure.what}")
            self._progress.warn(f"{name}: {failure.what}")
        except NeverSteadyError:
            row.lost += 1
            row.notes.append(f"launch {launch + 1} was lost: every block traced or compiled something again")
            self._progress.warn(f"{name}: every block traced or compiled something again")
        self._say_ratio(row)

    def _stop(self, why: str) -> None:
        for row in self._rows:
            row.stopped = row.stopped or why

    def _say_modes(self, row: RowInProgress) -> None:
        best = row.best()
        if best is None:
            reasons = [figure.reason for figure in row.figures.values() if figure.status == "failed"]
            self._progress.warn(f"{row.planned.row.name}: no comparison. {' / '.join(reasons)}")
            return
        met = " and ".join(f"{framework} {mode}" for framework, mode in best.items())
        self._progress.row(f"{row.planned.row.name}: {met} meet")

    def _say_ratio(self, row: RowInProgress) -> None:
        from advisor.evidence.interval import estimate

        launches = [quartets for quartets in row.values if quartets]
        if launches:
            interval = estimate(launches)
            self._progress.row(
                f"{row.planned.row.name}: TensorFlow takes {interval.ratio:.2f} "
                f"[{interval.low:.2f}, {interval.high:.2f}] of PyTorch's time"
            )
