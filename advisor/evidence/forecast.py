"""How long what is still to be measured will take, from what the first pass has seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.evidence.meeting import Meeting
from advisor.evidence.plan import BudgetTerms
from advisor.evidence.quartets import MIN_CALLS, SETTLE_S
from advisor.evidence.row import RowInProgress

#: Seconds of warm-up in a launch; a mode that was steady in the first pass gets there sooner.
LAUNCH_WARM_CAP_S = 1.5
#: The part of the budget that may be promised: predictions err.
ROOM = 0.95
#: Seconds that the least warm-up takes, three blocks of calls.
WARM_S = 0.1


@dataclass
class Forecast:
    """Predicts seconds.

    Attributes:
        terms: What the budget buys.
        pair_start_s: Of opening both workers of a launch.
    """

    terms: BudgetTerms
    pair_start_s: float

    def meeting_s(self, row: RowInProgress, modes: Sequence[tuple[str, str]], quartets: int) -> float:
        """Seconds of one meeting in one launch."""
        seconds = 0.0
        for key in modes:
            figure = row.figures[key]
            call_s = (figure.median_ms or 0.0) / 1000
            warm_s = min(LAUNCH_WARM_CAP_S, max(9 * call_s, WARM_S)) + 5 * call_s
            block_s = max(self.terms.block_s, MIN_CALLS * call_s) + SETTLE_S
            # Compilers find their cache warm; what is left of a first call is mostly building and tracing.
            first_s = min(figure.first_call_s or 0.0, 1.0) + (figure.build_s or 0.0)
            seconds += first_s + warm_s + 2 * quartets * block_s
        return seconds

    def best_s(self, row: RowInProgress, quartets: int) -> float:
        """Seconds of the best modes' meeting in one launch; 0 if nothing can meet."""
        best = row.best()
        return self.meeting_s(row, list(best.items()), quartets) if best else 0.0

    def launch_s(self, meetings: Sequence[tuple[RowInProgress, Meeting]], quartets: int) -> float:
        """Seconds of one launch: a pair's start for each number of threads, and the meetings."""
        starts = len({(meeting.threads, row.plan.device) for row, meeting in meetings})
        work = sum(self.meeting_s(row, list(met.modes.items()), quartets) for row, met in meetings)
        return starts * self.pair_start_s + work

    def has_time_for(
        self, row: RowInProgress, before: Sequence[tuple[RowInProgress, float]], elapsed_s: float
    ) -> bool:
        """Whether a row more leaves time for all launches, as far as the rows before it tell.

        Args:
            row: The next row.
            before: The rows of the first pass, and the seconds that it took for each.
            elapsed_s: Of the budget.
        """
        mine = _work(row)
        scouting = mine * min(spent / _work(other) for other, spent in before)
        another = mine * min(self.best_s(other, 1) / _work(other) for other, _ in before)
        launch = self.pair_start_s + sum(self.best_s(other, 1) for other, _ in before) + another
        return elapsed_s + scouting + self.terms.launches * launch <= ROOM * self.terms.seconds

    def affordable_quartets(
        self, meetings: Sequence[tuple[RowInProgress, Meeting]], left_s: float
    ) -> tuple[int, float]:
        """As many quartets a launch as let all launches run, and what such a launch should cost in s.

        The launch is the unit of the interval: three launches of one quartet say more than one of three.
        """
        for quartets in range(self.terms.quartets, 0, -1):
            cost = self.launch_s(meetings, quartets)
            if cost * self.terms.launches <= left_s:
                return quartets, cost
        return 1, self.launch_s(meetings, 1)


def _work(row: RowInProgress) -> float:
    """A training step is about three times the work of inference."""
    return 3.0 if row.plan.task == "train" else 1.0
