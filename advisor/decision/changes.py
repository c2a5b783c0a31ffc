"""Every answer that could be another, and how plausible that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor.needs.model import Answer, Needs
from advisor.needs.questions import Question

_LEVELS = range(5)
_MIDDLE = 2
#: Nobody knows how hard it is to do without a library that was named.
_EVEN = 0.5


@dataclass(frozen=True)
class Change:
    """One answer changed.

    Attributes:
        key: `answers.QUESTION`.
        before: As it is; None while it is open.
        after: As it would be.
        changeable: True for a choice that the project makes, False for a fact.
        plausible: From the prior of what is answered instead; of a level, the nearer the more.
        part: The word of a list or map that changes; empty for other answers.
    """

    key: str
    before: Answer | None
    after: Answer
    changeable: bool
    plausible: float = _EVEN
    part: str = ""

    @property
    def question(self) -> str:
        """The question that is answered otherwise."""
        return self.key.removeprefix("answers.")

    @property
    def gives_up(self) -> bool:
        """Whether the change only takes words from a list."""
        lists = isinstance(self.before, tuple) and isinstance(self.after, tuple)
        return lists and set(self.after) < set(self.before or ())

    @property
    def order(self) -> tuple[str, str]:
        """Puts changes into an order that does not depend on that of the questions."""
        return (self.key, repr(self.after))


def changes_of(needs: Needs, questions: Mapping[str, Question]) -> Iterator[Change]:
    """Every answer that could be another: one word of a list more or less, one level of one skill."""
    for question in questions.values():
        before = needs.answers.get(question.id)
        for after, plausible, part in _others(question, before):
            if after != before:
                yield Change(f"answers.{question.id}", before, after, question.changeable, plausible, part)


def changed(needs: Needs, changes: Sequence[Change]) -> Needs:
    """The project with other answers."""
    return needs.settled({change.question: change.after for change in changes})


def together(first: Change, second: Change) -> tuple[Change, ...] | None:
    """Two changes at once, two words of one list given up in one; None where they exclude each other."""
    if first.key != second.key:
        return (first, second)
    if not (first.gives_up and second.gives_up):
        return None
    assert isinstance(first.after, tuple)
    assert isinstance(second.after, tuple)
    left = tuple(word for word in first.after if word in second.after)
    return (replace(first, after=left, plausible=first.plausible * second.plausible),)


def _others(question: Question, before: Answer | None) -> Iterator[tuple[Answer, float, str]]:
    """Other answers to a question, how plausible each is, and which word of the answer changes."""
    if question.kind in ("choice", "version"):
        total = sum(choice.prior for choice in question.choices) or 1.0
        for choice in question.choices:
            yield choice.id, choice.prior / total, ""
    elif question.kind == "list":
        now = before if isinstance(before, tuple) else ()
        for choice in question.choices:
            without = tuple(entry for entry in now if entry != choice.id)
            if choice.id in now:
                yield without, 1 - choice.prior, choice.id
            else:
                yield tuple(sorted((*now, choice.id), key=question.words.index)), choice.prior, choice.id
    elif question.kind == "open-list":
        # What is named may be given up; what else there is nobody can list.
        now = before if isinstance(before, tuple) else ()
        for word in now:
            yield tuple(entry for entry in now if entry != word), _EVEN, word
    elif question.kind == "levels":
        levels = dict(before) if isinstance(before, Mapping) else {}
        for word in question.words:
            for level in _LEVELS:
                far = abs(level - levels.get(word, _MIDDLE))
                yield {**levels, word: level}, 1 / (len(_LEVELS) * (1 + far)), word
