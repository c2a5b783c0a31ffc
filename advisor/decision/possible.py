"""Whether a condition can come true at all, by trying the answers that it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, islice, product

from advisor.decision.conditions import (
    All,
    Any_,
    Compares,
    Condition,
    Derived,
    Lists,
    Not,
    OneOf,
    Reference,
    evaluate,
)
from advisor.needs.model import Answer
from advisor.needs.questions import Question, Questionnaire

#: Combinations that are tried before a condition is given the benefit of the doubt.
_TRIED = 20_000
#: Words of one list that are combined.
_COMBINED = 8
#: Stands for any word that a condition does not speak of.
_ANOTHER = "another"


def can_hold(
    condition: Condition,
    questionnaire: Questionnaire,
    derived: Mapping[str, Condition],
    *,
    wanted: bool = True,
) -> bool:
    """Whether some answers make a condition true (or false, if that is wanted).

    Answers are tried that differ in what the condition can see; conditions with too many of them count as
    possible.
    """
    leaves = list(_leaves(condition, derived))
    spaces = {
        name: list(_answers(questionnaire.questions[name], [leaf for leaf in leaves if name in _names(leaf)]))
        for name in sorted({name for leaf in leaves for name in _names(leaf)})
    }
    tried = product(*spaces.values())
    for answers in islice(tried, _TRIED):
        if evaluate(condition, dict(zip(spaces, answers, strict=True)), derived) is wanted:
            return True
    return next(tried, None) is not None


Leaf = OneOf | Lists | Compares


def _leaves(condition: Condition, derived: Mapping[str, Condition]) -> Iterator[Leaf]:
    match condition:
        case All(parts) | Any_(parts):
            yield from chain.from_iterable(_leaves(part, derived) for part in parts)
        case Not(part):
            yield from _leaves(part, derived)
        case Derived(name, _):
            yield from _leaves(derived[name], derived)
        case _:
            yield condition


def _names(leaf: Leaf) -> set[str]:
    """The questions that a leaf speaks of."""
    return {key.partition(".")[0] for key in _keys(leaf)}


def _keys(leaf: Leaf) -> Iterator[str]:
    if isinstance(leaf, Compares):
        yield leaf.key
        if isinstance(leaf.value, Reference):
            yield leaf.value.key
    else:
        yield leaf.question


def _answers(question: Question, leaves: Iterable[Leaf]) -> Iterator[Answer]:
    """Answers to a question that differ in what the leaves can see."""
    leaves = list(leaves)
    if question.kind == "choice":
        yield from question.words
    elif question.kind == "levels":
        keys = sorted({key.partition(".")[2] for leaf in leaves for key in _keys(leaf)} & set(question.words))
        for levels in product(range(5), repeat=len(keys)):
            yield dict(zip(keys, levels, strict=True))
    elif question.kind == "version":
        yield from dict.fromkeys([*question.words, *_neighbours(leaves), "1.0", "99.0"])
    else:
        named = dict.fromkeys(word for leaf in leaves if isinstance(leaf, Lists) for word in leaf.words)
        words = list(named)[:_COMBINED]
        other = next((word for word in question.words if word not in named), _ANOTHER)
        for size in range(len(words) + 2):
            yield from combinations([*words, other], size)


def _neighbours(leaves: Iterable[Leaf]) -> Iterator[str]:
    """The versions that comparisons name, and those just before and after them."""
    for leaf in leaves:
        if isinstance(leaf, Compares) and isinstance(leaf.value, tuple):
            major, minor = (*leaf.value, 0)[:2]
            yield from (f"{major}.{minor + step}" for step in (-1, 0, 1) if minor + step >= 0)
