"""A team's needs from its members': importances as means, facts as the majority has them.

Importances are means weighted by the members' weights. Facts are never averaged: of a choice, a version and
each level of a skill the answer counts that most of the weight of those who answered stands behind, and a tie
is unknown. Of a list each word counts by itself: it is named if more than half says so, and open at a tie.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from advisor.errors import AdvisorError
from advisor.needs.model import (
    DEFAULT_IMPORTANCE,
    Answer,
    Needs,
    Participant,
    PartlyKnown,
    Voices,
    WorkloadSize,
)
from advisor.needs.questions import Question, Questionnaire

_LONGEST_NAME = 60
_Said = TypeVar("_Said")
#: What members said, each with the weight behind it.
_Votes = Sequence[tuple[Fraction, _Said]]


@dataclass(frozen=True)
class Team:
    """Several people's needs, and what counts as theirs together.

    Attributes:
        members: Each with a participant of a weight above 0, by name.
        needs: The team's; of one member alone that member's own.
        projects: The names that members give to the project, if they differ.
    """

    members: tuple[Needs, ...]
    needs: Needs
    projects: tuple[str, ...] = ()

    @property
    def shares(self) -> tuple[float, ...]:
        """Each member's part of the team's weight; they sum to 1."""
        weights = [_weight(member) for member in self.members]
        return tuple(float(weight / sum(weights)) for weight in weights)


def merge_team(members: Sequence[Needs], questionnaire: Questionnaire) -> Team:
    """Merges what members of a team need; their order does not matter, a weight of 0 is absence.

    Raises:
        AdvisorError: Somebody has no name, two have the same, or nobody has a weight above 0.
    """
    _check_names(members)
    present = tuple(sorted((one for one in members if _weight(one) > 0), key=member_name))
    if not present:
        raise AdvisorError("every member has weight 0", "Give at least one participant a weight above 0")
    projects = tuple(sorted({one.project for one in present}))
    if len(present) == 1:
        return Team(present, present[0])
    answers: dict[str, Answer] = {}
    disputed: dict[str, tuple[tuple[Answer, float], ...]] = {}
    for question in questionnaire.questions.values():
        votes = [
            (_weight(one), _in_order(one.answers[question.id], question))
            for one in present
            if question.id in one.answers
        ]
        if not votes:
            continue
        counted = _counted(question, votes)
        if counted is not None:
            answers[question.id] = _in_order(counted, question)
        shares = _shares(votes)
        if len(shares) > 1:
            disputed[question.id] = shares
    sizes: list[tuple[Fraction, WorkloadSize]] = [
        (_weight(one), one.workload) for one in present if one.workload is not None
    ]
    team = Team(present, present[0], projects if len(projects) > 1 else ())
    merged = Needs(
        project=_most([(_weight(one), one.project) for one in present]) or projects[0],
        answers=answers,
        importance=_mean_importance(present, questionnaire),
        workload=_most(sizes),
        source=", ".join(one.source for one in present),
        voices=Voices(tuple(zip(team.shares, (one.importance for one in present), strict=True)), disputed),
    )
    return replace(team, needs=merged)


def member_name(needs: Needs) -> str:
    """Whose answers these are, of a member of a team."""
    return _participant(needs).name


def _check_names(members: Iterable[Needs]) -> None:
    seen: dict[str, str] = {}
    for one in members:
        if one.participant is None:
            raise AdvisorError(
                f"{one.source}: nobody is named in it, and a team is made of people",
                "Add a line such as participant: {name: Ana, role: lead, weight: 1}",
            )
        name = one.participant.name
        # One name may be written in several ways that look alike.
        looks = unicodedata.normalize("NFKC", name).casefold()
        if looks in seen:
            raise AdvisorError(
                f"{one.source}: {name[:_LONGEST_NAME]!r} has answered in {seen[looks]} already",
                "Give one of the two another name, or leave one of the files out",
            )
        seen[looks] = one.source


def _participant(needs: Needs) -> Participant:
    assert needs.participant is not None
    return needs.participant


def _weight(needs: Needs) -> Fraction:
    # A weight is what its decimal figures say, so that 0.1 and 0.2 together tie with 0.3.
    return Fraction(str(_participant(needs).weight))


def _mean_importance(members: Sequence[Needs], questionnaire: Questionnaire) -> dict[str, float | None]:
    """Weighted means; what nobody gave a number for stays as it is, `unknown` if anybody said so."""
    means: dict[str, float | None] = {}
    for concern in questionnaire.concerns:
        stated = [one.importance[concern] for one in members if concern in one.importance]
        if all(value is None for value in stated):
            if stated:
                means[concern] = None
            continue
        total = sum(_weight(one) for one in members)
        given = [_weight(one) * Fraction(str(_importance(one, concern))) for one in members]
        means[concern] = float(sum(given) / total)
    return means


def _importance(needs: Needs, concern: str) -> float:
    value = needs.importance.get(concern)
    return DEFAULT_IMPORTANCE if value is None else value


def _counted(question: Question, votes: _Votes[Answer]) -> Answer | None:
    """What counts as the team's answer; None where that is open."""
    if question.kind in ("list", "open-list"):
        return _counted_words([(weight, answer) for weight, answer in votes if isinstance(answer, tuple)])
    if question.kind == "levels":
        maps = [(weight, answer) for weight, answer in votes if isinstance(answer, Mapping)]
        levels = {
            key: _most([(weight, answer[key]) for weight, answer in maps if key in answer])
            for key in sorted({key for _, answer in maps for key in answer})
        }
        return {key: level for key, level in levels.items() if level is not None} or None
    return _most([(weight, answer) for weight, answer in votes if isinstance(answer, str)])


