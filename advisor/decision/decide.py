"""One decision, from needs, measurements and rules to a verdict with all that led to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from advisor.decision.explanation import Story
from advisor.decision.outcome import Decision, Lead, Threshold, Verdict, Warned
from advisor.decision.outside import Outsider, outside_of, warnings_of
from advisor.decision.rules import Knowledge
from advisor.decision.sampling import Sampler
from advisor.decision.stack import bridge_of
from advisor.decision.thresholds import importance_thresholds, overtaking, ratio_thresholds
from advisor.decision.weighing import Weighing
from advisor.evidence.records import Measurement
from advisor.needs.model import Needs

DRAWS = 10_000
SEED = 1983
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_BINS = 40
#: A histogram is no narrower: what differs by less is rounding.
_NARROWEST = 1e-6


def decide(
    needs: Needs,
    measurements: Sequence[Measurement],
    knowledge: Knowledge,
    today: date,
    *,
    wanted: frozenset[str] = frozenset(),
    n: int = DRAWS,
    seed: int = SEED,
) -> Decision:
    """Decides once; who decides again and again keeps a `Decider`.

    Args:
        needs: What is known of the project.
        measurements: Rows of any machine and device; each speaks only for its kind of device.
        knowledge: Rules, questions and concerns.
        today: For facts that have expired.
        wanted: Concerns that the project would want measured; where they are not, the result is wider.
        n: Number of draws.
        seed: Of all random numbers.

    Returns:
        The verdict and its reasons; the contributions sum to each framework's points exactly.
    """
    return Decider(knowledge, today, n=n, seed=seed).decide(needs, measurements, wanted)


class Decider:
    """Decides on projects by the same knowledge, and remembers draws that two decisions have in common.

    Args:
        knowledge: Rules, questions and concerns.
        today: For facts that have expired.
        n: Number of draws.
        seed: Of all random numbers.
    """

    def __init__(self, knowledge: Knowledge, today: date, *, n: int = DRAWS, seed: int = SEED) -> None:
        self._knowledge = knowledge
        self._today = today
        self._sampler = Sampler(knowledge, n, seed)

    def decide(
        self, needs: Needs, measurements: Sequence[Measurement], wanted: frozenset[str] = frozenset()
    ) -> Decision:
        """The verdict with all that led to it."""
        knowledge = self._knowledge
        weighing = self._weigh(needs, measurements, wanted)
        verdict, place = weighing.verdict, weighing.place
        by_points = verdict.decided_by != "veto" and verdict.kind != "infeasible"
        leads = weighing.leads_by_concern() if by_points else {}
        outsiders = outside_of(knowledge.outsiders, needs.answers, knowledge.derived)
        story = Story(
            verdict=verdict,
            place=place,
            points=weighing.points,
            contributions=weighing.contributions,
            vetoes=weighing.screening.vetoes,
            concerns=knowledge.questionnaire.concerns,
            answers=needs.answers,
            called=knowledge.called,
            outside=tuple(entry.sentence for entry in outsiders),
            overtaking=overtaking(weighing.weights, leads) if by_points else {},
            scales_agree=by_points and weighing.scales_agree,
            bridge=bridge_of(knowledge.stack, verdict, needs.answers, knowledge.derived),
        )
        return Decision(
            verdict=verdict,
            points=weighing.points,
            vetoes=weighing.screening.vetoes,
            weights=weighing.weights,
            concern_points={
                weight.concern: {
                    framework: math.fsum(
                        entry.points[framework]
                        for entry in weighing.contributions
                        if entry.concern == weight.concern
                    )
                    for framework in knowledge.frameworks
                }
                for weight in weighing.weights
            },
            contributions=weighing.contributions,
            rows=weighing.reading.uses,
            lead=_lead(weighing),
            fired=tuple(sorted(entry.rule.id for entry in weighing.screening.active if entry.fires))
            + tuple(sorted({veto.rule for veto in weighing.screening.vetoes})),
            expired=weighing.screening.expired,
            outside=tuple(entry.id for entry in outsiders),
            warnings=_warnings(weighing, knowledge, outsiders),
            summary=story.summary(),
            other_side=story.other_side(),
            thresholds=_thresholds(weighing, leads) if by_points else (),
        )

    def verdict(
        self, needs: Needs, measurements: Sequence[Measurement], wanted: frozenset[str] = frozenset()
    ) -> Verdict:
        """The verdict alone, by the same full evaluation."""
        return self._weigh(needs, measurements, wanted).verdict

    def points_at_full_weight(
        self, needs: Needs, measurements: Sequence[Measurement], wanted: frozenset[str] = frozenset()
    ) -> dict[str, dict[str, float]]:
        """Points by concern and framework, were each concern's weight 1."""
        return self._weigh(needs, measurements, wanted).points_at_full_weight()

    def _weigh(self, needs: Needs, measurements: Sequence[Measurement], wanted: frozenset[str]) -> Weighing:
        return Weighing(needs, measurements, self._knowledge, self._today, wanted, self._sampler)


def _thresholds(weighing: Weighing, leads: dict[str, float]) -> tuple[Threshold, ...]:
    """Where the leader's lead over the runner-up would be gone."""
    sides = {weighing.place.leader: 1.0, weighing.place.runner_up: -1.0}
    return (
        *importance_thresholds(weighing.weights, leads),
        *ratio_thresholds(weighing.weights, leads, weighing.reading.evidence, sides),
    )


def _lead(weighing: Weighing) -> Lead:
    draws = weighing.draws
    lead = draws.lead(weighing.place.leader, weighing.rivals)
    low, high = float(lead.min()), float(lead.max())
    if high - low < _NARROWEST:
        low, high = (low + high - 1) / 2, (low + high + 1) / 2
    counts, edges = np.histogram(lead, bins=_BINS, range=(low, high))
    quantiles = np.quantile(lead, _QUANTILES)
    return Lead(
        framework=weighing.place.leader,
        n=draws.n,
        seed=draws.seed,
        mean=float(lead.mean()),
        quantiles={str(at): float(where) for at, where in zip(_QUANTILES, quantiles, strict=True)},
        edges=tuple(map(float, edges)),
        counts=tuple(map(int, counts)),
    )


def _warnings(weighing: Weighing, knowledge: Knowledge, outsiders: Sequence[Outsider]) -> tuple[Warned, ...]:
    screening, weights = weighing.screening, weighing.weights
    warnings = [*warnings_of(outsiders), *screening.warnings, *weighing.reading.warnings]
    if screening.expired:
        count = len(screening.expired)
        warnings.append(
            Warned(
                "expired-facts",
                f"{'1 fact is' if count == 1 else f'{count} facts are'} older than the review date and "
                f"{'counts' if count == 1 else 'count'} half: {', '.join(screening.expired)}",
                "Install a newer advisor, or read the sources again: advisor rules show ID",
            )
        )
    libraries = weighing.needs.answers.get("libraries", ())
    unknown = [name for name in libraries if isinstance(libraries, tuple) and name not in knowledge.libraries]
    if unknown:
        warnings.append(
            Warned(
                "unknown-library",
                f"Nothing is known of {', '.join(unknown)}",
                "Check which framework it needs; a rule of your own can say so: --rules DIR",
            )
        )
    if weights and all(weight.weight == 0 for weight in weights):
        warnings.append(
            Warned(
                "no-weights",
                "Every importance is 0, so no reason counts",
                "Give one concern an importance above 0",
            )
        )
    return tuple(warnings)
