"""What a what-if does to the verdict, in a few lines."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from advisor.decision.outcome import Decision
from advisor.frameworks import display_name
from advisor.interview.wording import standing as in_words

#: Points under this have not moved; of what has, so many are told.
_MOVED, _TOLD = 0.05, 3


def moved_table(base: Decision, now: Decision, called: Mapping[str, str], *, wide: bool) -> Content:
    """Verdict, share and lead, each with what it was.

    Args:
        base: As it was.
        now: As it is.
        called: Names of frameworks, by id.
        wide: Whether what was has room on the same line.
    """
    moved = [
        (abs(change), f"{in_a_word(concern)} {display_name(name, called)} {change:+.1f}")
        for concern, points in now.concern_points.items()
        for name, value in points.items()
        if abs(change := value - base.concern_points.get(concern, {}).get(name, 0.0)) >= _MOVED
    ]
    was, is_ = (
        (
            in_words(each.verdict, each.lead.framework, called),
            f"{each.verdict.share:.0%} {display_name(each.lead.framework, called)}",
            f"{each.verdict.lead:.1f}",
        )
        for each in (base, now)
    )
    parts: list[str | tuple[str, str]] = []
    for label, before, after in zip(("verdict", "share", "lead"), was, is_, strict=True):
        parts += [f"{label:<9}", (after, "bold"), "   " if wide else f"\n{'':<9}"]
        parts += [("" if after == before else f"was {before}", "$foreground-muted"), "\n"]
    moved.sort(reverse=True)
    told = ", ".join(text for _, text in moved[:_TOLD]) or "nothing moved yet"
    first, then = base.verdict.framework, now.verdict.framework
    mark = "" if first == then else "⇄ flipped   " if first and then else "⇄ another verdict   "
    return Content.assemble(*parts, (mark, "bold"), told)


def in_a_word(concern: str) -> str:
    """A concern where there is little room."""
    return concern.replace("_", " ")
