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
from advisor.evidence.first_pass import FirstPass
from advisor.evidence.forecast import Forecast
from advisor.evidence.launch import run_launch
from advisor.evidence.load import KernelCounters, LoadMeter, on_battery
from advisor.evidence.meeting import Meeting
from advisor.evidence.pair import Footing, Pair
from advisor.evidence.plan import Plan, RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.quartets import NeverSteadyError
from advisor.evidence.records import DeviceKind, Measurement
from advisor.evidence.roster import Roster
from advisor.evidence.row import Circumstances, RowInProgress
from advisor.evidence.rows import LeftOut
from advisor.evidence.setting import Setting, Unmeasured
from advisor.evidence.stopwatch import Stopwatch
from advisor.evidence.worker import WorkerFailure


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
        self._roster = Roster(plan.rows, self._bulletin, self._control)
        self._quartets = plan.terms.quartets
        self.costs = setting.costs.model_copy(deep=True)
        self._forecast = Forecast(plan.terms, self.costs.start_s)
        self._watch = Stopwatch(self._control, progress)
        self._first = FirstPass(
            plan, self._roster, self._bulletin, progress, self._control, self.costs, self._forecast
        )
        self.spent: dict[str, float] = defaultdict(float)

    def run(self) -> None:
        """Measures until the plan is done or its budget spent.

        A framework that cannot be opened ends the session: there is nothing to compare. A worker that fails
        later costs its own rows.

        Raises:
            Cancelled: The session was called off; its workers are gone, what was measured is there.
        """
        self._watch = Stopwatch(self._control, self._progress)
        self._roster.tell("waiting")
        if on_battery():
            for row in self._roster:
                row.notes.append("the machine ran from its battery, which slows processors as it pleases")
        try:
            self._watch.checkpoint()
            with tempfile.TemporaryDirectory(prefix="advisor-", ignore_cleanup_errors=True) as folder:
                scratch, cores = Path(folder), self._setting.machine.cores
                if self._first.run(scratch, lambda device: self._pair(scratch, device, cores), self._watch):
                    self._launch_all(scratch)
        except Cancelled:
            self._roster.call_off()
            raise

    @property
    def unmeasured(self) -> Sequence[Unmeasured]:
        """Frameworks that could not be measured."""
        return self._first.unmeasured

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """Rows that were not measured."""
        return self._roster.left_out

    def measurements(
        self, noise_floor: Callable[[int], float | None] | None = None
    ) -> dict[RowPlan, Measurement]:
        """The rows that were at least tried, as far as they got.

        Args:
            noise_floor: Says for so many launches how far from 1 a ratio of equals lies, as a share.
        """
        first, setting, now, measured = self._first, self._setting, self._clock(), {}
        builds = {
            framework: build.model_copy(update={"import_s": first.import_s.get(framework)})
            for framework, build in setting.builds.items()
        }
        for row in self._roster:
            device = row.plan.device
            if not row.figures or device not in first.opened:
                continue
            best = row.meetings.get("best")
            floor = noise_floor(max(1, len(best.launches))) if noise_floor and best else None
            around = Circumstances(
                first.opened[device],
                first.ceilings.get(device, {}),
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

    def _launch_all(self, scratch: Path) -> None:
        terms, setting, roster = self._plan.terms, self._setting, self._roster
        roster.heed_skips()
        arrange_meetings(
            tuple(roster),
            terms,
            cores=setting.machine.cores,
            spread=setting.spread,
            forecast=self._forecast,
            left_s=terms.seconds - self._watch.elapsed_s(),
        )
        left = terms.seconds - self._watch.elapsed_s()
        self._quartets, _ = self._forecast.affordable_quartets(roster.open_meetings(), left)
        slower = 1.0
        for launch in range(terms.launches):
            self._watch.checkpoint()
            roster.heed_skips()
            todo = roster.open_meetings()
            if not todo:
                return
            predicted = self._forecast.launch_s(todo, self._quartets)
            if launch and self._watch.elapsed_s() + slower * predicted > terms.seconds:
                roster.stop(f"the {self._plan.budget} budget was spent", complete=False)
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
            self._bulletin.tell_ends(tuple(roster))
            self._after_launch()
        roster.stop(
            f"all {terms.launches} launches of the {self._plan.budget} budget were run", complete=True
        )

    def _launch(self, launch: int, todo: Sequence[Met], scratch: Path) -> bool:
        """Each meeting in a fresh pair of workers; False if a framework does not open any more."""
        for device, threads in dict.fromkeys((row.plan.device, met.threads) for row, met in todo):
            with self._pair(scratch, device, threads) as pair:
                began = self._watch.elapsed_s()
                try:
                    pair.open_all()
                except WorkerFailure as failure:
                    self._progress.warn(f"launch {launch + 1}: {failure.what}")
                    self._roster.stop(f"a framework did not start again: {failure.what}", complete=False)
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
            self._roster.skip(row)
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
