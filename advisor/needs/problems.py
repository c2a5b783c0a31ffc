"""How a mistake in an answer is worded, before anybody knows where in a file it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_MANY = 24


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong with a value.

    Attributes:
        what: What is wrong, where the value itself is not: such as "stands here twice".
        expected: What should stand there, where something else does.
        remedy: What to do, as an imperative; empty where `what` or `expected` says it already.
        words: The words that are valid there; empty where it is no matter of words.
        quotable: True where a text is expected, so that quotes may be all that is missing.
        part: The way from the value to the part that is wrong.
    """

    what: str = ""
    expected: str = ""
    remedy: str = ""
    words: tuple[str, ...] = ()
    quotable: bool = False
    part: tuple[str | int, ...] = ()


class Mistakes(ValueError):
    """All that is wrong with a value; raised inside a model's validators."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("; ".join(mistake.what or mistake.expected for mistake in mistakes))
        self.mistakes = mistakes


def nearest(word: object, words: Iterable[str]) -> str:
    """The valid word that somebody may have meant, as a question; empty if none is near."""
    if not isinstance(word, str):
        return ""
    lowered = {entry.lower(): entry for entry in words}
    close = difflib.get_close_matches(word[:40].lower().replace(" ", "-"), list(lowered), n=1, cutoff=0.6)
    return f"Did you mean '{lowered[close[0]]}'?" if close else ""


def listed(words: Sequence[str]) -> str:
    """Words for a message, shortened if there are many."""
    text = ", ".join(words[:_MANY])
    return text + (", …" if len(words) > _MANY else "")


def shown(value: object) -> str:
    """A value for a message, shortened and without control characters."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    text = repr(value[:60]) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
