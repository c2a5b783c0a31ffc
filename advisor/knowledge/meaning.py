"""When two conditions mean the same, however they are written."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from advisor.decision.conditions import All, Any_, Compares, Condition, Derived, Lists, Not, OneOf

_OPPOSITE = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eq": "ne", "ne": "eq"}


def meaning(condition: Condition, derived: Mapping[str, Condition]) -> Hashable:
    """A key that is equal for conditions that differ in order, nesting, repetition, names or negations alone.

    Conditions with different keys may still hold in the same cases, as two tests of a list can.
    """
    return _meaning(condition, derived, positive=True)


def _meaning(condition: Condition, derived: Mapping[str, Condition], *, positive: bool) -> Hashable:
    match condition:
        case All(parts) | Any_(parts):
            # De Morgan: a negated "all" is an "any" of negations.
            joint = "all" if isinstance(condition, All) is positive else "any"
            found = frozenset(
                flat for part in parts for flat in _flat(_meaning(part, derived, positive=positive), joint)
            )
            return next(iter(found)) if len(found) == 1 else (joint, found)
        case Not(part):
            return _meaning(part, derived, positive=not positive)
        case Derived(name, wanted):
            return _meaning(derived[name], derived, positive=positive is wanted)
        case OneOf(question, words):
            return (question, "is", frozenset(words), positive)
        case Lists(question, "empty", _, wanted):
            return (question, "empty", frozenset[str](), positive is wanted)
        case Lists(question, test, words, _):
            one = len(set(words)) == 1 and test == "has_all"
            return (question, "has_any" if one else test, frozenset(words), positive)
        case Compares(key, order, value):
            return (key, order if positive else _OPPOSITE[order], value)


def _flat(part: Hashable, joint: str) -> Iterator[Hashable]:
    """The parts of a part that is joined in the same way, else the part."""
    match part:
        case (str(name), frozenset() as parts) if name == joint:
            yield from parts
        case _:
            yield part
