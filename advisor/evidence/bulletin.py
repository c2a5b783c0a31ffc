"""What a listener is told of the rows of a session: the whole state of a row, each time it changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from advisor.evidence.meeting import Meeting
from advisor.evidence.plan import RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.records import Comparison
from advisor.evidence.row import RowInProgress
from advisor.evidence.rows import RowState, Stage

#: Stages after which nothing more comes.
_ENDED: Collection[Stage] = ("done", "skipped", "left-out", "failed")


def state_of(
    row: RowPlan,
    stage: Stage,
    detail: str = "",
    best: Comparison | None = None,
    *,
    launch: int | None = None,
    launches: int = 0,
) -> RowState:
    """The state of a row.

    Args:
        row: Which.
        stage: How far it is.
        detail: What is being done, or why it ended as it did.
        best: The comparison of the best modes so far.
        launch: That runs or ran last; as many as the comparison rests on if left out.
        launches: That the plan asks for.
    """
    if launch is None:
        launch = best.launches if best else 0
    return RowState(
        name=row.name,
        workload=row.workload,
        task=row.task,
        batch=row.batch,
        device=row.device,
        stage=stage,
        detail=detail,
        launch=launch,
        launches=launches,
        modes={"pytorch": best.pytorch, "tensorflow": best.tensorflow} if best else {},
        ratio=best.ratio if best else None,
        low=best.low if best else None,
        high=best.high if best else None,
        verdict=best.verdict if best else None,
    )


class Bulletin:
    """Tells a listener how the rows of a session stand.

    Nothing is told between the quartets of a row: a screen that draws what it hears would do so while a block
    is timed. A launch of a row begins and ends with seconds of other work.

    Args:
        progress: The listener.
        launches: That the plan asks for.
    """

    def __init__(self, progress: Progress, launches: int) -> None:
        self._progress = progress
        self._launches = launches
        self._last: dict[str, RowState] = {}

    def tell(self, row: RowInProgress, stage: Stage, detail: str = "", launch: int | None = None) -> None:
        """Tells how a row stands, if that is news; of a row that has ended there is none.

        Args:
            row: Which.
            stage: How far it is.
            detail: What is being done, or why it ended as it did.
            launch: That runs; the last one if left out.
        """
        last = self._last.get(row.plan.name)
        if self.ended(row):
            return
        if launch is None:
            launch = last.launch if last else 0
        met = row.meetings.get("best")
        best = met.record() if met else None
        state = state_of(row.plan, stage, detail, best, launch=launch, launches=self._launches)
        if best is None:
            state = replace(state, modes=row.best() or {})
        if state != last:
            self._last[row.plan.name] = state
            self._progress.row(state)

    def tell_modes(self, row: RowInProgress) -> None:
        """Tells which modes of a row meet after its first pass, or that none do."""
        if row.best() is not None:
            self.tell(row, "launches")
            return
        reasons = " / ".join(figure.reason for figure in row.figures.values() if figure.status == "failed")
        self._progress.warn(f"{row.plan.name}: no comparison. {reasons}")
        self.tell(row, "failed", reasons)

    def tell_ratio(self, row: RowInProgress, met: Meeting) -> None:
        """Tells what a launch of a meeting made of its ratio; that of a witness in words."""
        interval = met.interval()
        said = ""
        if interval is not None and met.kind != "best":
            said = (
                f"{met.kind}: TensorFlow takes {interval.ratio:.2f} "
                f"[{interval.low:.2f}, {interval.high:.2f}] of PyTorch's time"
            )
        self.tell(row, "launches", said)

    def tell_ends(self, rows: Sequence[RowInProgress]) -> None:
        """Tells which rows' launches are over, with or without a ratio."""
        for row in rows:
            met = row.meetings.get("best")
            if met is None or any(meeting.open for meeting in row.meetings.values()):
                continue
            why = met.stopped or f"given up after {met.lost} lost launches"
            if met.launches:
                self.tell(row, "done", why)
            else:
                self.tell(row, "failed", next((note for note in reversed(row.notes) if "lost" in note), why))

    def ended(self, row: RowInProgress) -> bool:
        """Whether the last word on a row was said."""
        last = self._last.get(row.plan.name)
        return last is not None and last.stage in _ENDED
