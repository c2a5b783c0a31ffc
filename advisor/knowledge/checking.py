"""What is wrong with the knowledge, or soon will be, beyond what loading it refuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from advisor.decision.conditions import evaluate
from advisor.decision.outside import Outsider
from advisor.decision.possible import can_hold
from advisor.decision.rules import Rule
from advisor.decision.scoring import SCALE
from advisor.decision.stack import StackEntry
from advisor.errors import Problem
from advisor.frameworks import display_name
from advisor.knowledge.base import Kind, KnowledgeBase, Library
from advisor.knowledge.contradictions import contradictions, disputes
from advisor.knowledge.scenarios import failing_scenarios

_SOON = timedelta(days=60)


def check_rules(
    knowledge: KnowledgeBase, refused: Sequence[Problem] = (), *, today: date
) -> tuple[str, bool]:
    """What is wrong or will be.

    Args:
        knowledge: What could be read.
        refused: What loading found wrong; it is told first, and the rest is checked all the same.
        today: The day on which facts count as expired or not.

    Returns:
        The findings as text, and whether nothing is wrong.
    """
    errors = [*refused, *(problem for check in _ERRORS for problem in check(knowledge))]
    notes = [*_ageing(knowledge, today), *disputes(knowledge), *_silent_concerns(knowledge)]
    lines = [f"error: {line}" for line in errors] + [f"note: {line}" for line in notes]
    lines += ["", *_balance(knowledge), "", *_causes(knowledge), "", *_totals(knowledge)]
    lines.append(f"{len(errors)} errors, {len(notes)} notes")
    return "\n".join(lines) + "\n", not errors


def test_rules(knowledge: KnowledgeBase, today: date) -> tuple[str, bool]:
    """Runs every rule's cases, and every whole scenario.

    Returns:
        The outcome as text, and whether everything came out as it says.
    """
    cases, scenarios = list(failing_cases(knowledge)), list(failing_scenarios(knowledge, today))
    count = sum(len(rule.cases) for rule in knowledge.rules.values())
    failed = {(problem.file, problem.key.partition(".")[0]) for problem in scenarios}
    summary = (
        f"{count} cases of {len(knowledge.rules)} rules, {len(cases)} failed; "
        f"{len(knowledge.scenarios)} scenarios, {len(failed)} failed"
    )
    return "\n".join([*map(str, cases), *map(str, scenarios), summary]) + "\n", not (cases or scenarios)


def failing_cases(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """Cases that do not come out as they say."""
    for rule in knowledge.rules.values():
        kinds = {case.fires for case in rule.cases}
        if kinds != {True, False}:
            what, remedy = "needs a case that fires and one that is silent", "Add fires: … and silent: …"
            yield knowledge.problem("rule", rule.id, "cases", what, remedy)
        for case in rule.cases:
            key = "cases.fires" if case.fires else "cases.silent"
            outcome = evaluate(rule.when, case.answers, knowledge.derived)
            if outcome is None:
                what = f"the case {dict(case.answers)} leaves the condition open"
                remedy = "Answer every question that the condition depends on"
                yield knowledge.problem("rule", rule.id, key, what, remedy)
            elif outcome is not case.fires:
                what = f"the case {dict(case.answers)} should {'fire' if case.fires else 'be silent'}"
                yield knowledge.problem("rule", rule.id, key, what, "Mend the condition, or the case")


def _impossible(knowledge: KnowledgeBase) -> Iterator[Problem]:
    questionnaire, derived = knowledge.questionnaire, knowledge.derived
    for rule in knowledge.rules.values():
        if not can_hold(rule.when, questionnaire, derived):
            remedy = "Mend the condition: no answers make it true"
            yield knowledge.problem("rule", rule.id, "when", "can never fire", remedy)
        if not can_hold(rule.when, questionnaire, derived, wanted=False):
            remedy = "Say in which projects it holds: a reason for every project decides none"
            yield knowledge.problem("rule", rule.id, "when", "fires whatever the answers are", remedy)
    conditional: list[tuple[Kind, StackEntry | Outsider]] = [("part", part) for part in knowledge.stack]
    conditional += [("outsider", outsider) for outsider in knowledge.outsiders]
    for kind, entry in conditional:
        if entry.when is not None and not can_hold(entry.when, questionnaire, derived):
            remedy = "Mend the condition: no answers make it true"
            yield knowledge.problem(kind, entry.id, "when", "its condition can never hold", remedy)


_ERRORS: tuple[Callable[[KnowledgeBase], Iterator[Problem]], ...] = (
    failing_cases,
    _impossible,
    contradictions,
)


def _ageing(knowledge: KnowledgeBase, today: date) -> Iterator[Problem]:
    """Facts that have expired or soon will; what a library needs is told once, for it and for its rule."""
    told = {f"library-{name}" for name in knowledge.shelf}
    facts: list[tuple[Kind, Rule | StackEntry | Outsider | Library]] = [
        ("rule", rule) for rule in knowledge.rules.values() if rule.id not in told
    ]
    facts += [("library", library) for library in knowledge.shelf.values()]
    facts += [("part", part) for part in knowledge.stack]
    facts += [("outsider", outsider) for outsider in knowledge.outsiders]
    for kind, entry in sorted(facts, key=lambda fact: (fact[1].review_by, fact[1].id)):
        remedy = f"Read {entry.source} again"
        if today > entry.review_by:
            yield knowledge.problem(kind, entry.id, "review_by", f"expired on {entry.review_by}", remedy)
        elif entry.review_by - today < _SOON:
            yield knowledge.problem(kind, entry.id, "review_by", f"expires on {entry.review_by}", remedy)


def _silent_concerns(knowledge: KnowledgeBase) -> Iterator[str]:
    spoken = {rule.concern for rule in knowledge.rules.values()}
    for concern in knowledge.questionnaire.concerns:
        if concern not in spoken:
            yield f"no rule speaks of {concern}"


def _balance(knowledge: KnowledgeBase) -> Iterator[str]:
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


def _causes(knowledge: KnowledgeBase) -> Iterator[str]:
    groups = Counter((rule.concern, rule.cause) for rule in knowledge.rules.values())
    shared = sorted(f"{cause} ({count})" for (_, cause), count in groups.items() if count > 1)
    yield f"{len(shared)} causes are shared within a concern: {', '.join(shared) or 'none'}"


def _totals(knowledge: KnowledgeBase) -> Iterator[str]:
    unread = sum(not rule.verified for rule in knowledge.rules.values())
    vetoes = sum(rule.strength == "veto" for rule in knowledge.rules.values())
    yield (
        f"{len(knowledge.rules)} rules ({vetoes} vetoes, {unread} not verified), "
        f"{len(knowledge.libraries)} libraries, {len(knowledge.stack)} parts of the stack, "
        f"{len(knowledge.scenarios)} scenarios in {len(knowledge.files)} files"
    )
