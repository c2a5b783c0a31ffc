"""The points of a project, and how they change with its answers, without drawing anything.

Screening what would change a verdict asks for the lead hundreds of times; each time only the rules that speak
of the changed answers are evaluated again, and only their concerns are added up again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from datetime import date

import numpy as np
from numpy.typing import NDArray

from advisor.decision.measured import MEASURED_OTHER, MEASURED_REFERENCE, expected_value, spoken_for
from advisor.decision.rows import DEPENDS_ON, read_measurements
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
        self._rules: dict[str, Rule] = {rule.id: rule for rule in knowledge.rules.values()}
        self._vetoes = [rule for rule in self._rules.values() if removes(rule, today)]
        self._speaking: dict[str, list[str]] = {}
        for rule_id, questions in knowledge.depends_on.items():
            for question in questions:
                self._speaking.setdefault(question, []).append(rule_id)
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
        truths, points = self._with(changes or {})
        removed = {name for _, name in self._removals(truths)}
        others = [name for name in points if name != leader]
        left = [name for name in others if name not in removed]
        lead = points[leader] - max(points[name] for name in left or others)
        if leader in removed:
            return min(lead, -REMOVED)
        return lead if left else max(lead, REMOVED)

    def removals(self, changes: Mapping[str, Answer] | None = None) -> frozenset[tuple[str, str]]:
        """The vetoes that hold with changed answers: pairs of a rule and a framework that it removes."""
        answers = {**self._answers, **(changes or {})}
        return self._removals(self._changed(answers, changes or {}))

    def leads_if_measured(
        self, leader: str, concern: str, values: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The leader's lead once a concern is measured, and rules that stand in for that are silent.

        Args:
            leader: Whose lead.
            concern: Which one; it is not measured yet.
            values: What the measurement may be worth to the framework measured, before the weight.

        Returns:
            A lead for each value, without regard to vetoes.
        """
        first = self._knowledge.frameworks[0]
        measured = MEASURED_REFERENCE if first == MEASURED_OTHER else MEASURED_OTHER
        silenced = self._silenced | spoken_for(concern, measured)
        points = dict(self._total(self._truths, self._measured, silenced, {concern}))
        others = [np.full(values.shape, points[name]) for name in points if name not in (leader, measured)]
        gained = points[measured] + self._weights[concern] * values
        if measured == leader:
            mine, best = gained, np.maximum.reduce(others)
        else:
            mine, best = np.full(values.shape, points[leader]), np.maximum.reduce([*others, gained])
        leads: NDArray[np.float64] = mine - best
        return leads

    def _with(self, changes: Mapping[str, Answer]) -> tuple[Mapping[str, bool | None], dict[str, float]]:
        answers = {**self._answers, **changes}
        truths = self._changed(answers, changes)
        touched = {
            self._rules[id_].concern for id_ in self._asked(changes) if truths[id_] is not self._truths[id_]
        }
        measured, silenced = self._measured, self._silenced
        if changes.keys() & DEPENDS_ON and self._measurements:
            measured, silenced = self._measure(answers)
            touched |= {concern for concern, _ in silenced ^ self._silenced}
        return truths, self._total(truths, measured, silenced, touched)

    def _asked(self, changes: Mapping[str, Answer]) -> set[str]:
        """The rules that depend on any of the changed answers."""
        return {id_ for key in changes for id_ in self._speaking.get(key, ())}

    def _changed(
        self, answers: Mapping[str, Answer], changes: Mapping[str, Answer]
    ) -> Mapping[str, bool | None]:
        asked = self._asked(changes)
        if not asked:
            return self._truths
        return {
            **self._truths,
            **{id_: truth_of(self._rules[id_], answers, self._knowledge) for id_ in asked},
        }

    def _removals(self, truths: Mapping[str, bool | None]) -> frozenset[tuple[str, str]]:
        return frozenset((rule.id, name) for rule in self._vetoes if truths[rule.id] for name in rule.vetoes)

    def _total(
        self,
        truths: Mapping[str, bool | None],
        measured: Mapping[str, Mapping[str, float]],
        silenced: frozenset[tuple[str, str]],
        touched: Set[str],
    ) -> dict[str, float]:
        """Each framework's points; only the concerns that are touched are added up again."""
        totals = {
            name: [measured.get(concern, {}).get(name, 0.0) for concern in self._weights]
            for name in self._knowledge.frameworks
        }
        for concern in self._weights:
            points = self._concern(concern, truths, silenced) if concern in touched else self._points[concern]
            for name, value in points.items():
                totals[name].append(value)
        return {name: math.fsum(values) for name, values in totals.items()}

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
