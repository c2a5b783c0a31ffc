"""One run of the probes: what it measures, a hand on it, and what it tells meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from advisor.evidence.control import Control
from advisor.evidence.plan import RowPlan
from advisor.evidence.rows import Row, RowState


@dataclass(frozen=True)
class News:
    """What a run tells.

    Attributes:
        rows: What it has measured so far.
        state: How far a row is.
        message: What is being done, or what went wrong.
        left_s: Seconds until the end, as predicted.
    """

    rows: Sequence[Row] = ()
    state: RowState | None = None
    message: str | None = None
    left_s: float | None = None


@dataclass(eq=False)
class Run:
    """A listener to the gathering of evidence that passes on what it hears as news of this run.

    Attributes:
        rows: What it measures.
        hear: Is called with it and its news, from the thread that measures.
        control: A hand on it.
        reopened: Those of its rows that are due again after it, if they are wanted then.
    """

    rows: tuple[RowPlan, ...]
    hear: Callable[[Run, News], None]
    control: Control = field(default_factory=Control)
    reopened: set[RowPlan] = field(default_factory=set)

    def give_up(self, unwanted: Collection[RowPlan]) -> None:
        """Spends no more time on rows that are not wanted any more; they may be wanted again."""
        self.reopened |= set(unwanted)
        if self.reopened >= set(self.rows):
            self.control.cancel()
            return
        for row in unwanted:
            self.control.skip(row.name)

    def reopen_skipped(self) -> None:
        """Has those of its rows that were skipped measured after it."""
        self.reopened |= {row for row in self.rows if self.control.skipped(row.name)}

    def phase(self, text: str) -> None:
        """A new part of the work begins."""
        self.hear(self, News(message=text))

    def estimate(self, done: float, left_s: float) -> None:  # noqa: ARG002 - the screen shows seconds
        """How far it is."""
        self.hear(self, News(left_s=left_s))

    def row(self, state: RowState) -> None:
        """The state of a row changed."""
        self.hear(self, News(state=state))

    def measured(self, rows: Sequence[Row]) -> None:
        """More was measured."""
        self.hear(self, News(rows=rows))

    def warn(self, text: str) -> None:
        """Something went wrong that does not end the work."""
        self.hear(self, News(message=text))

    def close(self) -> None:
        """The work has ended; who began it hears of that otherwise."""
