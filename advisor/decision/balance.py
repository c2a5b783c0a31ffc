"""The points of a project, and how they change with its answers, without drawing anything.

Screening what would change a verdict asks for the lead hundreds of times; each time only the rules that speak
of the changed answers are evaluated again, and only their concerns are added up again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from advisor.decision.conditions import mentions
from advisor.decision.measured import expected_value, read_measurements
from advisor.decision.rules import Knowledge, Rule
from advisor.decision.scoring import (
    SCALE,
    ActiveRule,
    activate,
    expected_points,
    is_silenced,
    removes,
    truth_of,
)
from advisor.decision.weights import weigh
from advisor.evidence.records import Measurement
from advisor.needs.model import Answer, Needs

#: Answers on which it depends which measurements count, and how.
_MEASURING = frozenset({"train_on", "serve_on", "traffic"})
#: A removed framework stands behind by at least so many points: a strong reason at the highest weight.
REMOVED = 4.0


class Balance:
    """The lead of one framework over the others for given answers.

    Args:
        needs: The project as it is.
        measurements: What was measured.
        knowledge: The rules.
        today: For facts that have expired.
    """

    def __init__(
        self, needs: Needs, measurements: Sequence[Measurement], knowledge: Knowledge, today: date
    ) -> None:
        self._answers = dict(needs.answers)
        self._measurements = measurements
        self._knowledge = knowledge
        self._today = today
        self._weights = {
            entry.concern: entry.weight for entry in weigh(knowledge.questionnaire.concerns, needs.importance)
        }
        self._rules: dict[str, Rule] = {}
        self._speaking: dict[str, list[Rule]] = {}
        for rule in knowledge.rules.values():
            self._rules[rule.id] = rule
            for question in mentions(rule.when, knowledge.derived):
                self._speaking.setdefault(question, []).append(rule)
        self._truths = {rule.id: truth_of(rule, self._answers, knowledge) for rule in self._rules.values()}
        self._measured, self._silenced = self._measure(self._answers)
        self._of_concern: dict[str, list[Rule]] = {}
        for rule in self._rules.values():
            self._of_concern.setdefault(rule.concern, []).append(rule)
        self._points = {
            concern: self._concern(concern, self._truths, self._silenced) for concern in self._weights
        }

    def lead(self, leader: str, changes: Mapping[str, Answer] | None = None) -> float:
        """The leader's points less the best of the others'.

        Args:
            leader: Whose lead.
            changes: Answers that are other than the project's, by question.

        Returns:
            The lead; at most −`REMOVED` where a veto removes the leader, at least `REMOVED` where it removes
            all the others.
        """
        points, removed = self._with(changes or {})
        others = [name for name in points if name != leader]
        left = [name for name in others if name not in removed]
        lead = points[leader] - max(points[name] for name in left or others)
        if leader in removed:
            return min(lead, -REMOVED)
        return lead if left else max(lead, REMOVED)

    def _with(self, changes: Mapping[str, Answer]) -> tuple[dict[str, float], set[str]]:
        answers = {**self._answers, **changes}
        truths, touched = self._truths, set[str]()
        changed = {rule.id: rule for key in changes for rule in self._speaking.get(key, ())}
        if changed:
            truths = dict(truths)
            for rule in changed.values():
                truth = truth_of(rule, answers, self._knowledge)
                if truth is not truths[rule.id]:
                    truths[rule.id] = truth
                    touched.add(rule.concern)
        measured, silenced = self._measured, self._silenced
        if changes.keys() & _MEASURING and self._measurements:
            measured, silenced = self._measure(answers)
            touched |= {concern for concern, _ in silenced ^ self._silenced}
        totals = {
            name: [measured.get(concern, {}).get(name, 0.0) for concern in self._weights]
            for name in self._knowledge.frameworks
        }
        for concern in self._weights:
            points = self._concern(concern, truths, silenced) if concern in touched else self._points[concern]
            for name, value in points.items():
                totals[name].append(value)
        removed = {
            name
            for rule_id, truth in truths.items()
            if truth and removes(self._rules[rule_id], self._today)
            for name in self._rules[rule_id].vetoes
        }
        return {name: math.fsum(values) for name, values in totals.items()}, removed

    def _concern(
        self, concern: str, truths: Mapping[str, bool | None], silenced: frozenset[tuple[str, str]]
    ) -> dict[str, float]:
        active: list[ActiveRule] = []
        for rule in self._of_concern.get(concern, ()):
            if truths[rule.id] and not is_silenced(rule, silenced):
                entry = activate(rule, fires=True, today=self._today)
                if entry is not None:
                    active.append(entry)
        points: dict[str, float] = {}
        for rule_id, worth in expected_points(active).items():
            side = self._rules[rule_id].favours
            points[side] = points.get(side, 0.0) + self._weights[concern] * worth
        return points

    def _measure(
        self, answers: Mapping[str, Answer]
    ) -> tuple[dict[str, dict[str, float]], frozenset[tuple[str, str]]]:
        """Points of measurements by concern and framework, and the pairs of both that are measured."""
        reading = read_measurements(
            self._measurements, answers, frozenset(), frameworks=self._knowledge.frameworks
        )
        points: dict[str, dict[str, float]] = {}
        for seen in reading.evidence:
            worth = self._weights.get(seen.concern, 0.0) * expected_value(seen.x, seen.sigma, SCALE["strong"])
            points.setdefault(seen.concern, {})[seen.framework] = worth
        return points, reading.measured
