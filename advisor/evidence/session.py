"""Running a plan: the first pass, then fresh launches whose quartets compare the best of both frameworks."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from advisor.evidence.arranging import Met, arrange_meetings
from advisor.evidence.bulletin import Bulletin
from advisor.evidence.control import Cancelled, Control, RowSkipped
from advisor.evidence.forecast import WARM_S, Forecast
from advisor.evidence.launch import run_launch
from advisor.evidence.load import KernelCounters, LoadMeter, on_battery
from advisor.evidence.meeting import Meeting
from advisor.evidence.pair import Ceilings, Footing, Opened, Pair
from advisor.evidence.plan import MODES, Plan, RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.quartets import NeverSteadyError
from advisor.evidence.records import DeviceKind, Measurement
from advisor.evidence.row import Circumstances, RowInProgress
from advisor.evidence.rows import Stage
from advisor.evidence.scout import scout_row
from advisor.evidence.setting import Setting, Unmeasured
from advisor.evidence.stopwatch import Stopwatch
from advisor.evidence.worker import WorkerFailure

#: The part of the budget that the first pass may spend.
SCOUTING_SHARE = 0.6


class Session:
    """One run of a plan; what was measured is there at any time, an interruption included.

    Args:
        plan: What to measure.
        setting: Where and with what.
        progress: Is told how it goes.
        clock: Gives the time of day with its zone.
        meter: Tells who else works on our processors; the kernel's counters if left out.
        control: A hand on the session, for other threads; nobody's if left out.
        after_launch: Is called when a launch is over and its workers gone.

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
        control: Control | None = None,
        after_launch: Callable[[], None] = lambda: None,
    ) -> None:
        self._meter = meter or KernelCounters()
        self._control = control or Control()
        self._after_launch = after_launch
        self._plan = plan
        self._setting = setting
        self._progress = progress
        self._bulletin = Bulletin(progress, plan.terms.launches)
        self._clock = clock
        self._rows = [RowInProgress(row) for row in plan.rows]
        self._opened: dict[DeviceKind, dict[str, Opened]] = {}
        self._ceilings: dict[DeviceKind, dict[str, Ceilings]] = {}
        self._import_s: dict[str, float] = {}
        self._quartets = plan.terms.quartets
        self.costs = setting.costs.model_copy(deep=True)
        self._forecast = Forecast(plan.terms, self.costs.start_s)
        self._watch = Stopwatch(self._control, progress)
        self.unmeasured: list[Unmeasured] = []
        self.left_out: list[str] = []
        self.spent: dict[str, float] = defaultdict(float)

    def run(self) -> None:
        """Measures until the plan is done or its budget spent.

        A framework that cannot be opened ends the session: there is nothing to compare. A worker that fails
        later costs its own rows.

        Raises:
            Cancelled: The session was called off; its workers are gone, what was measured is there.
        """
        self._watch = Stopwatch(self._control, self._progress)
        for row in self._rows:
            self._bulletin.tell(row, "waiting")
        if on_battery():
            for row in self._rows:
                row.notes.append("the machine ran from its battery, which slows processors as it pleases")
        try:
            self._watch.checkpoint()
            with tempfile.TemporaryDirectory(prefix="advisor-", ignore_cleanup_errors=True) as folder:
                scratch = Path(folder)
                if self._scout_all(scratch):
                    self._launch_all(scratch)
        except Cancelled:
            self._call_off()
            raise

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

    def _pair(self, scratch: Path, device: DeviceKind, threads: int) -> Pair:
        setting = self._setting
        footing = Footing(threads, device)
        return Pair(
            setting.interpreters,
            setting.probes,
            scratch,
            footing,
            setting.played_by,
            self.spent,
            self._control,
        )

    def _scout_all(self, scratch: Path) -> bool:
        """The first pass over all rows, device by device; False if a framework cannot be opened."""
        self._watch.begin("starting both frameworks", self._plan.total_s)
        before: list[tuple[RowInProgress, float]] = []
        for device in dict.fromkeys(row.plan.device for row in self._rows):
            self._leave_out_skipped()
            rows = [row for row in self._rows if row.plan.device == device]
            if not rows:
                continue
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
            why = "; ".join(missing.what for missing in self.unmeasured)
            for row in self._rows:
                self._bulletin.tell(row, "failed", why)
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
        self._leave_out_skipped()
        if row not in self._rows:
            return
        before[:] = [entry for entry in before if entry[0] in self._rows]
        if before and not self._forecast.has_time_for(row, before, self._watch.elapsed_s()):
            budget = self._plan.budget
            self._leave_out(row, f"the rows before it took the {budget} budget's time")
            return
        left_s = max(0.0, self._plan.total_s - self._watch.elapsed_s())
        self._watch.begin(f"{row.plan.name}: every mode once", left_s)
        self._bulletin.tell(row, "modes")
        began = self._watch.elapsed_s()
        limit = terms.seconds * SCOUTING_SHARE
        try:
            with self._control.on_row(row.plan.name):
                scout_row(
                    row,
                    pair,
                    scratch,
                    lambda: limit - self._watch.elapsed_s(),
                    self.costs,
                    self._watch.checkpoint,
                )
        except RowSkipped:
            self._skip(row)
            return
        before.append((row, self._watch.elapsed_s() - began))
        for (framework, mode), figure in row.figures.items():
            if figure.status == "ok" and figure.first_call_s is not None and figure.median_ms is not None:
                self.costs.learn(row.plan, framework, mode, figure.first_call_s, figure.median_ms / 1000)
        self._bulletin.tell_modes(row)

    def _leave_out(self, row: RowInProgress, why: str, stage: Stage = "left-out") -> None:
        self._rows.remove(row)
        self.left_out.append(f"{row.plan.name} was not measured: {why}")
        self._bulletin.tell(row, stage, why)

    def _skip(self, row: RowInProgress) -> None:
        """Ends a row that the user left out; the quartets that it has are kept."""
        if self._bulletin.ended(row):
            return
        if not any(met.launches for met in row.meetings.values()):
            self._leave_out(row, "it was skipped", "skipped")
            return
        for met in row.meetings.values():
            met.stop("skipped", complete=False)
        self._bulletin.tell(row, "skipped", "it was skipped; what was measured is kept")

    def _leave_out_skipped(self) -> None:
        for row in list(self._rows):
            if self._control.skipped(row.plan.name):
                self._skip(row)

    def _call_off(self) -> None:
        """Says of each row how far it was when the session was called off."""
        for row in list(self._rows):
            if row.figures:
                self._bulletin.tell(row, "skipped", "measuring was cancelled; what was measured is kept")
            else:
                self._leave_out(row, "measuring was cancelled", "skipped")

    def _open_meetings(self) -> list[Met]:
        return [(row, met) for row in self._rows for met in row.meetings.values() if met.open]

    def _launch_all(self, scratch: Path) -> None:
        terms, setting = self._plan.terms, self._setting
        self._leave_out_skipped()
        arrange_meetings(
            self._rows,
            terms,
            cores=setting.machine.cores,
            spread=setting.spread,
            forecast=self._forecast,
            left_s=terms.seconds - self._watch.elapsed_s(),
        )
        left = terms.seconds - self._watch.elapsed_s()
        self._quartets, _ = self._forecast.affordable_quartets(self._open_meetings(), left)
        slower = 1.0
        for launch in range(terms.launches):
            self._watch.checkpoint()
            self._leave_out_skipped()
            todo = self._open_meetings()
            if not todo:
                return
            predicted = self._forecast.launch_s(todo, self._quartets)
            if launch and self._watch.elapsed_s() + slower * predicted > terms.seconds:
                self._stop(f"the {self._plan.budget} budget was spent", complete=False)
                return
            left_s = slower * predicted * (terms.launches - launch)
            self._watch.begin(f"launch {launch + 1} of {terms.launches}", left_s)
            before = self._watch.elapsed_s()
            if not self._launch(launch, todo, scratch):
                return
            if not any(self._control.skipped(row.plan.name) for row, _ in todo):
                slower = (self._watch.elapsed_s() - before) / predicted
            for _, met in todo:
                met.look()
            self._bulletin.tell_ends(self._rows)
            self._after_launch()
        self._stop(f"all {terms.launches} launches of the {self._plan.budget} budget were run", complete=True)

    def _launch(self, launch: int, todo: Sequence[Met], scratch: Path) -> bool:
        """Each meeting in a fresh pair of workers; False if a framework does not open any more."""
        for device, threads in dict.fromkeys((row.plan.device, met.threads) for row, met in todo):
            with self._pair(scratch, device, threads) as pair:
                began = self._watch.elapsed_s()
                try:
                    pair.open_all()
                except WorkerFailure as failure:
                    self._progress.warn(f"launch {launch + 1}: {failure.what}")
                    self._stop(f"a framework did not start again: {failure.what}", complete=False)
                    return False
                self.costs.learn_start(self._watch.elapsed_s() - began)
                for row, met in todo:
                    if (row.plan.device, met.threads) == (device, threads):
                        self._compare(row, met, launch, pair)
        return True

    def _compare(self, row: RowInProgress, met: Meeting, launch: int, pair: Pair) -> None:
        """One meeting in one launch; what goes wrong costs this launch of it and no other's."""
        try:
            with self._control.on_row(row.plan.name):
                self._bulletin.tell(row, "launches", launch=launch + 1)
                run_launch(
                    row,
                    met,
                    pair,
                    number=launch,
                    quartets=self._quartets,
                    block_s=self._plan.terms.block_s,
                    meter=self._meter,
                    checkpoint=self._watch.checkpoint,
                )
        except RowSkipped:
            pair.forget(row.plan.name)
            self._skip(row)
            return
        except WorkerFailure as failure:
            self._lose(row, met, launch, failure.what)
        except NeverSteadyError:
            self._lose(row, met, launch, "every block traced or compiled something again")
        self._bulletin.tell_ratio(row, met)

    def _lose(self, row: RowInProgress, met: Meeting, launch: int, why: str) -> None:
        met.lost += 1
        row.notes.append(f"launch {launch + 1} was lost: {why}")
        self._progress.warn(f"{row.plan.name}: {why}")

    def _stop(self, why: str, *, complete: bool) -> None:
        for row in self._rows:
            for met in row.meetings.values():
                met.stop(why, complete=complete and not met.lost)
        self._bulletin.tell_ends(self._rows)
