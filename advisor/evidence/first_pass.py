"""The first pass over a session's rows: both frameworks opened on each device, every mode once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from advisor.evidence.bulletin import Bulletin
from advisor.evidence.control import Control, RowSkipped
from advisor.evidence.costs import Costs
from advisor.evidence.forecast import WARM_S, Forecast
from advisor.evidence.pair import Ceilings, Opened, Pair
from advisor.evidence.plan import MODES, Plan
from advisor.evidence.progress import Progress
from advisor.evidence.records import DeviceKind
from advisor.evidence.roster import Roster
from advisor.evidence.row import RowInProgress
from advisor.evidence.rows import LeftOut, without_time
from advisor.evidence.scout import scout_row
from advisor.evidence.setting import Unmeasured
from advisor.evidence.stopwatch import Stopwatch
from advisor.evidence.worker import WorkerFailure

#: The part of the budget that it may spend.
SCOUTING_SHARE = 0.6
_NO_DEVICE = "advisor doctor tells which devices each framework finds"


@dataclass
class FirstPass:
    """Finds the best modes of every row, as far as the budget leaves time for its launches.

    Attributes:
        plan: What is measured.
        roster: The rows; those that do not fit are left out of it.
        bulletin: Is told how each row stands.
        progress: Is told how it goes.
        control: A hand on it.
        costs: What is known of this machine's pace; learns from it.
        forecast: Of what is still to come; learns from it too.
        opened: By device and framework, what a worker said of itself.
        ceilings: By device and framework, where they could be timed.
        import_s: By framework, seconds of its import.
        unmeasured: Frameworks that could not be opened.
    """

    plan: Plan
    roster: Roster
    bulletin: Bulletin
    progress: Progress
    control: Control
    costs: Costs
    forecast: Forecast
    opened: dict[DeviceKind, dict[str, Opened]] = field(default_factory=dict)
    ceilings: dict[DeviceKind, dict[str, Ceilings]] = field(default_factory=dict)
    import_s: dict[str, float] = field(default_factory=dict)
    unmeasured: list[Unmeasured] = field(default_factory=list)

    def run(self, scratch: Path, pair_on: Callable[[DeviceKind], Pair], watch: Stopwatch) -> bool:
        """Goes through the rows device by device.

        Args:
            scratch: Where arrays are written.
            pair_on: Gives workers of both frameworks for a device, not started yet.
            watch: Of the budget.

        Returns:
            Whether there is anything to compare: False if a framework cannot be opened at all.
        """
        watch.begin("starting both frameworks", self.plan.total_s)
        before: list[tuple[RowInProgress, float]] = []
        for device in dict.fromkeys(row.plan.device for row in self.roster):
            self.roster.heed_skips()
            rows = [row for row in self.roster if row.plan.device == device]
            if not rows:
                continue
            with pair_on(device) as pair:
                if not self._open(pair, device, rows):
                    if self.unmeasured:
                        return False
                    continue
                self._time_ceilings(pair, device)
                for row in rows:
                    self._scout(row, pair, scratch, watch, before)
        return bool(self.opened)

    def _open(self, pair: Pair, device: DeviceKind, rows: Sequence[RowInProgress]) -> bool:
        """Opens both frameworks on a device; without it there, its rows are left out."""
        opened: dict[str, Opened] = {}
        for framework in MODES:
            try:
                opened[framework] = pair.open(framework)
            except WorkerFailure as failure:
                if failure.kind == "unsupported" and device != "cpu":
                    for row in rows:
                        self.roster.leave_out(row, LeftOut(row.plan.name, failure.what, _NO_DEVICE))
                    return False
                self.unmeasured.append(Unmeasured(framework, failure.what, failure.remedy))
                continue
            self.import_s.setdefault(framework, opened[framework].import_s)
        if self.unmeasured:
            self.roster.tell("failed", "; ".join(missing.what for missing in self.unmeasured))
            return False
        self.opened[device] = opened
        self.forecast.pair_start_s = sum(self.import_s.values()) + WARM_S
        return True

    def _time_ceilings(self, pair: Pair, device: DeviceKind) -> None:
        for framework in MODES:
            try:
                pair.ready(framework)
                self.ceilings.setdefault(device, {})[framework] = pair.ceilings(framework)
            except WorkerFailure as failure:
                self.progress.warn(f"{framework}: its ceilings were not timed: {failure.what}")

    def _scout(
        self,
        row: RowInProgress,
        pair: Pair,
        scratch: Path,
        watch: Stopwatch,
        before: list[tuple[RowInProgress, float]],
    ) -> None:
        """Every mode of a row once, if its launches still fit the budget."""
        self.roster.heed_skips()
        if row not in self.roster:
            return
        before[:] = [entry for entry in before if entry[0] in self.roster]
        if before and not self.forecast.has_time_for(row, before, watch.elapsed_s()):
            why = f"the rows before it took the {self.plan.budget} budget's time"
            self.roster.leave_out(row, without_time(row.plan.name, why))
            return
        left_s = max(0.0, self.plan.total_s - watch.elapsed_s())
        watch.begin(f"{row.plan.name}: every mode once", left_s)
        self.bulletin.tell(row, "modes")
        began = watch.elapsed_s()
        limit = self.plan.terms.seconds * SCOUTING_SHARE
        try:
            with self.control.on_row(row.plan.name):
                scout_row(row, pair, scratch, lambda: limit - watch.elapsed_s(), self.costs, watch.checkpoint)
        except RowSkipped:
            self.roster.skip(row)
            return
        before.append((row, watch.elapsed_s() - began))
        for (framework, mode), figure in row.figures.items():
            if figure.status == "ok" and figure.first_call_s is not None and figure.median_ms is not None:
                self.costs.learn(row.plan, framework, mode, figure.first_call_s, figure.median_ms / 1000)
        self.bulletin.tell_modes(row)
