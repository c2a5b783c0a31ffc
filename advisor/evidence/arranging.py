"""Who meets whom in the launches of a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.evidence.forecast import Forecast
from advisor.evidence.meeting import Meeting
from advisor.evidence.plan import MODES, BudgetTerms
from advisor.evidence.records import ComparisonKind
from advisor.evidence.row import RowInProgress

#: Witnesses are added only if every meeting can have so many quartets a launch.
_WITNESS_QUARTETS = 2

Met = tuple[RowInProgress, Meeting]


def arrange_meetings(
    rows: Sequence[RowInProgress],
    terms: BudgetTerms,
    *,
    cores: int,
    spread: float,
    forecast: Forecast,
    left_s: float,
) -> None:
    """Has the best modes of every row meet, and the witnesses as far as the budget carries them.

    Args:
        rows: After the first pass; their meetings are filled in.
        terms: What the budget buys.
        cores: Threads of each pool, but for the comparison at one thread.
        spread: The prior spread of launches on this machine.
        forecast: Of what a launch costs.
        left_s: Seconds of the budget.
    """
    arranged: list[Met] = []
    witnesses: list[Met] = []

    def meeting(row: RowInProgress, kind: ComparisonKind, modes: Mapping[str, str], threads: int) -> Met:
        return row, Meeting(kind, modes, threads, terms.looks, spread)

    for row in rows:
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
        cost = forecast.launch_s([*arranged, (row, witness)], _WITNESS_QUARTETS)
        if cost * terms.launches <= left_s:
            arranged.append((row, witness))
        else:
            row.notes.append(f"no comparison {witness.kind}: the budget's time goes to the best modes")
    for row, entry in arranged:
        row.meetings[entry.kind] = entry
