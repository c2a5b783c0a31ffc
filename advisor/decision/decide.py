"""One decision, from needs, measurements and rules to a verdict with all that led to it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from advisor.decision.explanation import Story
from advisor.decision.measured import Evidence, Reading, expected_value, read_measurements
from advisor.decision.outcome import Contribution, Decision, Lead, Threshold, Warned, Weight
from advisor.decision.outside import Outsider, outside_of, warnings_of
from advisor.decision.rules import Knowledge
from advisor.decision.sampling import Draws, draw
from advisor.decision.scoring import (
    OTHER_SCALES,
    SCALE,
    ActiveRule,
    Scale,
    Screening,
    by_concern,
    expected_points,
    is_expired,
    screen_rules,
)
from advisor.decision.thresholds import importance_thresholds, ratio_thresholds
from advisor.decision.verdict import Standing, judge, judge_by_veto, standing
from advisor.decision.weights import weigh
from advisor.decision.worlds import World
from advisor.evidence.records import Measurement
from advisor.needs.model import Needs

DRAWS = 10_000
SEED = 1983
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_BINS = 40


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
    """Decides.

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
    frameworks = knowledge.frameworks
    reading = read_measurements(measurements, needs.answers, wanted, frameworks=frameworks)
    screening = screen_rules(knowledge, needs.answers, reading.measured, today)
    weights = weigh(knowledge.questionnaire.concerns, needs.importance)
    rules = by_concern(screening.active)

    contributions = _contributions(knowledge, weights, rules, reading.evidence, today)
    points = {
        framework: math.fsum(entry.points[framework] for entry in contributions) for framework in frameworks
    }
    world = World(needs.answers, knowledge.questionnaire, knowledge.derived, seed, n)
    draws = draw(frameworks, weights, rules, reading.evidence, world, n=n, seed=seed)

    feasible = [
        framework for framework in frameworks if framework not in {v.framework for v in screening.vetoes}
    ]
    place = standing(points, feasible if len(feasible) > 1 else frameworks)
    rivals = [entry for entry in (feasible if len(feasible) > 1 else frameworks) if entry != place.leader]
    verdict = judge_by_veto(feasible, points) or judge(
        place,
        draws.share(place.leader, rivals),
        n,
        contributions,
        _medium_or_more(screening, reading),
        _scales_agree(place, rivals, weights, rules, reading.evidence),
    )
    outsiders = outside_of(knowledge.outsiders, needs.answers, knowledge.derived)
    story = Story(
        verdict, place, contributions, screening.vetoes, knowledge.questionnaire.concerns, needs.answers
    )
    return Decision(
        verdict=verdict,
        points=points,
        vetoes=screening.vetoes,
        weights=weights,
        concern_points={
            weight.concern: {
                framework: math.fsum(
                    c.points[framework] for c in contributions if c.concern == weight.concern
                )
                for framework in frameworks
            }
            for weight in weights
        },
        contributions=contributions,
        rows=reading.uses,
        lead=_lead(draws, place.leader, rivals),
        fired=tuple(sorted(entry.rule.id for entry in screening.active if entry.fires))
        + tuple(sorted({veto.rule for veto in screening.vetoes})),
        expired=screening.expired,
        outside=tuple(entry.id for entry in outsiders),
        warnings=_warnings(needs, knowledge, outsiders, screening, reading, weights),
        summary=(*(entry.sentence for entry in outsiders), *story.summary()),
        other_side=story.other_side(),
        thresholds=()
        if verdict.decided_by == "veto" or verdict.kind == "infeasible"
        else _thresholds(place, knowledge, weights, rules, reading.evidence, today),
    )


def _thresholds(
    place: Standing,
    knowledge: Knowledge,
    weights: Sequence[Weight],
    rules: Mapping[str, Sequence[ActiveRule]],
    evidence: Sequence[Evidence],
    today: date,
) -> tuple[Threshold, ...]:
    """Where the leader's lead over the runner-up would be gone."""
    plain = [replace(weight, weight=1.0) for weight in weights]
    leads = dict.fromkeys((weight.concern for weight in weights), 0.0)
    for entry in _contributions(knowledge, plain, rules, evidence, today):
        leads[entry.concern] += entry.points[place.leader] - entry.points[place.runner_up]
    sides = {place.leader: 1.0, place.runner_up: -1.0}
    return (
        *importance_thresholds(weights, leads),
        *ratio_thresholds(weights, leads, evidence, sides),
    )


