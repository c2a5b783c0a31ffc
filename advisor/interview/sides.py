"""Points for each side of the axis, from a decision as from a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from advisor.frameworks import FRAMEWORKS

#: Points under this are none.
_LEAST = 0.05


class Contributing(Protocol):
    """A contribution of a decision, or of a report."""

    @property
    def kind(self) -> str:
        """Rule or measurement."""

    @property
    def concern(self) -> str:
        """What it counts for."""

    @property
    def points(self) -> Mapping[str, float]:
        """By framework."""


def net(points: Mapping[str, float]) -> tuple[float, float]:
    """Points of the left and of the right side; what counts against one counts for the other."""
    left, right = (points.get(side, 0.0) for side in FRAMEWORKS)
    return max(0.0, left) + max(0.0, -right), max(0.0, right) + max(0.0, -left)


def sides(entries: Iterable[Contributing]) -> dict[str, tuple[float, float]]:
    """The points of each concern for both sides, those with most points first."""
    found: dict[str, tuple[float, float]] = {}
    for entry in entries:
        left, right = net(entry.points)
        before = found.get(entry.concern, (0.0, 0.0))
        found[entry.concern] = (before[0] + left, before[1] + right)
    worth = {concern: both for concern, both in found.items() if max(both) >= _LEAST}
    return dict(sorted(worth.items(), key=lambda item: (-max(item[1]), item[0])))


def totals(both: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The sums of both sides: their difference is the lead."""
    pairs = list(both)
    return sum(left for left, _ in pairs), sum(right for _, right in pairs)


def basis(entries: Iterable[Contributing], concern: str) -> str:
    """What the points of a concern rest on, in a few words."""
    kinds = [entry.kind for entry in entries if entry.concern == concern]
    rules, measured = kinds.count("rule"), kinds.count("measurement")
    told = [f"{rules} {'reason' if rules == 1 else 'reasons'}"] if rules else []
    if measured:
        told.insert(0, "measured")
    return ", ".join(told)
