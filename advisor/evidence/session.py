"""Running a plan: the first pass, then fresh launches whose quartets compare the best of both frameworks."""

from __future__ import annotations

import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from advisor.evidence.costs import Costs
from advisor.evidence.forecast import LAUNCH_WARM_CAP_S, WARM_S, Forecast
from advisor.evidence.interval import PRIOR_SPREAD
from advisor.evidence.load import KernelCounters, LoadMeter, on_battery
from advisor.evidence.meeting import Meeting
from advisor.evidence.pair import Ceilings, Footing, Opened, Pair
from advisor.evidence.plan import MODES, Plan, RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.quartets import NeverSteadyError, run_quartet
from advisor.evidence.records import ComparisonKind, DeviceKind, FrameworkBuild, Machine, Measurement
from advisor.evidence.row import Circumstances, RowInProgress, work_of
from advisor.evidence.scout import scout_row
from advisor.evidence.worker import WorkerFailure

#: The part of the budget that the first pass may spend.
SCOUTING_SHARE = 0.6
#: Witnesses are added only if every meeting can have so many quartets a launch.
_WITNESS_QUARTETS = 2

Met = tuple[RowInProgress, Meeting]


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
        spread: The prior spread of launches on this machine.
        played_by: Which framework stands on each side, where it is not its own.
        costs: What is known of this machine's pace.
    """

    interpreters: Mapping[str, str]
    probes: Path
    code: str
    builds: Mapping[str, FrameworkBuild]
    machine: Machine
    command: str
    spread: float = PRIOR_SPREAD
    played_by: Mapping[str, str] = field(default_factory=dict)
    costs: Costs = field(default_factory=Costs)


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

    Attributes:
        unmeasured: Frameworks that could not be measured.
        left_out: Rows that were not measured, a line each.
        costs: What is known of this machine's pace, this session included.
        spent: Seconds by what the workers were asked to do, parity's comparing included.
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
        self._opened: dict[DeviceKind, dict[str, Opened]] = {}
        self._ceilings: dict[DeviceKind, dict[str, Ceilings]] = {}
        self._import_s: dict[str, float] = {}
        self._quartets = plan.terms.quartets
        self.costs = setting.costs.model_copy(deep=True)
        self._forecast = Forecast(plan.terms, self.costs.start_s)
        self._started = time.monotonic()
        self.unmeasured: list[Unmeasured] = []
        self.left_out: list[str] = []
        self.spent: dict[str, float] = defaultdict(float)

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
            if self._scout_all(scratch):
                self._launch_all(scratch)

    def measurements(
        self, noise_floor: Callable[[int], float | None] | None = None
    ) -> dict[RowPlan, Measurement]:
        """The rows that were at least tried, as far as they got.

        Args:
            noise_floor: Says for so many launches how far from 1 a ratio of equals lies, as a share.
        """
        builds = {
            framework: build.model_copy(update={"import_s": self._import_s.get(framework)})
            for framework, build in self._setting.builds.items()
        }
        setting, now, measured = self._setting, self._clock(), {}
        for row in self._rows:
            device = row.plan.device
            if not row.figures or device not in self._opened:
                continue
            best = row.meetings.get("best")
            floor = noise_floor(max(1, len(best.launches))) if noise_floor and best else None
            around = Circumstances(
                self._opened[device],
                self._ceilings.get(device, {}),
                builds,
                setting.machine,
                setting.code,
                setting.command,
                floor,
                setting.played_by,
            )
            measured[row.plan] = row.record(around, now)
        return measured

    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    def _tell_time(self, left_s: float) -> None:
        elapsed = self._elapsed()
        self._progress.estimate(elapsed / max(elapsed + left_s, 1e-9), left_s)

    def _pair(self, scratch: Path, device: DeviceKind, threads: int) -> Pair:
        setting = self._setting
        footing = Footing(threads, device)
        return Pair(setting.interpreters, setting.probes, scratch, footing, setting.played_by, self.spent)

    def _scout_all(self, scratch: Path) -> bool:
        """The first pass over all rows, device by device; False if a framework cannot be opened."""
        self._progress.phase("starting both frameworks")
        self._tell_time(self._plan.total_s)
        before: list[tuple[RowInProgress, float]] = []
        for device in dict.fromkeys(row.plan.device for row in self._rows):
            rows = [row for row in self._rows if row.plan.device == device]
            with self._pair(scratch, device, self._setting.machine.cores) as pair:
                if not self._open(pair, device, rows):
                    if self.unmeasured:
                        return False
                    continue
                self._time_ceilings(pair, device)
                for row in rows:
                    self._scout(row, pair, scratch, before)
        return bool(self._opened)

    def _open(self, pair: Pair, device: DeviceKind, rows: Sequence[RowInProgress]) -> bool:
        """Opens both frameworks on a device; without it there, its rows are left out."""
        opened: dict[str, Opened] = {}
        for framework in MODES:
            try:
                opened[framework] = pair.open(framework)
            except WorkerFailure as failure:
                if failure.kind == "unsupported" and device != "cpu":
                    for row in rows:
                        self._leave_out(row, failure.what)
                    return False
                self.unmeasured.append(Unmeasured(framework, failure.what, failure.remedy))
                continue
            self._import_s.setdefault(framework, opened[framework].import_s)
        if self.unmeasured:
            return False
        self._opened[device] = opened
        self._forecast.pair_start_s = sum(self._import_s.values()) + WARM_S
        return True

    def _time_ceilings(self, pair: Pair, device: DeviceKind) -> None:
        for framework in MODES:
            try:
                pair.ready(framework)
                self._ceilings.setdefault(device, {})[framework] = pair.ceilings(framework)
            except WorkerFailure as failure:
                self._progress.warn(f"{framework}: its ceilings were not timed: {failure.what}")

    def _scout(
        self, row: RowInProgress, pair: Pair, scratch: Path, before: list[tuple[RowInProgress, float]]
    ) -> None:
        """Every mode of a row once, if its launches still fit the budget."""
        terms = self._plan.terms
        if before and not self._forecast.has_time_for(row, before, self._elapsed()):
            budget = self._plan.budget
            self._leave_out(row, f"the rows before it took the {budget} budget's time")
            return
        self._progress.phase(f"{row.plan.name}: every mode once")
        self._tell_time(max(0.0, self._plan.total_s - self._elapsed()))
        began = self._elapsed()
        limit = terms.seconds * SCOUTING_SHARE
        scout_row(row, pair, scratch, lambda: limit - self._elapsed(), self.costs)
        before.append((row, self._elapsed() - began))
        for (framework, mode), figure in row.figures.items():
            if figure.status == "ok" and figure.first_call_s is not None and figure.median_ms is not None:
                self.costs.learn(row.plan, framework, mode, figure.first_call_s, figure.median_ms / 1000)
        self._say_modes(row)

    def _leave_out(self, row: RowInProgress, why: str) -> None:
        self._rows.remove(row)
        self.left_out.append(f"{row.plan.name} was not measured: {why}")

    def _arrange_meetings(self) -> None:
        """Best with best in every row; the witnesses as far as the budget carries them."""
        terms, setting = self._plan.terms, self._setting
        cores, arranged, left = setting.machine.cores, [], terms.seconds - self._elapsed()

        def meeting(row: RowInProgress, kind: ComparisonKind, modes: Mapping[str, str], threads: int) -> Met:
            return row, Meeting(kind, modes, threads, terms.looks, setting.spread)

        witnesses: list[Met] = []
        for row in self._rows:
            best = row.best()
            if best is None:
                continue
            arranged.append(meeting(row, "best", best, cores))
            eager = {framework: modes[0] for framework, modes in MODES.items()}
            if best != eager and row.both_eager():
                witnesses.append(meeting(row, "eager", eager, cores))
            if cores > 1 and row.plan.device == "cpu" and row.plan.task != "input":
                witnesses.append(meeting(row, "one-thread", best, 1))
        for row, witness in witnesses if terms.witnesses else []:
            cost = self._forecast.launch_s([*arranged, (row, witness)], _WITNESS_QUARTETS)
            if cost * terms.launches <= left:
                arranged.append((row, witness))
            else:
                row.notes.append(f"no comparison {witness.kind}: the budget's time goes to the best modes")
        for row, entry in arranged:
            row.meetings[entry.kind] = entry

    def _open_meetings(self) -> list[Met]:
        return [(row, met) for row in self._rows for met in row.meetings.values() if met.open]

    def _launch_all(self, scratch: Path) -> None:
        terms = self._plan.terms
        self._arrange_meetings()
        left = terms.seconds - self._elapsed()
        self._quartets, _ = self._forecast.affordable_quartets(self._open_meetings(), left)
        slower = 1.0
        for launch in range(terms.launches):
            todo = self._open_meetings()
            if not todo:
                return
            predicted = self._forecast.launch_s(todo, self._quartets)
            if launch and self._elapsed() + slower * predicted > terms.seconds:
                self._stop(f"the {self._plan.budget} budget was spent", complete=False)
                return
            self._progress.phase(f"launch {launch + 1} of {terms.launches}")
            self._tell_time(slower * predicted * (terms.launches - launch))
            before = self._elapsed()
            if not self._launch(launch, todo, scratch):
                return
            slower = (self._elapsed() - before) / predicted
            for _, met in todo:
                met.look()
        self._stop(f"all {terms.launches} launches of the {self._plan.budget} budget were run", complete=True)

    def _launch(self, launch: int, todo: Sequence[Met], scratch: Path) -> bool:
        """Each meeting in a fresh pair of workers; False if a framework does not open any more."""
        for device, threads in dict.fromkeys((row.plan.device, met.threads) for row, met in todo):
            with self._pair(scratch, device, threads) as pair:
                began = self._elapsed()
                try:
                    pair.open_all()
                except WorkerFailure as failure:
                    self._progress.warn(f"launch {launch + 1}: {failure.what}")
                    self._stop(f"a framework did not start again: {failure.what}", complete=False)
                    return False
                self.costs.learn_start(self._elapsed() - began)
                for row, met in todo:
                    if (row.plan.device, met.threads) == (device, threads):
                        self._compare(row, met, launch, pair)
        return True

    def _compare(self, row: RowInProgress, met: Meeting, launch: int, pair: Pair) -> None:
        name, terms = row.plan.name, self._plan.terms
        # Entered at once, so that an interruption keeps the quartets that are done.
        met.values.append([])
        try:
            for framework, mode in met.modes.items():
                pair.ready(framework)
                pair.prepare(framework, name, **work_of(row.plan, mode))
                warmed = pair.warm(framework, name, LAUNCH_WARM_CAP_S)
                if met.kind == "best":
                    row.note_memory(framework, mode, warmed)
            for number in range(self._quartets):
                reverse = (launch * self._quartets + number) % 2 == 1
                met.take(run_quartet(pair, name, terms.block_s, self._meter, reverse=reverse))
            for framework in met.modes:
                pair.drop(framework, name)
        except WorkerFailure as failure:
            self._lose(row, met, launch, failure.what)
        except NeverSteadyError:
            self._lose(row, met, launch, "every block traced or compiled something again")
        self._say_ratio(row, met)

    def _lose(self, row: RowInProgress, met: Meeting, launch: int, why: str) -> None:
        met.lost += 1
        row.notes.append(f"launch {launch + 1} was lost: {why}")
        self._progress.warn(f"{row.plan.name}: {why}")

    def _stop(self, why: str, *, complete: bool) -> None:
        for row in self._rows:
            for met in row.meetings.values():
                met.stop(why, complete=complete and not met.lost)

    def _say_modes(self, row: RowInProgress) -> None:
        best = row.best()
        if best is None:
            reasons = [figure.reason for figure in row.figures.values() if figure.status == "failed"]
            self._progress.warn(f"{row.plan.name}: no comparison. {' / '.join(reasons)}")
            return
        met = " and ".join(f"{framework} {mode}" for framework, mode in best.items())
        self._progress.row(f"{row.plan.name}: {met} meet")

    def _say_ratio(self, row: RowInProgress, met: Meeting) -> None:
        interval = met.interval()
        if interval is not None:
            kind = "" if met.kind == "best" else f", {met.kind}"
            self._progress.row(
                f"{row.plan.name}{kind}: TensorFlow takes {interval.ratio:.2f} "
                f"[{interval.low:.2f}, {interval.high:.2f}] of PyTorch's time"
            )
