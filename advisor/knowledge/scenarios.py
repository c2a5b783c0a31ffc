"""Whole projects run through the engine, and what came out against what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advisor.decision.decide import decide
from advisor.decision.outcome import Decision
from advisor.decision.rules import Knowledge, Scenario
from advisor.needs.model import Needs

#: Concerns that measurements would speak of; a scenario has none, which widens its result.
_WANTED = frozenset({"training_speed", "inference_speed", "footprint"})


def run_scenario(scenario: Scenario, knowledge: Knowledge, today: date) -> Decision:
    """The decision on a scenario: from its answers alone, as without any measurement."""
    wanted = _WANTED if scenario.answers else frozenset()
    needs = Needs(scenario.id, scenario.answers, scenario.importance)
    return decide(needs, [], knowledge, today, wanted=wanted)


def failing_scenarios(knowledge: Knowledge, today: date) -> Iterator[str]:
    """Scenarios that do not come out as expected, a line for each difference."""
    for scenario in knowledge.scenarios:
        for difference in differences(scenario, run_scenario(scenario, knowledge, today), knowledge):
            yield f"{scenario.place}: {scenario.id}: {difference}"


def differences(scenario: Scenario, decision: Decision, knowledge: Knowledge) -> Iterator[str]:
    """How a decision differs from what a scenario expects, a line each."""
    verdict = decision.verdict
    if verdict.kind not in scenario.kinds or verdict.framework not in scenario.frameworks:
        wanted = f"{' or '.join(scenario.kinds)}, {' or '.join(str(name) for name in scenario.frameworks)}"
        got = f"{verdict.kind}, {verdict.framework}, share {verdict.share:.2f}, lead {verdict.lead:.2f}"
        yield f"expected {wanted}; got {got}"
    if set(decision.outside) != set(scenario.outside):
        expected = ", ".join(scenario.outside) or "nothing"
        yield f"expected {expected} to be said first; got {', '.join(decision.outside) or 'nothing'}"
    fired = set(decision.fired)
    for side, ids in scenario.because.items():
        for id_ in ids:
            rule = knowledge.rules.get(id_)
            if rule is None or id_ not in fired:
                what = "is no rule" if rule is None else "is silent"
                yield f"expected {id_} to speak for {side}; it {what}"
            elif rule.favours != side:
                yield f"expected {id_} to speak for {side}; it speaks for {rule.favours}"
