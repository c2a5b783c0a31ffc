"""Conditions over answers: structured data, never code, with three truth values.

    targets: {has: microcontroller}              a list names it
    stage: research                              a choice is it
    stage: [research, prototype]                 a choice is one of these
    team.pytorch: {gt: {answer: team.tensorflow}}
    python: {ge: "3.14"}
    mobile: true                                 a derived answer
    all: [...]   any: [...]   not: {...}         several keys in one mapping mean all of them

An open answer makes a condition unknown unless the known ones settle it (Kleene's strong logic).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Literal

from advisor.needs.model import Answer, PartlyKnown

Order = Literal["eq", "ne", "lt", "le", "gt", "ge"]
ListTest = Literal["has_any", "has_all", "only", "empty"]


@dataclass(frozen=True)
class All:
    """True if every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any_:  # noqa: N801 - `Any` means something else to every reader
    """True if one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """True if its part is false."""

    part: Condition


@dataclass(frozen=True)
class OneOf:
    """A choice is one of these words."""

    question: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Lists:
    """A test of a list: it names any or all of the words, nothing but them, or nothing at all (or not)."""

    question: str
    test: ListTest
    words: tuple[str, ...] = ()
    wanted: bool = True


@dataclass(frozen=True)
class Reference:
    """Another answer, as the right side of a comparison."""

    key: str


@dataclass(frozen=True)
class Compares:
    """A level or a version against a value or another answer."""

    key: str
    order: Order
    value: int | tuple[int, ...] | Reference


@dataclass(frozen=True)
class Derived:
    """A condition with a name of its own."""

    name: str
    wanted: bool


Condition = All | Any_ | Not | OneOf | Lists | Compares | Derived

Comparable = int | tuple[int, ...]

ORDERS: Mapping[Order, Callable[[Comparable, Comparable], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,  # type: ignore[operator]
    "le": lambda a, b: a <= b,  # type: ignore[operator]
    "gt": lambda a, b: a > b,  # type: ignore[operator]
    "ge": lambda a, b: a >= b,  # type: ignore[operator]
}


def evaluate(
    condition: Condition, answers: Mapping[str, Answer], derived: Mapping[str, Condition]
) -> bool | None:
    """Evaluates a condition over the known answers.

    Returns:
        True or False if the known answers settle it, None while it depends on open ones.
    """
    match condition:
        case All(parts):
            return _all(evaluate(part, answers, derived) for part in parts)
        case Any_(parts):
            none = _all(_not(evaluate(part, answers, derived)) for part in parts)
            return _not(none)
        case Not(part):
            return _not(evaluate(part, answers, derived))
        case Derived(name, wanted):
            truth = evaluate(derived[name], answers, derived)
            return truth if wanted else _not(truth)
        case OneOf(question, words):
            answer = answers.get(question)
            return None if answer is None else answer in words
        case Lists():
            return _test_list(condition, answers.get(condition.question))
        case Compares(key, order, value):
            left = comparable(answers, key)
            right = comparable(answers, value.key) if isinstance(value, Reference) else value
            return None if left is None or right is None else ORDERS[order](left, right)


def comparable(answers: Mapping[str, Answer], key: str) -> Comparable | None:
    """The level (`team.pytorch`) or version (`python`) that a key names; None while it is open."""
    question, _, part = key.partition(".")
    answer = answers.get(question)
    if isinstance(answer, Mapping):
        return answer.get(part)
    return version(answer) if isinstance(answer, str) else None


def version(text: str) -> tuple[int, ...]:
    """A version such as "3.12" as numbers."""
    return tuple(int(part) for part in text.split("."))


def mentions(condition: Condition, derived: Mapping[str, Condition]) -> frozenset[str]:
    """The questions that a condition depends on, through derived answers too."""
    return frozenset(_mentions(condition, derived))


def _mentions(condition: Condition, derived: Mapping[str, Condition]) -> Iterator[str]:
    match condition:
        case All(parts) | Any_(parts):
            for part in parts:
                yield from _mentions(part, derived)
        case Not(part):
            yield from _mentions(part, derived)
        case Derived(name, _):
            yield from _mentions(derived[name], derived)
        case OneOf(question, _) | Lists(question, _, _, _):
            yield question
        case Compares(key, _, value):
            yield key.partition(".")[0]
            if isinstance(value, Reference):
                yield value.key.partition(".")[0]


def _test_list(condition: Lists, answer: Answer | None) -> bool | None:
    if answer is None:
        return None
    if isinstance(answer, PartlyKnown) and answer.open:
        return _test_partly_known(condition, set(answer), answer.open)
    given = set(answer) if isinstance(answer, tuple) else {answer}
    words = set(condition.words)
    match condition.test:
        case "has_any":
            return bool(given & words)
        case "has_all":
            return words <= given
        case "only":
            return bool(given) and given <= words
        case "empty":
            return (not given) is condition.wanted


def _test_partly_known(condition: Lists, named: set[str], open_: frozenset[str]) -> bool | None:
    """True or False if the test comes out so whichever of the open words are named."""
    words = set(condition.words)
    # Each test turns at one of these, if it turns at all.
    extremes: tuple[Set[str], ...] = (
        set(),
        open_,
        set(sorted(open_ & words)[:1]),
        set(sorted(open_ - words)[:1]),
    )
    truths = {_test_list(condition, tuple(named | chosen)) for chosen in extremes}
    return truths.pop() if len(truths) == 1 else None


def _all(truths: Iterator[bool | None]) -> bool | None:
    known: bool | None = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            known = None
    return known


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
