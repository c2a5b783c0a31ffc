"""Answers as people type them: numbers or words of a list, names, versions and levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from advisor.errors import AdvisorError, Problem
from advisor.needs.answers import NONE, UNKNOWN
from advisor.needs.model import Answer
from advisor.needs.problems import listed, nearest

if TYPE_CHECKING:
    from advisor.needs.questions import Question, Questionnaire

_OPEN = frozenset({UNKNOWN, "?", "don't know", "dont know"})


def parse_answer(text: str, question: Question, questionnaire: Questionnaire) -> Answer | None:
    """Reads a typed answer; None is "don't know".

    A choice can be named by its number from 1, by its word, or by the beginning of either that fits only one;
    lists are comma-separated, `none` is the list known to be empty; levels are written `pytorch 3, keras 1`.

    Raises:
        AdvisorError: It is no answer to the question; the message says what would be one.
    """
    from advisor.documents import Document
    from advisor.needs.reading import AnswersReader

    plain = text.strip()
    if plain.casefold() in _OPEN:
        return None
    value = _value(plain, question)
    # The check for one question is made within the time of a key press, that for all of them is not.
    alone = AnswersReader(replace(questionnaire, questions={question.id: question}))
    data, problems = {question.id: value}, list[Problem]()
    answers = alone.read(data, Document("typed", data), (), problems)
    if answers is None:
        raise AdvisorError(problems[0].what, problems[0].remedy)
    return answers.get(question.id)


def number_in(text: str, count: int) -> int | None:
    """The number from 1 to a count that a text is; None if it is none."""
    if not text.isdecimal() or len(text) > len(str(count)):
        return None
    number = int(text)
    return number if 1 <= number <= count else None


def parse_weight(text: str) -> float | None:
    """Reads a typed importance, 0 to 5; None is "don't know".

    Raises:
        AdvisorError: It is none.
    """
    plain = text.strip()
    if plain.casefold() in _OPEN:
        return None
    try:
        value = float(plain.replace(",", "."))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 5:
        raise AdvisorError(f"'{plain[:40]}' is no weight", "Type a number from 0 to 5, or ?")
    return value


def as_typed(answer: Answer) -> str:
    """An answer as it could be typed."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, Mapping):
        return ", ".join(f"{name} {level}" for name, level in answer.items())
    return ", ".join(answer) or NONE


def suggestion(text: str, known: Sequence[str]) -> str | None:
    """A comma-separated text with its last word completed from what is known; None if nothing fits."""
    head, comma, last = text.rpartition(",")
    word = last.strip().casefold()
    if not word:
        return None
    named = {entry.strip().casefold() for entry in head.split(",")}
    found = next(
        (name for name in known if name.casefold().startswith(word) and name.casefold() not in named), None
    )
    if found is None or found.casefold() == word:
        return None
    return f"{head}{comma}{last[: len(last) - len(last.lstrip())]}{found}"


def _value(text: str, question: Question) -> object:
    if question.kind == "levels":
        return dict(_level(part, question) for part in text.split(",") if part.strip())
    if question.kind in ("list", "open-list"):
        words = [part.strip() for part in text.split(",") if part.strip()]
        if not words:
            raise AdvisorError("nothing was named", f"Write {NONE} if there is none, ? if you don't know")
        if question.kind == "open-list":
            return words
        return list(dict.fromkeys(_word(word, question, (NONE,)) for word in words))
    return _word(text, question) if question.kind == "choice" else text.strip("'\"")


def _word(text: str, question: Question, beside: Sequence[str] = ()) -> str:
    """The id of a choice that a text names."""
    words = (*question.words, *beside)
    if number := number_in(text, len(question.words)):
        return question.words[number - 1]
    if text in words:
        return text
    names = {choice.id: (choice.id.casefold(), choice.text.casefold()) for choice in question.choices}
    names.update({word: (word, word) for word in beside})
    typed = text.casefold()
    same = [word for word in words if typed in names[word]]
    begun = [word for word in words if any(name.startswith(typed) for name in names[word])]
    found = same or begun
    if len(found) == 1:
        return found[0]
    if found:
        raise AdvisorError(f"'{text[:60]}' fits {listed(found)}", "Write more of it")
    raise AdvisorError(
        f"'{text[:60]}' is no answer here", nearest(text, words) or f"Possible: {listed(words)}"
    )


def _level(text: str, question: Question) -> tuple[str, object]:
    name, _, level = text.strip().replace(":", " ").replace("=", " ").rpartition(" ")
    if not name.strip():
        raise AdvisorError(f"'{text.strip()[:60]}' names no level", f"Write {question.words[0]} 3")
    return _word(name.strip(), question), int(level) if level.isdecimal() and len(level) < 3 else level
