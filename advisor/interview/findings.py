"""What is known of a project's rows: what was measured, how far each is, and what need not be tried again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from advisor.evidence.gathering import Evidence
from advisor.evidence.plan import RowPlan
from advisor.evidence.records import Measurement
from advisor.evidence.rows import LeftOut, Row, RowState

#: What a row is known by within a project, whose sizes are the same for all.
_Key = tuple[str, str, int, str, str]


class Findings:
    """Grows from run to run; rows that are not wanted any more are kept, in case they are wanted again."""

    def __init__(self) -> None:
        self._settled: set[RowPlan] = set()
        self._states: dict[str, RowState] = {}
        self._known: dict[_Key, Row] = {}
        self._given: tuple[Row, ...] = ()
        self._left_out: dict[RowPlan, LeftOut] = {}
        self._notes = Evidence()

    def due(self, wanted: Sequence[RowPlan]) -> tuple[RowPlan, ...]:
        """Those of the wanted rows that were not tried, or are to be tried again."""
        return tuple(row for row in wanted if row not in self._settled)

    def states(self, wanted: Sequence[RowPlan]) -> tuple[RowState, ...]:
        """How far the wanted rows are, in the order in which they were heard of."""
        names = {row.name for row in wanted}
        return tuple(state for name, state in self._states.items() if name in names)

    def evidence(self, wanted: Sequence[RowPlan]) -> Evidence:
        """What speaks of the wanted rows, and what was given and not measured anew."""
        keys = {_key_of(row) for row in wanted}
        known = {key: row for key, row in self._known.items() if key in keys}
        anew = {key for key, row in known.items() if row.measurement.best() is not None}
        given = [row for row in self._given if _key(row.measurement) not in anew]
        there = {_key(row.measurement) for row in given}
        rows = (*given, *(row for key, row in known.items() if key not in there))
        left_out = tuple(self._left_out[row] for row in wanted if row in self._left_out)
        return replace(self._notes, rows=rows, left_out=left_out)

    def give(self, rows: Sequence[Row]) -> None:
        """Takes measurements from elsewhere, which hold until the same is measured here."""
        self._given = tuple(rows)

    def add(self, rows: Sequence[Row], state: RowState | None = None) -> None:
        """Takes in what a run has measured so far, and how far one of its rows is."""
        for row in rows:
            self._known[_key(row.measurement)] = row
        if state is not None:
            self._states[state.name] = state

    def conclude(self, rows: Sequence[RowPlan], evidence: Evidence, reopened: Collection[RowPlan]) -> None:
        """Takes in what a run has come to.

        Args:
            rows: That it was to measure.
            evidence: What came of it.
            reopened: Those of its rows that are to be tried again, so that nothing is said of them.
        """
        self.add(evidence.rows)
        left_out = {entry.row: entry for entry in evidence.left_out}
        for row in rows:
            self._left_out.pop(row, None)
            if row.name in left_out and row not in reopened:
                self._left_out[row] = left_out[row.name]
        troubles = tuple(dict.fromkeys([*self._notes.troubles, *evidence.troubles]))
        self._notes = Evidence(unmeasured=evidence.unmeasured, troubles=troubles)

    def settle(self, rows: Collection[RowPlan]) -> None:
        """Takes rows for tried, whatever came of them."""
        self._settled |= set(rows)

    def reopen(self, *, measured_too: bool) -> None:
        """Has rows tried again, those that have a ratio only where it is said."""
        if measured_too:
            self._settled.clear()
            return
        measured = {key for key, row in self._known.items() if row.measurement.best() is not None}
        self._settled = {row for row in self._settled if _key_of(row) in measured}


def _key(measured: Measurement) -> _Key:
    return measured.workload, measured.task, measured.batch, measured.device, measured.precision


def _key_of(row: RowPlan) -> _Key:
    return row.workload, row.task, row.batch, row.device, row.precision
