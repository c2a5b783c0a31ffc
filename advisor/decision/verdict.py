"""From points and draws to a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from advisor.decision.outcome import Contribution, Verdict

CLEAR_SHARE = 0.90
LEAN_SHARE = 0.70
CLEAR_LEAD = 1.0
#: Under so many points altogether there is nothing to weigh.
NO_EVIDENCE = 1.0
_NOTHING = 1e-12
#: What has fewer points is no support for a clear verdict.
_SUPPORT = 0.05


@dataclass(frozen=True)
class Standing:
    """Who leads in points: the leader, the runner-up, and D ≥ 0 between them."""

    leader: str
    runner_up: str
    lead: float


def standing(points: Mapping[str, float], frameworks: Sequence[str]) -> Standing:
    """Ranks frameworks by points; a tie goes to neither, but has to be shown somehow: by id."""
    ranked = sorted(frameworks, key=lambda framework: (-points[framework], framework))
    return Standing(ranked[0], ranked[1], points[ranked[0]] - points[ranked[1]])


def judge(
    place: Standing,
    share: float,
    n: int,
    contributions: Sequence[Contribution],
    medium_or_more: frozenset[str],
    scales_agree: bool,
) -> Verdict:
    """Judges by points.

    Args:
        place: Who leads.
        share: Share of the draws that the leader wins.
        n: Number of draws.
        contributions: All contributions.
        medium_or_more: Ids of contributions that are more than a weak rule or a negligible measurement.
        scales_agree: Whether other scales of strength leave the winner.
    """
    total = math.fsum(abs(points) for entry in contributions for points in entry.points.values())
    tossup: Literal["no-evidence", "conflict"] = "no-evidence" if total < NO_EVIDENCE else "conflict"
    undecided = Verdict("toss-up", None, None, share, place.lead, tossup)
    if place.lead <= _NOTHING or total < NO_EVIDENCE or not scales_agree:
        return undecided
    if share >= CLEAR_SHARE and place.lead >= CLEAR_LEAD and _is_broad(place, contributions, medium_or_more):
        return Verdict("clear", place.leader, "points", share, place.lead, None)
    error = math.sqrt(share * (1 - share) / n)
    if share - 2 * error >= LEAN_SHARE:
        return Verdict("lean", place.leader, "points", share, place.lead, None)
    return undecided


def judge_by_veto(feasible: Sequence[str], points: Mapping[str, float]) -> Verdict | None:
    """Judges where vetoes leave one framework or none; None if they leave a choice."""
    if not feasible:
        return Verdict("infeasible", None, None, 0.0, 0.0, None)
    if len(feasible) > 1:
        return None
    others = [value for framework, value in points.items() if framework != feasible[0]]
    lead = max(0.0, points[feasible[0]] - max(others, default=0.0))
    return Verdict("clear", feasible[0], "veto", 1.0, lead, None)


def _is_broad(place: Standing, contributions: Sequence[Contribution], medium_or_more: frozenset[str]) -> bool:
    """Support worth naming from two concerns at least, and from something above a weak rule."""
    by_concern: dict[str, float] = {}
    firm = False
    for entry in contributions:
        net = entry.points[place.leader] - entry.points[place.runner_up]
        by_concern[entry.concern] = by_concern.get(entry.concern, 0.0) + net
        firm = firm or (entry.id in medium_or_more and net >= _SUPPORT)
    return firm and sum(value >= _SUPPORT for value in by_concern.values()) >= 2
