"""Points from rules, in expectation: C = W · s · c · d."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from advisor.decision.conditions import evaluate
from advisor.decision.disputes import Disputed, arguable
from advisor.decision.outcome import RaisedVeto, Warned
from advisor.decision.rules import Knowledge, Rule
from advisor.needs.model import Answer

Level = Literal["weak", "medium", "strong"]
Scale = Mapping[Level, float]

#: Strengths in points.
SCALE: Scale = {"weak": 1.0, "medium": 2.0, "strong": 4.0}
#: Scales that must not change the winner.
OTHER_SCALES: tuple[Scale, ...] = (
    {"weak": 1.0, "medium": 2.0, "strong": 3.0},
    {"weak": 1.0, "medium": 3.0, "strong": 9.0},
)
#: What the second true rule of a concern and framework is worth, and the third of the second, and so on.
DISCOUNT = 0.5


@dataclass(frozen=True)
class ActiveRule:
    """A rule that speaks in this decision.

    Attributes:
        rule: The rule.
        level: Its strength in points; a veto that is not certain counts as strong.
        confidence: The probability that its claim is true.
        fires: True if its condition holds, None while that is open, False where it holds only by the answer
            of a minority of a team.
    """

    rule: Rule
    level: Level
    confidence: float
    fires: bool | None

    @property
    def order(self) -> tuple[float, str]:
        """Strongest first, ties by id."""
        return (-SCALE[self.level], self.rule.id)


@dataclass(frozen=True)
class Screening:
    """The rules sorted into those that count, those that remove a framework, and what to warn of."""

    active: tuple[ActiveRule, ...]
    vetoes: tuple[RaisedVeto, ...]
    expired: tuple[str, ...]
    warnings: tuple[Warned, ...]


def confidence(rule: Rule, today: date) -> float:
    """The probability that a rule's claim is true: by how it was verified, halved once it has expired."""
    certain = (0.95 if rule.first_hand else 0.8) if rule.verified else 0.5
    return certain / 2 if is_expired(rule, today) else certain


def is_expired(rule: Rule, today: date) -> bool:
    """Whether the last day of its validity has passed."""
    return today > rule.review_by


def screen_rules(
    knowledge: Knowledge,
    answers: Mapping[str, Answer],
    measured: frozenset[tuple[str, str]],
    today: date,
    disputed: Disputed = MappingProxyType({}),
) -> Screening:
    """Evaluates all rules.

    Args:
        knowledge: The rules.
        answers: What is known of the project.
        measured: Pairs of concern and framework for which a measurement counts; rules that only stand in for
            one are silent there.
        today: For expiry.
        disputed: Answers on which a team differs; a rule that speaks of them stays in the draws if any
            member's answer lets it.
    """
    active: list[ActiveRule] = []
    vetoes: list[RaisedVeto] = []
    expired: list[str] = []
    warnings: list[Warned] = []
    for rule in sorted(knowledge.rules.values(), key=lambda rule: rule.id):
        fires = truth_of(rule, answers, knowledge)
        if is_silenced(rule, measured):
            continue
        questions = knowledge.depends_on[rule.id]
        if fires is False and not arguable(rule.when, questions, answers, knowledge.derived, disputed):
            continue
        if fires and is_expired(rule, today):
            expired.append(rule.id)
        entry = activate(rule, fires=fires, today=today)
        if entry is None:
            vetoes += [
                RaisedVeto(framework, rule.id, rule.claim, rule.source, rule.source_date, rule.review_by)
                for framework in rule.vetoes
            ]
            continue
        active.append(entry)
        if fires and rule.strength == "veto":
            old = is_expired(rule, today)
            why = "its fact is older than its review date" if old else "its fact is not verified"
            warnings.append(
                Warned(
                    "veto-degraded",
                    f"The veto '{rule.id}' counts as a strong reason only, because {why}",
                    f"Read {rule.source} and decide whether it still rules the framework out",
                )
            )
    return Screening(tuple(active), tuple(vetoes), tuple(expired), tuple(warnings))


def is_silenced(rule: Rule, measured: frozenset[tuple[str, str]]) -> bool:
    """Whether a rule only stands in for a measurement that there is."""
    return rule.fallback == "measurement" and (rule.concern, rule.favours) in measured


def truth_of(rule: Rule, answers: Mapping[str, Answer], knowledge: Knowledge) -> bool | None:
    """Whether a rule's condition holds; None while that is open."""
    return evaluate(rule.when, answers, knowledge.derived)


def removes(rule: Rule, today: date) -> bool:
    """Whether a rule that fires removes frameworks: a veto whose fact is verified and not expired."""
    return rule.strength == "veto" and rule.verified and not is_expired(rule, today)


def activate(rule: Rule, *, fires: bool | None, today: date) -> ActiveRule | None:
    """A rule as it counts in points; None if it fires and removes frameworks instead.

    A veto that is open, not verified or expired counts as strong.
    """
    if fires and removes(rule, today):
        return None
    level: Level = "strong" if rule.strength == "veto" else rule.strength
    return ActiveRule(rule, level, confidence(rule, today), fires)


def expected_points(rules: Iterable[ActiveRule], scale: Scale = SCALE) -> dict[str, float]:
    """The expected points of the rules of ONE concern, before its weight.

    Rules are ordered by strength, ties by id. Of each cause only the strongest true rule counts; one uniform
    number decides for a whole cause, so a rule counts with probability p = max(0, c − max c of the stronger
    rules of its cause). The k-th rule that counts for a framework is worth ρ^(k−1) of its strength; the
    expectation of that is the product over the other causes of 1 − (1 − ρ) · (the probability that a rule of
    that cause, for the same framework, counts and stands before).

    Returns:
        Points by rule id, for the framework that the rule favours.
    """
    ordered = sorted((entry for entry in rules if entry.fires), key=lambda entry: entry.order)
    strongest: dict[str, float] = {}
    before: dict[str, dict[str, float]] = {}
    points: dict[str, float] = {}
    for entry in ordered:
        rule = entry.rule
        counts = max(0.0, entry.confidence - strongest.get(rule.cause, 0.0))
        strongest[rule.cause] = max(strongest.get(rule.cause, 0.0), entry.confidence)
        same_side = before.setdefault(rule.favours, {})
        worth = scale[entry.level] * counts
        for cause, probability in same_side.items():
            if cause != rule.cause:
                worth *= 1 - (1 - DISCOUNT) * probability
        points[rule.id] = worth
        same_side[rule.cause] = same_side.get(rule.cause, 0.0) + counts
    return points


def counted_with(rules: Iterable[ActiveRule]) -> dict[str, str]:
    """Which rule of ONE concern counts in the place of another, by the id of the one that is silent."""
    ordered = sorted((entry for entry in rules if entry.fires), key=lambda entry: entry.order)
    surest: dict[str, ActiveRule] = {}
    silent: dict[str, str] = {}
    for entry in ordered:
        before = surest.get(entry.rule.cause)
        if before is None or before.confidence < entry.confidence:
            surest[entry.rule.cause] = entry
        else:
            silent[entry.rule.id] = before.rule.id
    return silent


def by_concern(rules: Sequence[ActiveRule]) -> dict[str, list[ActiveRule]]:
    """Rules grouped by concern, concerns by id, rules in their order."""
    grouped: dict[str, list[ActiveRule]] = {}
    for entry in sorted(rules, key=lambda entry: (entry.rule.concern, entry.order)):
        grouped.setdefault(entry.rule.concern, []).append(entry)
    return grouped
