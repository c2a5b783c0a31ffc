"""What a verdict rests on, from answers and measurements to points, draws and the verdict itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from advisor.decision.measured import Evidence, expected_value
from advisor.decision.outcome import Contribution, Verdict, Weight
from advisor.decision.rows import read_measurements
from advisor.decision.rules import Knowledge
from advisor.decision.sampling import Draws, Sampler
from advisor.decision.scoring import (
    OTHER_SCALES,
    SCALE,
    ActiveRule,
    Scale,
    by_concern,
    counted_with,
    expected_points,
    is_expired,
    screen_rules,
)
from advisor.decision.verdict import judge, judge_by_veto, standing
from advisor.decision.weights import weigh
from advisor.evidence.records import Measurement
from advisor.needs.model import Needs


class Weighing:
    """One project weighed; what is costly is done when it is asked for.

    Args:
        needs: What is known of the project.
        measurements: Rows of any machine and device.
        knowledge: Rules, questions and concerns.
        today: For facts that have expired.
        wanted: Concerns that the project would want measured.
        sampler: Of the same knowledge.
    """

    def __init__(
        self,
        needs: Needs,
        measurements: Sequence[Measurement],
        knowledge: Knowledge,
        today: date,
        wanted: frozenset[str],
        sampler: Sampler,
    ) -> None:
        self._sampler = sampler
        self._today = today
        self.needs = needs
        self.frameworks = frameworks = knowledge.frameworks
        self.reading = read_measurements(
            measurements, needs.answers, wanted, frameworks=frameworks, called=knowledge.called
        )
        self._disputed = needs.voices.disputed if needs.voices else {}
        self.screening = screen_rules(knowledge, needs.answers, self.reading.measured, today, self._disputed)
        self.weights = weigh(knowledge.questionnaire.concerns, needs.importance, needs.voices)
        self.rules = by_concern(self.screening.active)
        self.contributions = self._contributions(self.weights)
        self.points = {
            framework: math.fsum(entry.points[framework] for entry in self.contributions)
            for framework in frameworks
        }
        removed = {veto.framework for veto in self.screening.vetoes}
        self.feasible = [framework for framework in frameworks if framework not in removed]
        compared = self.feasible if len(self.feasible) > 1 else frameworks
        self.place = standing(self.points, compared)
        self.rivals = [framework for framework in compared if framework != self.place.leader]

    @cached_property
    def draws(self) -> Draws:
        """The points in each draw."""
        return self._sampler.draw(
            self.weights, self.rules, self.reading.evidence, self.needs.answers, self._disputed
        )

    @cached_property
    def verdict(self) -> Verdict:
        """By veto where that leaves no choice, else by points."""
        return judge_by_veto(self.feasible, self.points) or judge(
            self.place,
            self.draws.share(self.place.leader, self.rivals),
            self.draws.n,
            self.contributions,
            self._medium_or_more(),
            self.scales_agree,
        )

    @cached_property
    def scales_agree(self) -> bool:
        """Whether the winner stays the winner when strengths are spaced otherwise."""
        return all(self._lead_on(scale) > 0 for scale in OTHER_SCALES)

    def leads_by_concern(self) -> dict[str, float]:
        """The leader's points less the runner-up's, at weight 1."""
        return {
            concern: points[self.place.leader] - points[self.place.runner_up]
            for concern, points in self.points_at_full_weight().items()
        }

    def points_at_full_weight(self) -> dict[str, dict[str, float]]:
        """Points by concern and framework, were each concern's weight 1."""
        points = {weight.concern: dict.fromkeys(self.frameworks, 0.0) for weight in self.weights}
        for entry in self._contributions([replace(weight, weight=1.0) for weight in self.weights]):
            for framework, value in entry.points.items():
                points[entry.concern][framework] += value
        return points

    def _contributions(self, weights: Iterable[Weight]) -> tuple[Contribution, ...]:
        """The exact points of every rule that fires and of every measured concern."""
        return tuple(
            entry for weight in weights for entry in (*self._of_rules(weight), *self._of_measurements(weight))
        )

    def _of_rules(self, weight: Weight) -> Iterator[Contribution]:
        fired = self.rules.get(weight.concern, ())
        worth, silent = expected_points(fired), counted_with(fired)
        for rule in (active.rule for active in fired if active.rule.id in worth):
            yield Contribution(
                id=rule.id,
                kind="rule",
                concern=rule.concern,
                points=self._points(rule.favours, weight.weight * worth[rule.id]),
                claim=rule.claim,
                source=rule.source,
                source_date=rule.source_date,
                review_by=rule.review_by,
                expired=is_expired(rule, self._today),
                origin=rule.origin,
                counted_with=silent.get(rule.id, ""),
            )

    def _of_measurements(self, weight: Weight) -> Iterator[Contribution]:
        for seen in self._measured(weight.concern):
            if seen.rows:
                yield Contribution(
                    id=f"measured:{seen.stream}",
                    kind="measurement",
                    concern=seen.concern,
                    points=self._points(seen.framework, weight.weight * _worth(seen, SCALE)),
                    claim=seen.claim,
                    source=seen.source,
                    source_date=seen.taken or self._today,
                    review_by=None,
                    expired=False,
                    origin=seen.machine,
                )

    def _points(self, framework: str, points: float) -> Mapping[str, float]:
        return {**dict.fromkeys(self.frameworks, 0.0), framework: points}

    def _measured(self, concern: str) -> list[Evidence]:
        return [seen for seen in self.reading.evidence if seen.concern == concern]

    def _medium_or_more(self) -> frozenset[str]:
        strong = {entry.rule.id for entry in self.screening.active if entry.level != "weak"}
        measured = {f"measured:{seen.stream}" for seen in self.reading.evidence if seen.tells_apart}
        return frozenset(strong | measured)

    def _lead_on(self, scale: Scale) -> float:
        totals = dict.fromkeys([self.place.leader, *self.rivals], 0.0)
        for weight in self.weights:
            fired: Sequence[ActiveRule] = self.rules.get(weight.concern, ())
            worth = expected_points(fired, scale)
            for active in fired:
                if active.rule.favours in totals:
                    totals[active.rule.favours] += weight.weight * worth.get(active.rule.id, 0.0)
            for seen in self._measured(weight.concern):
                if seen.framework in totals:
                    totals[seen.framework] += weight.weight * _worth(seen, scale)
        return totals[self.place.leader] - max(totals[rival] for rival in self.rivals)


def _worth(seen: Evidence, scale: Scale) -> float:
    return expected_value(seen.x, seen.sigma, scale["strong"])
