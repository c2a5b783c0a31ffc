"""Conditions and shares in words, for people who want to know when a rule speaks."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
)
from advisor.decision.verdict import CLEAR_SHARE, LEAN_SHARE

_ORDERS: dict[Order, str] = {
    "eq": "is",
    "ne": "is not",
    "lt": "is below",
    "le": "is at most",
    "gt": "is above",
    "ge": "is at least",
}


def in_words(condition: Condition) -> str:
    """A condition as a clause, such as "targets have microcontroller and stage is product"."""
    match condition:
        case All(parts):
            return " and ".join(_nested(part) for part in parts)
        case Any_(parts):
            return " or ".join(_nested(part) for part in parts)
        case Not(part):
            return f"not ({in_words(part)})"
        case Derived(name, wanted):
            return name.replace("_", " ") if wanted else f"not {name.replace('_', ' ')}"
        case OneOf(question, words):
            return f"{question} is {_either(words)}"
        case Lists(question, test, words, wanted):
            if test == "empty":
                return f"{question} {'is' if wanted else 'is not'} empty"
            if test == "only":
                return f"{question} has nothing but {_either(words)}"
            return f"{question} has {' and '.join(words) if test == 'has_all' else _either(words)}"
        case Compares(key, order, value):
            if isinstance(value, Reference):
                right = value.key
            else:
                right = ".".join(map(str, value)) if isinstance(value, tuple) else str(value)
            return f"{key} {_ORDERS[order]} {right}"


def percent(share: float) -> str:
    """A share for people; only what is all or nothing reads so, and nothing is rounded up to a line."""
    if 0.995 <= share < 1:
        return "over 99%"
    if any(line - 0.005 <= share < line for line in (LEAN_SHARE, CLEAR_SHARE)):
        return f"{math.floor(share * 1000) / 10:.1f}%"
    return "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def _nested(condition: Condition) -> str:
    text = in_words(condition)
    return f"({text})" if isinstance(condition, All | Any_) else text


def _either(words: Sequence[str]) -> str:
    return " or ".join(words)
