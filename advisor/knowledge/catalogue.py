"""The knowledge as people look at it: checked, tested, listed, shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from advisor.decision.conditions import evaluate
from advisor.decision.rules import Knowledge, Rule
from advisor.decision.scoring import confidence, is_expired
from advisor.errors import AdvisorError
from advisor.needs.problems import nearest

_SOON = timedelta(days=60)


def check_rules(knowledge: Knowledge, today: date) -> tuple[str, bool]:
    """What is wrong or will be; loading has already refused what cannot be read.

    Returns:
        The findings as text, and whether nothing is wrong.
    """
    errors = list(failing_cases(knowledge))
    notes = [
        f"{rule.place}: {rule.id}: {'expired' if is_expired(rule, today) else 'expires'} on {rule.review_by}"
        for rule in knowledge.rules.values()
        if rule.review_by - today < _SOON
    ]
    concerns = {rule.concern for rule in knowledge.rules.values()}
    # Speed itself is measured; what is said of it in general only stands in.
    notes += [
        f"no rule speaks of {concern}"
        for concern in knowledge.questionnaire.concerns
        if concern not in concerns and not concern.endswith("_speed")
    ]
    sides = Counter(rule.favours for rule in knowledge.rules.values())
    balance = ", ".join(f"{count} favour {framework}" for framework, count in sorted(sides.items()))
    lines = [f"error: {line}" for line in errors] + [f"note: {line}" for line in notes]
    lines.append(
        f"{len(knowledge.rules)} rules in {len(knowledge.files)} files, {balance}; {len(errors)} errors"
    )
    return "\n".join(lines) + "\n", not errors


def test_rules(knowledge: Knowledge) -> tuple[str, bool]:
    """Runs every rule's cases.

    Returns:
        The outcome as text, and whether every case came out as it says.
    """
    failed = list(failing_cases(knowledge))
    count = sum(len(rule.cases) for rule in knowledge.rules.values())
    lines = [*failed, f"{count} cases of {len(knowledge.rules)} rules, {len(failed)} failed"]
    return "\n".join(lines) + "\n", not failed


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


def list_rules(knowledge: Knowledge, today: date) -> str:
    """All rules by concern, a line each."""
    lines: list[str] = []
    for concern in sorted({rule.concern for rule in knowledge.rules.values()}):
        lines.append(concern)
        for rule in sorted(knowledge.rules.values(), key=lambda rule: rule.id):
            if rule.concern == concern:
                old = "  expired" if is_expired(rule, today) else ""
                mine = "" if rule.origin == "shipped" else f"  from {rule.origin}"
                lines.append(f"  {rule.id:<36} {rule.strength:<7} {rule.favours}{old}{mine}")
    return "\n".join(lines) + "\n"


def show_rule(knowledge: Knowledge, rule_id: str, today: date) -> str:
    """One rule with all that it rests on.

    Raises:
        AdvisorError: There is no such rule.
    """
    rule = knowledge.rules.get(rule_id)
    if rule is None:
        raise AdvisorError(
            f"there is no rule '{rule_id}'",
            nearest(rule_id, knowledge.rules) or "advisor rules list names all",
        )
    return "\n".join(_shown(rule, today)) + "\n"


def _shown(rule: Rule, today: date) -> Iterator[str]:
    yield f"{rule.id}  ({rule.place}, {rule.origin})"
    yield f"  {rule.claim}"
    removes = f", rules out {', '.join(rule.vetoes)}" if rule.vetoes else ""
    yield f"  favours {rule.favours}, {rule.strength}{removes}; concern {rule.concern}, cause {rule.cause}"
    read = "read" if rule.verified else "not verified"
    hand = "first hand" if rule.first_hand else "second hand"
    yield f"  source {rule.source} ({rule.source_date}, {read}, {hand})"
    old = ", expired" if is_expired(rule, today) else ""
    yield f"  review by {rule.review_by}{old}; counts with confidence {confidence(rule, today):g}"
    for case in rule.cases:
        yield f"  {'fires ' if case.fires else 'silent'} with {dict(case.answers)}"
