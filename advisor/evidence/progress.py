"""How a long piece of work tells how it goes, without knowing who listens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from advisor.evidence.rows import Row, RowState


class Progress(Protocol):
    """A listener; every method returns at once, and is called from the thread that measures.

    Nothing is told between the quartets of a row, so that what a listener does with it disturbs no block.
    """

    def phase(self, text: str) -> None:
        """A new part of the work begins."""

    def estimate(self, done: float, left_s: float) -> None:
        """How far it is.

        Args:
            done: 0 … 1.
            left_s: Seconds until the end, as predicted.
        """

    def row(self, state: RowState) -> None:
        """The state of a row changed."""

    def measured(self, rows: Sequence[Row]) -> None:
        """More was measured.

        Args:
            rows: All that are known so far, those of files first; measuring may not be done with them.
        """

    def warn(self, text: str) -> None:
        """Something went wrong that does not end the work."""

    def close(self) -> None:
        """The work has ended, one way or another; safe to call more than once."""


class SilentProgress:
    """A listener that says nothing."""

    def phase(self, text: str) -> None:
        """Says nothing."""

    def estimate(self, done: float, left_s: float) -> None:
        """Says nothing."""

    def row(self, state: RowState) -> None:
        """Says nothing."""

    def measured(self, rows: Sequence[Row]) -> None:
        """Says nothing."""

    def warn(self, text: str) -> None:
        """Says nothing."""

    def close(self) -> None:
        """Says nothing."""
