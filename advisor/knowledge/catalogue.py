"""The knowledge as people look at it: listed, and each entry shown with all that it rests on."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from datetime import date

from advisor.decision.outside import Outsider
from advisor.decision.rules import Rule, Scenario
from advisor.decision.scoring import confidence, is_expired
from advisor.decision.stack import StackEntry
from advisor.decision.wording import in_words
from advisor.errors import AdvisorError
from advisor.frameworks import display_name
from advisor.knowledge.base import KnowledgeBase, Library
from advisor.knowledge.reading import SHIPPED
from advisor.needs.problems import nearest

_WIDTH = 96


def list_rules(knowledge: KnowledgeBase, today: date) -> str:
    """All rules by concern, a line each."""
    lines: list[str] = []
    for concern in sorted({rule.concern for rule in knowledge.rules.values()}):
        rules = [rule for rule in knowledge.rules.values() if rule.concern == concern]
        sides = Counter(rule.favours for rule in rules)
        count = ", ".join(f"{display_name(side)} {sides[side]}" for side in knowledge.frameworks)
        lines.append(f"{concern} ({count})")
        for rule in sorted(rules, key=lambda rule: (rule.favours, rule.id)):
            marks = [
                "expired" if is_expired(rule, today) else "",
                "" if rule.verified else "not verified",
                "" if rule.origin == SHIPPED else f"from {rule.origin}",
                _in_place_of(rule, knowledge),
            ]
            told = f"  {', '.join(filter(None, marks))}" if any(marks) else ""
            lines.append(f"  {rule.id:<38} {rule.strength:<7} {rule.favours}{told}")
    return "\n".join(lines) + "\n"


def show_rule(knowledge: KnowledgeBase, id_: str, today: date) -> str:
    """One rule with all that it rests on; also a library, a part of the stack, an outsider or a scenario.

    Raises:
        AdvisorError: There is no such entry.
    """
    entries: dict[str, Rule | StackEntry | Outsider | Scenario | Library] = {}
    entries.update({scenario.id: scenario for scenario in knowledge.scenarios})
    entries.update({outsider.id: outsider for outsider in knowledge.outsiders})
    entries.update({part.id: part for part in knowledge.stack})
    entries.update(knowledge.shelf)
    entries.update(knowledge.rules)
    # A library that binds to a framework is a rule, which says more.
    entry = knowledge.rules.get(f"library-{id_}") or entries.get(id_)
    if entry is None:
        raise AdvisorError(
            f"there is no rule, library, part or scenario '{id_}'",
            nearest(id_, entries) or "advisor rules list names all rules",
        )
    match entry:
        case Rule():
            lines = _rule(entry, knowledge, today)
        case StackEntry():
            lines = _part(entry, today)
        case Outsider():
            lines = _outsider(entry, today)
        case Scenario():
            lines = _scenario(entry)
        case Library():
            lines = _library(entry, today)
    return "\n".join(lines) + "\n"


def _in_place_of(rule: Rule, knowledge: KnowledgeBase) -> str:
    """What a rule of a later folder has replaced; empty for others."""
    earlier = knowledge.replaced.get(rule.id, "")
    if not earlier:
        return ""
    return "in place of the shipped one" if earlier == SHIPPED else f"in place of the one from {earlier}"


def _rule(rule: Rule, knowledge: KnowledgeBase, today: date) -> Iterator[str]:
    about = ", ".join(filter(None, (rule.place, rule.origin, _in_place_of(rule, knowledge))))
    yield f"{rule.id}  ({about})"
    yield from _wrapped(rule.claim)
    removes = f", rules out {', '.join(map(display_name, rule.vetoes))}" if rule.vetoes else ""
    yield f"  favours {display_name(rule.favours)}, {rule.strength}{removes}"
    yield f"  concern {rule.concern}, cause {rule.cause}"
    yield from _wrapped(f"speaks when {in_words(rule.when)}")
    if rule.fallback:
        yield "  is silent where the concern was measured"
    hand = "first hand" if rule.first_hand else "second hand"
    yield from _source(rule, hand, today)
    yield f"  counts with confidence {confidence(rule, today):g}"
    for case in rule.cases:
        yield f"  {'fires ' if case.fires else 'silent'} with {dict(case.answers)}"


def _library(library: Library, today: date) -> Iterator[str]:
    yield f"{library.id}  ({library.place}, {library.origin})"
    yield from _wrapped(library.claim)
    needs = {"either": "works with either framework", "neither": "needs neither framework"}
    yield f"  {needs.get(library.needs, f'needs {display_name(library.needs)}')}, so it favours none"
    yield from _source(library, "first hand" if library.first_hand else "second hand", today)


def _part(part: StackEntry, today: date) -> Iterator[str]:
    yield f"{part.id}  ({part.place}, {part.origin})"
    purpose = f" for {part.purpose}" if part.purpose else ""
    yield f"  {part.role}{purpose}: {part.choice}"
    yield from _wrapped(part.why)
    if part.caveat:
        yield from _wrapped(f"but: {part.caveat}")
    with_ = ", ".join(map(display_name, part.verdicts)) or "any verdict"
    yield from _wrapped(f"with {with_}" + (f", when {in_words(part.when)}" if part.when else ""))
    yield from _source(part, "", today)


def _outsider(outsider: Outsider, today: date) -> Iterator[str]:
    yield f"{outsider.id}  ({outsider.place})"
    yield from _wrapped(outsider.claim)
    yield from _wrapped(outsider.instead)
    yield from _wrapped(f"when {in_words(outsider.when)}")
    if outsider.unless is not None:
        yield from _wrapped(f"unless {in_words(outsider.unless)}")
    yield from _source(outsider, "", today)


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield f"{scenario.id}  ({scenario.place})"
    yield from _wrapped(scenario.about)
    for key, answer in scenario.answers.items():
        yield f"    {key}: {dict(answer) if isinstance(answer, dict) else answer}"
    named = " or ".join(display_name(name) if name else "none" for name in scenario.frameworks)
    yield f"  expected: {' or '.join(scenario.kinds)}; named: {named}"


def _source(entry: Rule | StackEntry | Outsider | Library, hand: str, today: date) -> Iterator[str]:
    read = "read" if entry.verified else "not verified"
    yield f"  source {entry.source} ({', '.join(filter(None, (str(entry.source_date), read, hand)))})"
    yield f"  review by {entry.review_by}{', expired' if today > entry.review_by else ''}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="  ", subsequent_indent="  ")
