"""What would change the answer: the smallest changes of answers that name another framework, or none.

Every single change is tried, then pairs of those that move the lead most; the sign and size of the lead D
screens, the full evaluation with all its draws confirms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from advisor.decision.balance import Balance
from advisor.decision.outcome import Decision
from advisor.needs.model import Answer, Needs
from advisor.needs.questions import Question

#: Decides on other needs with the same evidence.
Decide = Callable[[Needs], Decision]
#: A change that leaves less than this part of the lead may unsettle the verdict.
_LESS = 0.6
#: So many of the changes that move the lead most are tried in pairs.
_PAIRED = 12
#: So many single changes and pairs are shown at most; pairs are sought only where few single changes do it.
_SHOWN, _SHOWN_PAIRS = 8, 4
_ENOUGH = 4
#: Where nothing is named, so many of the changes that leave one side farthest ahead are tried.
_NAMED_MAYBE = 40
_LEVELS = range(5)


@dataclass(frozen=True)
class Change:
    """One answer changed.

    Attributes:
        key: `answers.QUESTION`.
        before: As it is; None while it is open.
        after: As it would be.
        changeable: True for a choice that the project makes, False for a fact.
    """

    key: str
    before: Answer | None
    after: Answer
    changeable: bool

    @property
    def question(self) -> str:
        """The question that is answered otherwise."""
        return self.key.removeprefix("answers.")

    @property
    def gives_up(self) -> bool:
        """Whether the change only takes words from a list."""
        lists = isinstance(self.before, tuple) and isinstance(self.after, tuple)
        return lists and set(self.after) < set(self.before or ())


@dataclass(frozen=True)
class Flip:
    """A smallest set of changes and the verdict it leads to.

    Attributes:
        effect: `flips` if another framework is named, `unsettles` if none is any more.
        changes: One or two.
        verdict: The verdict's kind and framework.
    """

    effect: Literal["flips", "unsettles"]
    changes: tuple[Change, ...]
    verdict: tuple[str, str | None]


def find_flips(
    needs: Needs, questions: Mapping[str, Question], decision: Decision, balance: Balance, decide: Decide
) -> tuple[Flip, ...]:
    """Finds them, choices before facts, single changes before pairs.

    Args:
        needs: As they are.
        questions: That may be answered otherwise.
        decision: On the needs as they are.
        balance: Of the same needs; screens the changes.
        decide: Confirms them.
    """
    leader = decision.verdict.framework or decision.lead.framework
    lead = balance.lead(leader)
    moved = [
        (balance.lead(leader, {change.question: change.after}), change)
        for change in changes_of(needs, questions)
    ]
    moved.sort(key=lambda entry: entry[0])
    tried = [entry for entry in moved if entry[0] < _LESS * lead]
    if decision.verdict.framework is None:
        # Whoever is far enough ahead after a change may be named.
        tried = sorted(moved, key=lambda entry: -abs(entry[0]))[:_NAMED_MAYBE]
    singles = [
        flip for _, change in tried if (flip := _confirm(needs, (change,), decision, decide)) is not None
    ]
    if len(singles) >= _ENOUGH:
        return tuple(_ranked(singles)[:_SHOWN])
    alone = [flip.changes[0] for flip in singles]
    clash = decision.verdict.kind == "infeasible"
    candidates = [
        change
        for left, change in moved
        # Where requirements clash, two of them may have to be given up.
        if change not in alone and (change.gives_up if clash else left < lead)
    ][:_PAIRED]
    pairs = [
        flip
        for first, second in combinations(candidates, 2)
        if first.key != second.key
        and (
            clash
            or balance.lead(leader, {first.question: first.after, second.question: second.after})
            < _LESS * lead
        )
        if (flip := _confirm(needs, (first, second), decision, decide)) is not None
    ]
    return (*_ranked(singles)[:_SHOWN], *_ranked(pairs)[:_SHOWN_PAIRS])


def changes_of(needs: Needs, questions: Mapping[str, Question]) -> Iterator[Change]:
    """Every answer that could be another: one word of a list more or less, one level of one skill."""
    for question in questions.values():
        before = needs.answers.get(question.id)
        for after in _others(question, before):
            if after != before:
                yield Change(f"answers.{question.id}", before, after, question.changeable)


def _others(question: Question, before: Answer | None) -> Iterator[Answer]:
    if question.kind in ("choice", "version"):
        yield from question.words
    elif question.kind == "list":
        now = before if isinstance(before, tuple) else ()
        for word in question.words:
            without = tuple(entry for entry in now if entry != word)
            yield without if word in now else tuple(sorted((*now, word), key=question.words.index))
    elif question.kind == "open-list":
        # What is named may be given up; what else there is nobody can list.
        now = before if isinstance(before, tuple) else ()
        for word in now:
            yield tuple(entry for entry in now if entry != word)
    elif question.kind == "levels":
        levels = dict(before) if isinstance(before, Mapping) else {}
        for word in question.words:
            for level in _LEVELS:
                yield {**levels, word: level}


def _changed(needs: Needs, changes: Sequence[Change]) -> Needs:
    answers = dict(needs.answers)
    for change in changes:
        answers[change.question] = change.after
    return replace(needs, answers=answers)


def _confirm(needs: Needs, changes: tuple[Change, ...], decision: Decision, decide: Decide) -> Flip | None:
    verdict, before = decide(_changed(needs, changes)).verdict, decision.verdict
    if verdict.framework == before.framework:
        return None
    effect: Literal["flips", "unsettles"] = "unsettles" if verdict.framework is None else "flips"
    return Flip(effect, changes, (verdict.kind, verdict.framework))


def _ranked(flips: Sequence[Flip]) -> Sequence[Flip]:
    """Choices before facts, another framework before none."""
    return sorted(
        flips,
        key=lambda flip: (not all(change.changeable for change in flip.changes), flip.effect == "unsettles"),
    )