def _contributions(
    knowledge: Knowledge,
    weights: Sequence[Weight],
    rules: Mapping[str, Sequence[ActiveRule]],
    evidence: Sequence[Evidence],
    today: date,
) -> tuple[Contribution, ...]:
    """The exact points of every rule that fires and of every measured concern."""
    entries: list[Contribution] = []
    nothing = dict.fromkeys(knowledge.frameworks, 0.0)
    for weight in weights:
        fired = rules.get(weight.concern, ())
        worth = expected_points(fired)
        for active in fired:
            rule = active.rule
            if rule.id not in worth:
                continue
            entries.append(
                Contribution(
                    id=rule.id,
                    kind="rule",
                    concern=rule.concern,
                    points={**nothing, rule.favours: weight.weight * worth[rule.id]},
                    claim=rule.claim,
                    source=rule.source,
                    source_date=rule.source_date,
                    review_by=rule.review_by,
                    expired=is_expired(rule, today),
                    origin=rule.origin,
                )
            )
        for seen in evidence:
            if seen.concern != weight.concern or not seen.rows:
                continue
            gain = weight.weight * expected_value(seen.x, seen.sigma, SCALE["strong"])
            entries.append(
                Contribution(
                    id=f"measured:{seen.stream}",
                    kind="measurement",
                    concern=seen.concern,
                    points={**nothing, seen.framework: gain},
                    claim=seen.claim,
                    source=seen.source,
                    source_date=seen.taken or today,
                    review_by=None,
                    expired=False,
                    origin=seen.machine,
                )
            )
    return tuple(entries)


def _medium_or_more(screening: Screening, reading: Reading) -> frozenset[str]:
    strong = {entry.rule.id for entry in screening.active if entry.level != "weak"}
    return frozenset(strong | {f"measured:{seen.stream}" for seen in reading.evidence if seen.rows})


def _scales_agree(
    place: Standing,
    rivals: Sequence[str],
    weights: Sequence[Weight],
    rules: Mapping[str, Sequence[ActiveRule]],
    evidence: Sequence[Evidence],
) -> bool:
    """Whether the winner stays the winner when strengths are spaced otherwise."""
    return all(_lead_on(scale, place, rivals, weights, rules, evidence) > 0 for scale in OTHER_SCALES)


def _lead_on(
    scale: Scale,
    place: Standing,
    rivals: Sequence[str],
    weights: Sequence[Weight],
    rules: Mapping[str, Sequence[ActiveRule]],
    evidence: Sequence[Evidence],
) -> float:
    totals = dict.fromkeys([place.leader, *rivals], 0.0)
    for weight in weights:
        fired = rules.get(weight.concern, ())
        worth = expected_points(fired, scale)
        for active in fired:
            if active.rule.favours in totals:
                totals[active.rule.favours] += weight.weight * worth.get(active.rule.id, 0.0)
        for seen in evidence:
            if seen.concern == weight.concern and seen.framework in totals:
                totals[seen.framework] += weight.weight * expected_value(seen.x, seen.sigma, scale["strong"])
    return totals[place.leader] - max(totals[rival] for rival in rivals)


def _lead(draws: Draws, leader: str, rivals: Sequence[str]) -> Lead:
    lead = draws.lead(leader, rivals)
    counts, edges = np.histogram(lead, bins=_BINS)
    quantiles = np.quantile(lead, _QUANTILES)
    return Lead(
        framework=leader,
        n=draws.n,
        seed=draws.seed,
        mean=float(lead.mean()),
        quantiles={str(at): float(where) for at, where in zip(_QUANTILES, quantiles, strict=True)},
        edges=tuple(map(float, edges)),
        counts=tuple(map(int, counts)),
    )


def _warnings(
    needs: Needs,
    knowledge: Knowledge,
    outsiders: Sequence[Outsider],
    screening: Screening,
    reading: Reading,
    weights: Sequence[Weight],
) -> tuple[Warned, ...]:
    warnings = [*warnings_of(outsiders), *screening.warnings, *reading.warnings]
    if screening.expired:
        count = len(screening.expired)
        warnings.append(
            Warned(
                "expired-facts",
                f"{count} {'fact is' if count == 1 else 'facts are'} older than the review date and "
                f"count half: {', '.join(screening.expired)}",
                "Install a newer advisor, or read the sources again: advisor rules show ID",
            )
        )
    libraries = needs.answers.get("libraries", ())
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
