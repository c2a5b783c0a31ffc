"""How members of a team are marked in pictures."""

from __future__ import annotations

import string
from collections.abc import Mapping

from advisor.report.model import TeamPart

#: With more members than this letters no longer help.
LETTERED = 12


def letters(team: TeamPart) -> Mapping[int, str]:
    """A letter for each member by place; none in a team that is too large for letters."""
    if len(team.members) > LETTERED:
        return {}
    return dict(enumerate(string.ascii_uppercase[: len(team.members)]))


def stack(middles: Mapping[float, float], widths: Mapping[float, float]) -> dict[float, int]:
    """Lanes for marks on a line, so that no two touch.

    Args:
        middles: Where each mark stands, by its value.
        widths: What each takes, by its value, in the line's own measure.

    Returns:
        The lane of each value, counted from 0.
    """
    ends: list[float] = []
    lanes: dict[float, int] = {}
    for value, middle in sorted(middles.items(), key=lambda entry: entry[1]):
        start, end = middle - widths[value] / 2, middle + widths[value] / 2
        lane = next((lane for lane, taken in enumerate(ends) if taken <= start), len(ends))
        ends[lane : lane + 1] = [end]
        lanes[value] = lane
    return lanes
