"""The questions and concerns that `rules/` declares: what may be asked, answered and weighed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

#: choice: one of `choices`. list: any of `choices`. open-list: any words, `choices` are those known.
#: version: "3.12". levels: a map from the ids of `choices` to 0 … 4.
QuestionKind = Literal["choice", "list", "open-list", "version", "levels"]


@dataclass(frozen=True)
class Choice:
    """One possible answer.

    Attributes:
        id: The word in the needs file.
        text: What a person reads.
        prior: How probable the answer is while the question is open: the probability of this choice
            for `choice` and `version`, of being among the answers for `list` and `open-list`.
    """

    id: str
    text: str
    prior: float


@dataclass(frozen=True)
class Question:
    """One question, why it is asked, and its possible answers in the order in which they are shown.

    Attributes:
        id: The key below `answers` in the needs file.
        section: The part of the questionnaire it belongs to.
        text: The question.
        why: One sentence: what the answer does to the decision.
        kind: What form the answer has.
        changeable: True for a choice that the project makes (targets, scale), False for a fact (hardware).
        choices: The possible or known answers; for `levels` the keys of the map.
    """

    id: str
    section: str
    text: str
    why: str
    kind: QuestionKind
    changeable: bool
    choices: tuple[Choice, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The ids of the choices."""
        return tuple(choice.id for choice in self.choices)


@dataclass(frozen=True)
class Concern:
    """Something a project may care about; its importance is asked from 0 to 5.

    Attributes:
        id: The key below `importance` in the needs file.
        text: What a person reads.
        low: What importance 0 means here.
        high: What importance 5 means here.
    """

    id: str
    text: str
    low: str
    high: str


@dataclass(frozen=True)
class Questionnaire:
    """All the questions and concerns, by id, in the order of their files."""

    questions: Mapping[str, Question]
    concerns: Mapping[str, Concern]
