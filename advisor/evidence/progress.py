"""How a long piece of work tells how it goes, without knowing who listens."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """A listener; every method returns at once."""

    def phase(self, text: str) -> None:
        """A new part of the work begins."""

    def estimate(self, done: float, left_s: float) -> None:
        """How far it is.

        Args:
            done: 0 … 1.
            left_s: Seconds until the end, as predicted.
        """

    def row(self, text: str) -> None:
        """A row was measured, or measured better."""

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

    def row(self, text: str) -> None:
        """Says nothing."""

    def warn(self, text: str) -> None:
        """Says nothing."""

    def close(self) -> None:
        """Says nothing."""
