"""Drawn worlds: open answers by their priors, weights and luck, from streams that depend on names alone.

Each question, concern and cause has a random stream of its own, keyed by its id. So the order in which rules
are read changes nothing, and two decisions that differ in one answer see the same luck everywhere else
(common random numbers).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.decision.conditions import (
    ORDERS,
    All,
    Any_,
    Comparable,
    Compares,
    Condition,
    Derived,
    Lists,
    Not,
    OneOf,
    Reference,
    comparable,
    evaluate,
    version,
)
from advisor.needs.model import Answer
from advisor.needs.questions import Question, Questionnaire

Truths = NDArray[np.bool_]
Numbers = NDArray[np.float64]

#: One entry of an open list, such as one library of a hundred, is seldom among the answers.
OPEN_ENTRY_PRIOR = 0.005
_LEVELS = 5


def _stream(seed: int, kind: str, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(kind.encode()), zlib.crc32(name.encode())])


@lru_cache(maxsize=1024)
def uniforms(seed: int, n: int, kind: str, name: str) -> Numbers:
    """N uniform numbers in [0, 1) of a named stream; read only."""
    return _frozen(_stream(seed, kind, name).random(n))


@lru_cache(maxsize=8192)
def below(seed: int, n: int, kind: str, name: str, limit: float) -> Truths:
    """In which draws the uniform number of a named stream is below a limit; read only."""
    truths: Truths = uniforms(seed, n, kind, name) < limit
    truths.flags.writeable = False
    return truths


@lru_cache(maxsize=256)
def chosen(seed: int, n: int, name: str, priors: tuple[float, ...]) -> NDArray[np.intp]:
    """The index of the answer drawn from the priors of a question; read only."""
    drawn = np.searchsorted(_cumulated(priors), uniforms(seed, n, "answer", name), "right")
    drawn.flags.writeable = False
    return drawn


@lru_cache(maxsize=1024)
def normals(seed: int, n: int, kind: str, name: str) -> Numbers:
    """N standard normal numbers of a named stream; read only."""
    return _frozen(_stream(seed, kind, name).standard_normal(n))


@lru_cache(maxsize=1024)
def gammas(seed: int, n: int, kappa: float, name: str) -> Numbers:
    """N numbers of Gamma(κ, 1/κ), mean 1, of a named stream; read only."""
    return _frozen(_stream(seed, "weight", name).standard_gamma(kappa, n) / kappa)


def _frozen(numbers: Numbers) -> Numbers:
    numbers.flags.writeable = False
    return numbers


class World:
    """n draws of everything that is open.

    Args:
        answers: What is known.
        questionnaire: The questions with their priors.
        derived: Derived answers.
        seed: Of all random numbers.
        n: Number of draws.
    """

    def __init__(
        self,
        answers: Mapping[str, Answer],
        questionnaire: Questionnaire,
        derived: Mapping[str, Condition],
        seed: int,
        n: int,
    ) -> None:
        self._answers = answers
        self._questions = questionnaire.questions
        self._derived = derived
        self._seed = seed
        self._n = n

    def holds(self, condition: Condition) -> Truths:
        """In which draws a condition holds; shape (n,)."""
        known = evaluate(condition, self._answers, self._derived)
        if known is not None:
            return np.full(self._n, known)
        match condition:
            case All(parts):
                return _every([self.holds(part) for part in parts])
            case Any_(parts):
                return _some([self.holds(part) for part in parts])
            case Not(part):
                return ~self.holds(part)
            case Derived(name, wanted):
                truth = self.holds(self._derived[name])
                return truth if wanted else ~truth
            case OneOf(question, words):
                drawn, known_words = self._choice(question), self._questions[question].words
                return _some([drawn == known_words.index(word) for word in words])
            case Lists():
                return self._list(condition)
            case Compares():
                return self._compare(condition)

    def _choice(self, question_id: str) -> NDArray[np.intp]:
        """The index of the drawn choice; shape (n,)."""
        priors = tuple(choice.prior for choice in self._questions[question_id].choices)
        return chosen(self._seed, self._n, question_id, priors)

    def _has(self, question: Question, word: str) -> Truths:
        prior = next((choice.prior for choice in question.choices if choice.id == word), OPEN_ENTRY_PRIOR)
        return below(self._seed, self._n, "answer", f"{question.id}:{word}", prior)

    def _list(self, condition: Lists) -> Truths:
        question = self._questions[condition.question]
        named = [self._has(question, word) for word in condition.words]
        if condition.test == "has_any":
            return _some(named)
        if condition.test == "has_all":
            return _every(named)
        others = [self._has(question, word) for word in question.words if word not in condition.words]
        no_other = ~_some(others) if others else np.ones(self._n, dtype=bool)
        if condition.test == "only":
            return _some(named) & no_other
        return no_other if condition.wanted else ~no_other

    def _compare(self, condition: Compares) -> Truths:
        right = condition.value
        left_values, left_index = self._spread(condition.key)
        if isinstance(right, Reference):
            right_values, right_index = self._spread(right.key)
        else:
            right_values, right_index = (right,), np.zeros(self._n, dtype=np.intp)
        compare = ORDERS[condition.order]
        table = np.array([[compare(a, b) for b in right_values] for a in left_values])
        truths: Truths = table[left_index, right_index]
        return truths

    def _spread(self, key: str) -> tuple[tuple[Comparable, ...], NDArray[np.intp]]:
        """The possible values of a level or version, and the index of the one drawn."""
        known = comparable(self._answers, key)
        if known is not None:
            return (known,), np.zeros(self._n, dtype=np.intp)
        question_id, _, part = key.partition(".")
        question = self._questions[question_id]
        if part:
            drawn = (uniforms(self._seed, self._n, "answer", key) * _LEVELS).astype(np.intp)
            return tuple(range(_LEVELS)), drawn
        return tuple(version(word) for word in question.words), self._choice(question_id)


def _every(truths: Sequence[Truths]) -> Truths:
    result: Truths = np.logical_and.reduce(truths)
    return result


def _some(truths: Sequence[Truths]) -> Truths:
    result: Truths = np.logical_or.reduce(truths)
    return result


def _cumulated(given: tuple[float, ...]) -> Numbers:
    priors = np.array(given)
    total = priors.sum()
    if total <= 0:
        priors, total = np.ones(len(priors)), float(len(priors))
    # The last edge is left out: every number above the one before belongs to the last choice.
    edges: Numbers = np.cumsum(priors)[:-1] / total
    return edges
