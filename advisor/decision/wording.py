"""Conditions in words, for people who want to know when a rule speaks."""

from __future__ import annotations

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


def _nested(condition: Condition) -> str:
    text = in_words(condition)
    return f"({text})" if isinstance(condition, All | Any_) else text


def _either(words: Sequence[str]) -> str:
    return " or ".join(words)
