"""Whole projects run through the engine, and what came out against what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advisor.decision.decide import decide
from advisor.decision.outcome import Decision
from advisor.decision.rules import Knowledge, Scenario
from advisor.errors import Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.needs.model import Needs
from advisor.needs.problems import nearest

#: Concerns that measurements would speak of; a scenario has none, which widens its result.
_WANTED = frozenset({"training_speed", "inference_speed", "footprint"})


def run_scenario(scenario: Scenario, knowledge: Knowledge, today: date) -> Decision:
    """The decision on a scenario: from its answers alone, as without any measurement."""
    wanted = _WANTED if scenario.answers else frozenset()
    needs = Needs(scenario.id, scenario.answers, scenario.importance)
    return decide(needs, [], knowledge, today, wanted=wanted)


def failing_scenarios(knowledge: KnowledgeBase, today: date) -> Iterator[Problem]:
    """Scenarios that do not come out as expected, a problem for each difference."""
    for scenario in knowledge.scenarios:
        decision = run_scenario(scenario, knowledge, today)
        for key, what, remedy in differences(scenario, decision, knowledge):
            yield knowledge.problem("scenario", scenario.id, key, what, remedy)


def differences(
    scenario: Scenario, decision: Decision, knowledge: Knowledge
) -> Iterator[tuple[str, str, str]]:
    """How a decision differs from what a scenario expects: the key, what came out, and what to do."""
    verdict = decision.verdict
    if verdict.kind not in scenario.kinds or verdict.framework not in scenario.frameworks:
        wanted = f"{' or '.join(scenario.kinds)}, {' or '.join(str(name) for name in scenario.frameworks)}"
        got = f"{verdict.kind}, {verdict.framework}, share {verdict.share:.2f}, lead {verdict.lead:.2f}"
        remedy = "Mend the rules, or the expectation with the reason why"
        yield "expect", f"expected {wanted}; got {got}", remedy
    if set(decision.outside) != set(scenario.outside):
        expected = ", ".join(scenario.outside) or "nothing"
        what = f"expected {expected} to be said first; got {', '.join(decision.outside) or 'nothing'}"
        yield "expect.outside", what, "Mend outside.yaml, or the expectation"
    fired = set(decision.fired)
    for side, ids in scenario.because.items():
        for at, id_ in enumerate(ids):
            rule, key = knowledge.rules.get(id_), f"because.{side}.{at}"
            if rule is None:
                remedy = nearest(id_, knowledge.rules) or "Name a rule that there is"
                yield key, f"expected {id_} to speak for {side}; it is no rule", remedy
            elif id_ not in fired:
                remedy = "Mend its condition, or the answers here"
                yield key, f"expected {id_} to speak for {side}; it is silent", remedy
            elif rule.favours != side:
                what = f"expected {id_} to speak for {side}; it speaks for {rule.favours}"
                yield key, what, "Put it under the side that it favours"
