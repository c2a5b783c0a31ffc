"""What is wrong with the knowledge, or soon will be, beyond what loading it refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations

from advisor.decision.conditions import evaluate
from advisor.decision.outside import Outsider
from advisor.decision.possible import can_hold
from advisor.decision.rules import Knowledge, Rule
from advisor.decision.scoring import SCALE
from advisor.decision.stack import StackEntry
from advisor.frameworks import display_name
from advisor.knowledge.scenarios import failing_scenarios

_SOON = timedelta(days=60)


def check_rules(knowledge: Knowledge, today: date) -> tuple[str, bool]:
    """What is wrong or will be; loading has already refused what cannot be read.

    Returns:
        The findings as text, and whether nothing is wrong.
    """
    errors = [line for check in _ERRORS for line in check(knowledge)]
    notes = [*_ageing(knowledge, today), *_contradictions(knowledge), *_silent_concerns(knowledge)]
    lines = [f"error: {line}" for line in errors] + [f"note: {line}" for line in notes]
    lines += ["", *_balance(knowledge), "", *_causes(knowledge), "", *_totals(knowledge)]
    lines.append(f"{len(errors)} errors, {len(notes)} notes")
    return "\n".join(lines) + "\n", not errors


def test_rules(knowledge: Knowledge, today: date) -> tuple[str, bool]:
    """Runs every rule's cases, and every whole scenario.

    Returns:
        The outcome as text, and whether everything came out as it says.
    """
    cases, scenarios = list(failing_cases(knowledge)), list(failing_scenarios(knowledge, today))
    count = sum(len(rule.cases) for rule in knowledge.rules.values())
    summary = (
        f"{count} cases of {len(knowledge.rules)} rules, {len(cases)} failed; "
        f"{len(knowledge.scenarios)} scenarios, {len({line.split(':')[2] for line in scenarios})} failed"
    )
    return "\n".join([*cases, *scenarios, summary]) + "\n", not (cases or scenarios)


def failing_cases(knowledge: Knowledge) -> Iterator[str]:
    """Cases that do not come out as they say, a line each."""
    for rule in knowledge.rules.values():
        kinds = {case.fires for case in rule.cases}
        if kinds != {True, False}:
            yield f"{rule.place}: {rule.id}: needs a case that fires and one that is silent"
        for case in rule.cases:
            outcome = evaluate(rule.when, case.answers, knowledge.derived)
            if outcome is None:
                yield f"{rule.place}: {rule.id}: the case {dict(case.answers)} leaves the condition open"
            elif outcome is not case.fires:
                should = "fire" if case.fires else "be silent"
                yield f"{rule.place}: {rule.id}: the case {dict(case.answers)} should {should}"


def _impossible(knowledge: Knowledge) -> Iterator[str]:
    for rule in knowledge.rules.values():
        for wanted, what in ((True, "can never fire"), (False, "fires whatever the answers are")):
            if not can_hold(rule.when, knowledge.questionnaire, knowledge.derived, wanted=wanted):
                yield f"{rule.place}: {rule.id}: {what}"
    conditional: list[StackEntry | Outsider] = [*knowledge.stack, *knowledge.outsiders]
    for entry in conditional:
        if entry.when is not None and not can_hold(entry.when, knowledge.questionnaire, knowledge.derived):
            yield f"{entry.place}: {entry.id}: its condition can never hold"


def _self_contradictions(knowledge: Knowledge) -> Iterator[str]:
    """One cause cannot speak for two sides under the same condition."""
    for one, other in _opposed(knowledge):
        if one.cause == other.cause:
            yield f"{one.place}: {one.id} and {other.id} share cause and condition, and favour two frameworks"


_ERRORS: tuple[Callable[[Knowledge], Iterator[str]], ...] = (failing_cases, _impossible, _self_contradictions)


def _ageing(knowledge: Knowledge, today: date) -> Iterator[str]:
    facts: list[Rule | StackEntry | Outsider] = [
        *knowledge.rules.values(),
        *knowledge.stack,
        *knowledge.outsiders,
    ]
    for entry in sorted(facts, key=lambda entry: (entry.review_by, entry.id)):
        if today > entry.review_by:
            yield f"{entry.place}: {entry.id}: expired on {entry.review_by}; read {entry.source} again"
        elif entry.review_by - today < _SOON:
            yield f"{entry.place}: {entry.id}: expires on {entry.review_by}"


def _opposed(knowledge: Knowledge) -> Iterator[tuple[Rule, Rule]]:
    groups: dict[tuple[str, str], list[Rule]] = {}
    for rule in knowledge.rules.values():
        groups.setdefault((rule.concern, repr(rule.when)), []).append(rule)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if one.favours != other.favours:
                yield one, other


def _contradictions(knowledge: Knowledge) -> Iterator[str]:
    for one, other in _opposed(knowledge):
        if one.cause != other.cause:
            yield (
                f"{one.place}: {one.id} ({one.favours}, {one.strength}) and {other.id} "
                f"({other.favours}, {other.strength}) pull both ways under the same condition"
            )


def _silent_concerns(knowledge: Knowledge) -> Iterator[str]:
    spoken = {rule.concern for rule in knowledge.rules.values()}
    for concern in knowledge.questionnaire.concerns:
        if concern not in spoken:
            yield f"no rule speaks of {concern}"


def _balance(knowledge: Knowledge) -> Iterator[str]:
    """Rules by concern and framework, with the points that they would have at most."""
    sides = knowledge.frameworks
    yield f"{'rules (points at weight 1)':<28}" + "".join(f"{display_name(side):>18}" for side in sides)
    for concern in (*knowledge.questionnaire.concerns, "all"):
        cells = []
        for side in sides:
            rules = [
                rule
                for rule in knowledge.rules.values()
                if rule.favours == side and concern in (rule.concern, "all")
            ]
            points = sum(SCALE["strong" if rule.strength == "veto" else rule.strength] for rule in rules)
            cells.append(f"{f'{len(rules)} ({points:g})':>18}")
        yield f"{concern:<28}" + "".join(cells)


def _causes(knowledge: Knowledge) -> Iterator[str]:
    groups = Counter((rule.concern, rule.cause) for rule in knowledge.rules.values())
    shared = sorted(f"{cause} ({count})" for (_, cause), count in groups.items() if count > 1)
    yield f"{len(shared)} causes are shared within a concern: {', '.join(shared) or 'none'}"


def _totals(knowledge: Knowledge) -> Iterator[str]:
    unread = sum(not rule.verified for rule in knowledge.rules.values())
    vetoes = sum(rule.strength == "veto" for rule in knowledge.rules.values())
    yield (
        f"{len(knowledge.rules)} rules ({vetoes} vetoes, {unread} not verified), "
        f"{len(knowledge.libraries)} libraries, {len(knowledge.stack)} parts of the stack, "
        f"{len(knowledge.scenarios)} scenarios in {len(knowledge.files)} files"
    )
