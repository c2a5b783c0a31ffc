"""Deletes and flips every rule in turn and counts the mutants that nothing notices.

python benchmarks/mutation.py

A rule that can be taken out, or turned to favour the other side, without any case failing is a rule that
nobody would miss. Cases that a rule carries itself go with it when it is deleted, so that only the scenarios
can notice.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from advisor.decision.rules import Rule
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.checking import failing_cases
from advisor.knowledge.loading import load_knowledge
from advisor.knowledge.scenarios import failing_scenarios
from advisor.paths import rules_folder

TODAY = date(2026, 11, 24)


def mutants(knowledge: KnowledgeBase) -> Iterator[tuple[str, KnowledgeBase]]:
    """Each rule deleted, then each rule favouring the other framework."""
    first, second = knowledge.frameworks
    other = {first: second, second: first}
    for rule in knowledge.rules.values():
        left = {id_: entry for id_, entry in knowledge.rules.items() if id_ != rule.id}
        yield f"{rule.id} deleted", replace(knowledge, rules=left)
        yield (
            f"{rule.id} flipped",
            replace(knowledge, rules={**knowledge.rules, rule.id: flipped(rule, other)}),
        )


def flipped(rule: Rule, other: dict[str, str]) -> Rule:
    """The rule, favouring the other framework."""
    vetoes = tuple(other[framework] for framework in rule.vetoes)
    return replace(rule, favours=other[rule.favours], vetoes=vetoes)


def complaints(mutant: KnowledgeBase) -> list[str]:
    """The cases and scenarios that fail."""
    return [*map(str, failing_cases(mutant)), *map(str, failing_scenarios(mutant, TODAY))]


def main() -> None:
    """Prints the survivors; exits with 1 if there are any."""
    began = time.perf_counter()
    knowledge = load_knowledge([rules_folder()])
    if complaints(knowledge):
        sys.exit("the shipped rules fail their own cases: advisor rules test")
    tried, by_verdict, survivors = 0, 0, []
    for name, mutant in mutants(knowledge):
        found = complaints(mutant)
        tried += 1
        by_verdict += any("; got " in line for line in found)
        if not found:
            survivors.append(name)
    for name in survivors:
        print(f"survived: {name}")
    seconds = time.perf_counter() - began
    print(f"{tried} mutants of {len(knowledge.rules)} rules, {len(survivors)} survived; {seconds:.0f} s")
    print(f"{by_verdict} of them changed the verdict of a scenario, the others the reasons that it must have")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
