"""Projects for which neither framework is the right tool: that has to be said first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from advisor.decision.conditions import Condition, evaluate
from advisor.decision.outcome import Warned
from advisor.needs.model import Answer


@dataclass(frozen=True)
class Outsider:
    """A kind of project that is better served outside the frameworks compared.

    Attributes:
        id: Unique among them.
        when: Which projects.
        unless: Which of them not; None for no exception. Only what certainly holds is an exception.
        claim: One sentence that the source supports.
        instead: What to take, as an imperative sentence.
        source: Where it can be read.
        source_date: When the source was current.
        verified: True if the source was read and says so.
        review_by: The day after which it counts as expired.
        place: `file:line`, for messages.
    """

    id: str
    when: Condition
    claim: str
    instead: str
    source: str
    source_date: date
    verified: bool
    review_by: date
    place: str
    unless: Condition | None = None

    @property
    def sentence(self) -> str:
        """What is said before the verdict."""
        return f"Before either framework: {self.instead[:1].lower()}{self.instead[1:]}"


def outside_of(
    outsiders: Iterable[Outsider], answers: Mapping[str, Answer], derived: Mapping[str, Condition]
) -> tuple[Outsider, ...]:
    """Those whose condition certainly holds, and whose exception does not."""

    def holds(condition: Condition | None) -> bool:
        return condition is not None and evaluate(condition, answers, derived) is True

    return tuple(entry for entry in outsiders if holds(entry.when) and not holds(entry.unless))


def warnings_of(outsiders: Iterable[Outsider]) -> tuple[Warned, ...]:
    """What a reader has to know before any verdict."""
    return tuple(
        Warned("outside", f"{entry.claim.rstrip('.')} ({entry.source}, {entry.source_date})", entry.instead)
        for entry in outsiders
    )
