"""Rules that pull both ways under one condition, told apart by how much that matters."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import combinations

from advisor.decision.rules import Rule
from advisor.errors import Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.meaning import meaning


def contradictions(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What cannot be meant: one cause for two sides, or vetoes of both, under one condition."""
    for one, other in _pairs(knowledge):
        if one.favours in other.vetoes and other.favours in one.vetoes:
            sides = f"rules out {_listed(one)} and {other.id} rules out {_listed(other)}"
            what = f"{sides} under the same condition"
            remedy = "Keep one of the vetoes, or narrow one condition"
            yield knowledge.problem("rule", one.id, "when", what, remedy)
        elif one.favours != other.favours and one.concern == other.concern and one.cause == other.cause:
            what = f"shares cause and condition with {other.id}, and they favour two frameworks"
            yield knowledge.problem("rule", one.id, "cause", what, "Give one of them a cause of its own")


def disputes(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What may well be meant: two reasons of one concern for two sides under one condition."""
    for one, other in _pairs(knowledge):
        opposed = one.favours in other.vetoes and other.favours in one.vetoes
        if one.favours != other.favours and one.concern == other.concern and one.cause != other.cause:
            if opposed:
                continue
            what = (
                f"({one.favours}, {one.strength}) and {other.id} ({other.favours}, {other.strength}) "
                "pull both ways under the same condition"
            )
            yield knowledge.problem("rule", one.id, "when", what)


def _listed(rule: Rule) -> str:
    return ", ".join(rule.vetoes)


def _pairs(knowledge: KnowledgeBase) -> Iterator[tuple[Rule, Rule]]:
    """Rules whose conditions mean the same."""
    groups: dict[Hashable, list[Rule]] = {}
    for rule in knowledge.rules.values():
        groups.setdefault(meaning(rule.when, knowledge.derived), []).append(rule)
    for group in groups.values():
        yield from combinations(group, 2)