def _counted_words(votes: _Votes[tuple[str, ...]]) -> Answer | None:
    total = sum(weight for weight, _ in votes)
    behind = {
        word: sum(weight for weight, answer in votes if word in answer)
        for word in dict.fromkeys(word for _, answer in votes for word in answer)
    }
    named = [word for word in behind if 2 * behind[word] > total]
    open_ = {word for word in behind if 2 * behind[word] == total}
    if named:
        return PartlyKnown(named, open_) if open_ else tuple(named)
    # That no word has a majority does not say that there is none.
    empty = sum(weight for weight, answer in votes if not answer)
    return () if 2 * empty > total else None


def _most(votes: _Votes[_Said]) -> _Said | None:
    """What the largest weight stands behind; None at a tie, or if nobody said anything."""
    ranked = sorted(_behind(votes), key=lambda entry: -entry[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _behind(votes: _Votes[_Said]) -> list[tuple[_Said, Fraction]]:
    """Each thing that was said, with the weight behind it; in an order that does not depend on the votes'."""
    found: dict[str, tuple[_Said, Fraction]] = {}
    for weight, said in votes:
        _, before = found.get(repr(said), (said, Fraction(0)))
        found[repr(said)] = (said, before + weight)
    return [found[key] for key in sorted(found)]


def _shares(votes: _Votes[Answer]) -> tuple[tuple[Answer, float], ...]:
    behind = _behind(votes)
    total = sum(weight for _, weight in behind)
    return tuple((said, float(weight / total)) for said, weight in behind)


def _in_order(answer: Answer, question: Question) -> Answer:
    """An answer in the question's order, so that the same words in another order are the same answer."""
    if isinstance(answer, Mapping):
        return dict(sorted(answer.items()))
    if isinstance(answer, tuple):
        place = {word: number for number, word in enumerate(question.words)}
        words = sorted(dict.fromkeys(answer), key=lambda word: (place.get(word, len(place)), word))
        return PartlyKnown(words, answer.open) if isinstance(answer, PartlyKnown) else tuple(words)
    return answer
