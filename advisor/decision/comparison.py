"""Two decisions side by side: what a changed answer or importance moved."""

from __future__ import annotations

from advisor.decision.outcome import Decision
from advisor.frameworks import display_name

#: Concerns that moved by fewer points are not named.
_WORTH_SAYING = 0.05
_NAMED = 3


def what_moved(before: Decision, after: Decision) -> tuple[str, ...]:
    """One or two sentences: the verdict before and after, and the concerns that moved most.

    Args:
        before: Without the changes.
        after: With them.
    """
    return (_verdicts(before, after), *_concerns(before, after))


def _verdicts(before: Decision, after: Decision) -> str:
    old, new = _named(before), _named(after)
    if (before.verdict.kind, before.verdict.framework) == (after.verdict.kind, after.verdict.framework):
        return (
            f"The changes leave the verdict as it was, {old}; {_lead(before)} before, {_lead(after)} after."
        )
    return (
        f"Without the changes the verdict would be {old}, with them it is {new}; "
        f"{_lead(before)} before, {_lead(after)} after."
    )


def _named(decision: Decision) -> str:
    verdict = decision.verdict
    kind = {"clear": "clearly", "lean": "leaning", "toss-up": "a toss-up", "infeasible": "no framework"}[
        verdict.kind
    ]
    return f"{display_name(verdict.framework)}, {kind}" if verdict.framework else kind


def _lead(decision: Decision) -> str:
    return f"{display_name(decision.lead.framework)} ahead by {decision.verdict.lead:.1f} points"


def _concerns(before: Decision, after: Decision) -> tuple[str, ...]:
    """The concerns whose points moved most, with how much and for whom."""
    moved: dict[str, dict[str, float]] = {}
    for concern, points in after.concern_points.items():
        for framework, now in points.items():
            change = now - before.concern_points.get(concern, {}).get(framework, 0.0)
            if abs(change) >= _WORTH_SAYING:
                moved.setdefault(concern, {})[framework] = change
    if not moved:
        return ("No concern moved by a point worth naming.",)
    ranked = sorted(moved.items(), key=lambda entry: (-max(map(abs, entry[1].values())), entry[0]))
    told = []
    for concern, changes in ranked[:_NAMED]:
        each = ", ".join(f"{display_name(name)} {change:+.1f}" for name, change in changes.items())
        told.append(f"{concern.replace('_', ' ')} ({each})")
    more = f" and {len(ranked) - _NAMED} more" if len(ranked) > _NAMED else ""
    return (f"What moved most: {', '.join(told)}{more}.",)
