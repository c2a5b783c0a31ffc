"""The rows of a session that are still measured, and the last word on each that is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.evidence.arranging import Met
from advisor.evidence.bulletin import Bulletin
from advisor.evidence.control import Control
from advisor.evidence.plan import PlannedRow
from advisor.evidence.row import RowInProgress
from advisor.evidence.rows import LeftOut, Stage


class Roster:
    """Goes through rows, some of which may be left out on the way.

    Args:
        rows: As they are planned.
        bulletin: Is told what becomes of them.
        control: Says which rows the user skips.

    Attributes:
        left_out: Rows that were not measured.
    """

    def __init__(self, rows: Sequence[PlannedRow], bulletin: Bulletin, control: Control) -> None:
        self._rows = [RowInProgress(row) for row in rows]
        self._bulletin = bulletin
        self._control = control
        self.left_out: list[LeftOut] = []

    def __iter__(self) -> Iterator[RowInProgress]:
        return iter(tuple(self._rows))

    def __contains__(self, row: object) -> bool:
        return any(kept is row for kept in self._rows)

    def tell(self, stage: Stage, why: str = "") -> None:
        """Tells the same of every row."""
        for row in self._rows:
            self._bulletin.tell(row, stage, why)

    def leave_out(self, row: RowInProgress, left_out: LeftOut, stage: Stage = "left-out") -> None:
        """Measures a row no more, and says why."""
        self._rows.remove(row)
        self.left_out.append(left_out)
        self._bulletin.tell(row, stage, left_out.why)

    def skip(self, row: RowInProgress) -> None:
        """Ends a row that the user left out; the quartets that it has are kept."""
        if self._bulletin.ended(row):
            return
        if not any(met.launches for met in row.meetings.values()):
            remedy = "Measure again: it is measured unless it is skipped"
            self.leave_out(row, LeftOut(row.plan.name, "it was skipped", remedy), "skipped")
            return
        for met in row.meetings.values():
            met.stop("skipped", complete=False)
        self._bulletin.tell(row, "skipped", "it was skipped; what was measured is kept")

    def heed_skips(self) -> None:
        """Ends all rows that the user has skipped by now."""
        for row in self:
            if self._control.skipped(row.plan.name):
                self.skip(row)

    def call_off(self) -> None:
        """Says of each row how far it was when the session was called off."""
        for row in self:
            if row.figures:
                self._bulletin.tell(row, "skipped", "measuring was cancelled; what was measured is kept")
            else:
                remedy = "Measure again; what is measured already is kept"
                self.leave_out(row, LeftOut(row.plan.name, "measuring was cancelled", remedy), "skipped")

    def open_meetings(self) -> list[Met]:
        """Who is to meet in the next launch."""
        return [(row, met) for row in self._rows for met in row.meetings.values() if met.open]

    def stop(self, why: str, *, complete: bool) -> None:
        """Ends all meetings.

        Args:
            why: They end.
            complete: Whether they have had all that the plan gives them.
        """
        for row in self._rows:
            for met in row.meetings.values():
                met.stop(why, complete=complete and not met.lost)
        self._bulletin.tell_ends(self._rows)
