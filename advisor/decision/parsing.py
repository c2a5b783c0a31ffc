"""From structured data to conditions, with every mistake named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from advisor.decision.conditions import (
    All,
    Any_,
    Compares,
    Condition,
    Derived,
    Lists,
    Not,
    OneOf,
    Order,
    Reference,
    mentions,
    version,
)
from advisor.needs.problems import listed, nearest, shown
from advisor.needs.questions import Question, Questionnaire

Path = tuple[str | int, ...]

_ORDERS = get_args(Order)
_TESTS = {
    "choice": ("is", "in"),
    "list": ("has", "has_any", "has_all", "only", "empty"),
    "open-list": ("has", "has_any", "has_all", "only", "empty"),
    "version": _ORDERS,
    "levels": _ORDERS,
}
_VERSION = re.compile(r"\d{1,3}(\.\d{1,3})*")


@dataclass(frozen=True)
class ConditionProblem:
    """A mistake in a condition, with its path from the condition's root."""

    path: Path
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """What conditions may speak of."""

    questionnaire: Questionnaire
    derived: frozenset[str]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every word that may stand on the left of a test."""
        keys = ["all", "any", "not", *sorted(self.derived)]
        for question in self.questionnaire.questions.values():
            if question.kind == "levels":
                keys += [f"{question.id}.{word}" for word in question.words]
            else:
                keys.append(question.id)
        return tuple(keys)


def parse_condition(
    data: object, vocabulary: Vocabulary, problems: list[ConditionProblem], path: Path = ()
) -> Condition | None:
    """Parses a condition.

    Args:
        data: Mappings, lists, words and numbers, as YAML gives them.
        vocabulary: What it may speak of.
        problems: Every mistake is added here.
        path: Where the data stands.

    Returns:
        The condition, or None if a mistake was found.
    """
    if not isinstance(data, dict) or not data:
        problems.append(
            ConditionProblem(path, f"a condition is a mapping, not {shown(data)}", "Write QUESTION: TEST")
        )
        return None
    parts = [_entry(str(key), value, vocabulary, problems, (*path, str(key))) for key, value in data.items()]
    good = tuple(part for part in parts if part is not None)
    if len(good) != len(parts):
        return None
    return good[0] if len(good) == 1 else All(good)


def find_circle(derived: Mapping[str, Condition]) -> str:
    """A derived answer that depends on itself; empty if there is none."""
    for name in derived:
        try:
            mentions(derived[name], derived)
        except RecursionError:
            return name
    return ""


def _entry(
    key: str, value: object, vocabulary: Vocabulary, problems: list[ConditionProblem], path: Path
) -> Condition | None:
    if key in ("all", "any"):
        if not isinstance(value, list) or not value:
            problems.append(ConditionProblem(path, "a list of conditions is expected"))
            return None
        parts = [
            parse_condition(entry, vocabulary, problems, (*path, place)) for place, entry in enumerate(value)
        ]
        good = tuple(part for part in parts if part is not None)
        if len(good) != len(parts):
            return None
        return All(good) if key == "all" else Any_(good)
    if key == "not":
        part = parse_condition(value, vocabulary, problems, path)
        return Not(part) if part is not None else None
    if key in vocabulary.derived:
        if not isinstance(value, bool):
            problems.append(ConditionProblem(path, f"expected true or false, not {shown(value)}"))
            return None
        return Derived(key, value)
    question_id, _, part_id = key.partition(".")
    question = vocabulary.questionnaire.questions.get(question_id)
    if (
        question is None
        or (question.kind == "levels") != bool(part_id)
        or (part_id and part_id not in question.words)
    ):
        what = f"'{key}' is no question and no derived answer"
        problems.append(ConditionProblem(path, what, nearest(key, vocabulary.keys)))
        return None
    return _Leaf(key, question, vocabulary, problems).parse(value, path)


class _WrongTest(Exception):
    def __init__(self, path: Path, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.problem = ConditionProblem(path, what, remedy)


class _Leaf:
    """The tests of one question."""

    def __init__(
        self, key: str, question: Question, vocabulary: Vocabulary, problems: list[ConditionProblem]
    ) -> None:
        self._key = key
        self._question = question
        self._vocabulary = vocabulary
        self._problems = problems

    def parse(self, value: object, path: Path) -> Condition | None:
        """Parses what stands on the right of the question."""
        before = len(self._problems)
        try:
            parts = tuple(self._tests(value, path))
        except _WrongTest as wrong:
            self._problems.append(wrong.problem)
            return None
        if len(self._problems) > before:
            return None
        return parts[0] if len(parts) == 1 else All(parts)

    def _tests(self, value: object, path: Path) -> Iterator[Condition]:
        kind = self._question.kind
        if kind == "choice" and isinstance(value, str):
            value = {"is": value}
        elif kind == "choice" and isinstance(value, list):
            value = {"in": value}
        if not isinstance(value, dict) or not value:
            tests = listed(_TESTS[kind])
            raise _WrongTest(
                path, f"{shown(value)} is no test of '{self._key}'; tests: {tests}", "Write {TEST: …}"
            )
        for name, entry in value.items():
            yield self._test(str(name), entry, (*path, str(name)))

    def _test(self, name: str, value: object, path: Path) -> Condition:
        tests = _TESTS[self._question.kind]
        if name not in tests:
            what = f"'{name}' is no test of '{self._key}'; tests: {listed(tests)}"
            raise _WrongTest(path, what, nearest(name, tests))
        if name in _ORDERS:
            return self._compare(name, value, path)
        if name == "empty":
            if not isinstance(value, bool):
                raise _WrongTest(path, f"expected true or false, not {shown(value)}")
            return Lists(self._question.id, "empty", (), value)
        words = self._words([value] if name in ("is", "has") else value, path)
        if name in ("is", "in"):
            return OneOf(self._question.id, words)
        test: Literal["has_any", "has_all", "only"] = "has_any"
        if name in ("has_all", "only"):
            test = "has_all" if name == "has_all" else "only"
        return Lists(self._question.id, test, words)

    def _words(self, value: object, path: Path) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise _WrongTest(path, f"a list of words is expected, not {shown(value)}")
        known = self._question.words
        for word in value:
            if not isinstance(word, str):
                self._problems.append(
                    ConditionProblem(path, f"a word is expected, not {shown(word)}", "Write it in quotes")
                )
            elif self._question.kind != "open-list" and word not in known:
                what = f"{shown(word)} is no answer to '{self._question.id}'; answers: {listed(known)}"
                self._problems.append(ConditionProblem(path, what, nearest(word, known)))
        return tuple(map(str, value))

    def _compare(self, name: str, value: object, path: Path) -> Condition:
        order: Order = next(entry for entry in _ORDERS if entry == name)
        if isinstance(value, dict) and value.keys() == {"answer"}:
            other = str(value["answer"])
            id_, _, part = other.partition(".")
            question = self._vocabulary.questionnaire.questions.get(id_)
            if (
                question is None
                or question.kind != self._question.kind
                or (part and part not in question.words)
            ):
                what = f"'{other}' cannot be compared with '{self._key}'"
                raise _WrongTest(path, what, nearest(other, self._vocabulary.keys))
            return Compares(self._key, order, Reference(other))
        if self._question.kind == "version":
            if not isinstance(value, str) or not _VERSION.fullmatch(value):
                raise _WrongTest(path, f"expected a version, not {shown(value)}", 'Write "3.12" in quotes')
            return Compares(self._key, order, version(value))
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 4:
            raise _WrongTest(path, f"expected 0 … 4 or {{answer: …}}, not {shown(value)}")
        return Compares(self._key, order, value)
