"""What can be checked of an entry that has not its shape, so that one pass tells all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from advisor.decision.stack import WITHOUT_FRAMEWORK
from advisor.knowledge.base import Kind
from advisor.knowledge.reading import Entry
from advisor.needs.problems import listed, nearest

#: What a library may need beside the name of a framework.
ANY_FRAMEWORK, NO_FRAMEWORK = "either", "neither"

Raw = Mapping[str, object]


def salvage(kind: Kind) -> Callable[[Raw, Entry], None]:
    """Checks the parts that are there: the id, conditions, answers, and words that others define."""

    def check(raw: Raw, entry: Entry) -> None:
        id_ = raw.get("id")
        if isinstance(id_, str):
            entry.claim(kind, id_)
        for key in ("when", "unless"):
            if isinstance(raw.get(key), dict):
                entry.condition(key, raw[key])
        check_words(entry, raw)
        for key in ("cases", "answers"):
            _check_answers(entry, raw.get(key), (key,))

    return check


def check_words(entry: Entry, raw: Raw) -> None:
    """Refuses concerns and frameworks that are not known."""
    reading = entry.reading
    frameworks = reading.frameworks
    for key, known in (
        ("concern", tuple(reading.questionnaire.concerns)),
        ("favours", frameworks),
        ("vetoes", frameworks),
        ("needs", (*frameworks, ANY_FRAMEWORK, NO_FRAMEWORK)),
        ("with", (*frameworks, *WITHOUT_FRAMEWORK)),
    ):
        for at, word in _words(raw.get(key)):
            if word not in known:
                what = f"'{word}' is not known here; expected one of {listed(known)}"
                entry.problem(f"{key}.{at}".rstrip("."), what, nearest(word, known))


def _words(value: object) -> Iterator[tuple[str, str]]:
    """A word without a place, or the words of a list with theirs."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, list | tuple):
        yield from ((str(at), word) for at, word in enumerate(value) if isinstance(word, str))


def _check_answers(entry: Entry, value: object, path: tuple[str | int, ...]) -> None:
    """Checks answers, those of each case on its own."""
    if path == ("cases",) and isinstance(value, dict):
        for kind in ("fires", "silent"):
            _check_answers(entry, value.get(kind), (*path, kind))
    elif path != ("cases",) and isinstance(value, list):
        for at, answers in enumerate(value):
            _check_answers(entry, answers, (*path, at))
    elif path != ("cases",) and isinstance(value, dict):
        reading = entry.reading
        reading.answers.read(value, entry.document, (*entry.path, *path), reading.problems)
