"""The parts that go with a verdict: every one comes from the knowledge, with a condition and a source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from advisor.decision.conditions import Condition, evaluate
from advisor.decision.outcome import Verdict
from advisor.needs.model import Answer

#: What a part may go with where no framework is named.
WITHOUT_FRAMEWORK = ("undecided", "infeasible")


@dataclass(frozen=True)
class StackEntry:
    """One part of a stack, such as a runtime or a model hub.

    Attributes:
        id: Unique among all parts.
        role: What it is for, such as `export`.
        purpose: The target, runtime or device that it serves; empty where it serves all.
        verdicts: Frameworks it goes with, or `undecided` or `infeasible`; empty for all.
        when: The condition; None for always.
        choice: The tools, by name.
        why: One sentence that the source supports.
        caveat: What to look out for; may be empty.
        source: Where it can be read.
        source_date: When the source was current.
        verified: True if the source was read and says so.
        review_by: The day after which it counts as expired.
        origin: `shipped`, or the folder it came from.
        place: `file:line`, for messages.
    """

    id: str
    role: str
    purpose: str
    verdicts: tuple[str, ...]
    when: Condition | None
    choice: str
    why: str
    caveat: str
    source: str
    source_date: date
    verified: bool
    review_by: date
    origin: str
    place: str


def recommend_stack(
    entries: Iterable[StackEntry],
    verdict: Verdict,
    answers: Mapping[str, Answer],
    derived: Mapping[str, Condition],
) -> tuple[StackEntry, ...]:
    """The parts that go with a verdict and whose condition certainly holds.

    Of those with the same role and purpose the first counts, so special cases stand before general ones.
    """
    named = verdict.framework or ("infeasible" if verdict.kind == "infeasible" else "undecided")
    taken: dict[tuple[str, str], StackEntry] = {}
    for entry in entries:
        goes = not entry.verdicts or named in entry.verdicts
        if goes and (entry.when is None or evaluate(entry.when, answers, derived)):
            taken.setdefault((entry.role, entry.purpose), entry)
    return tuple(taken.values())


def bridge_of(
    entries: Iterable[StackEntry],
    verdict: Verdict,
    answers: Mapping[str, Answer],
    derived: Mapping[str, Condition],
) -> str:
    """Where requirements clash, how to meet them with two frameworks at once; empty where no way is known."""
    if verdict.kind != "infeasible":
        return ""
    parts = recommend_stack(entries, verdict, answers, derived)
    bridges = [part for part in parts if part.role == "bridge" and "infeasible" in part.verdicts]
    return bridges[0].choice.rstrip(".") if bridges else ""
