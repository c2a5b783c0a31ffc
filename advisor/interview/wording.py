"""Answers and verdicts in words, alike on the screen and in plain prompts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from advisor.decision.outcome import Decision, Verdict
from advisor.frameworks import display_name
from advisor.needs.model import Answer
from advisor.needs.questions import Question

LEVELS = ("none", "some", "working knowledge", "fluent", "expert")
DONT_KNOW = "don't know"
#: A lead under this many points is none.
_NO_LEAD = 0.05
#: The names of the frameworks that every machine knows.
_AS_KNOWN: Mapping[str, str] = MappingProxyType({})


def in_short(question: Question, answer: Answer | None) -> str:
    """An answer in the words that a person chose from."""
    if answer is None:
        return DONT_KNOW
    names = {choice.id: choice.text for choice in question.choices}
    if isinstance(answer, str):
        return names.get(answer, answer)
    if isinstance(answer, Mapping):
        return ", ".join(f"{names.get(key, key)} {LEVELS[level]}" for key, level in answer.items())
    return ", ".join(names.get(word, word) for word in answer) or "none"


def standing(verdict: Verdict, leader: str, called: Mapping[str, str] = _AS_KNOWN) -> str:
    """Where the balance stands, in a few words.

    Args:
        verdict: As decided.
        leader: Who leads in points.
        called: Names of frameworks, by id.
    """
    if verdict.kind == "infeasible":
        return "neither meets all requirements"
    if verdict.framework is None:
        if verdict.lead >= _NO_LEAD:
            return f"toss-up, {display_name(leader, called)} ahead a little"
        why = "too little is known" if verdict.tossup == "no-evidence" else "reasons pull both ways"
        return f"toss-up, {why}"
    name = display_name(verdict.framework, called)
    if verdict.decided_by == "veto":
        return f"{name}, a requirement rules the other out"
    return f"clearly {name}" if verdict.kind == "clear" else f"leans {name}"


def moved(before: Mapping[str, Mapping[str, float]], after: Decision) -> list[tuple[str, str, float]]:
    """What an answer does to the balance: concern, framework and points, the largest first.

    Args:
        before: Points by concern and framework without the answer.
        after: The decision with it.
    """
    changes = [
        (concern, framework, now - before.get(concern, {}).get(framework, 0.0))
        for concern, points in after.concern_points.items()
        for framework, now in points.items()
    ]
    return sorted((entry for entry in changes if abs(entry[2]) >= _NO_LEAD), key=lambda entry: -abs(entry[2]))
