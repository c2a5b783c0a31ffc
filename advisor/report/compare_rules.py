"""Which rules came, went, expired, were rewritten, or count for more or less than they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from advisor.report.compare_model import RuleChange, RulePart, RulesPart
from advisor.report.model import Report

_EXACT = 1e-9


@dataclass(frozen=True)
class _Spoken:
    """A rule as it spoke in one result, in all its concerns together."""

    kind: Literal["rule", "veto"]
    claim: str
    source: str
    source_date: date | None
    review_by: date | None
    expired: bool
    points: Mapping[str, float]


def compared_rules(then: Report, now: Report) -> RulesPart:
    """Every rule that spoke in either result and has changed, by id."""
    before, after = _spoken(then), _spoken(now)
    found = []
    for id_ in sorted({*before, *after}):
        one, other = before.get(id_), after.get(id_)
        shown = other or one
        if shown is None or not (changes := _changes(one, other)):
            continue
        found.append(
            RulePart(
                id=id_,
                kind=shown.kind,
                changes=changes,
                claim=shown.claim,
                source=shown.source,
                source_date=shown.source_date,
                review_by=shown.review_by,
                then=None if one is None else dict(one.points),
                now=None if other is None else dict(other.points),
            )
        )
    return RulesPart(digest_then=then.rules.digest, digest_now=now.rules.digest, changed=tuple(found))


def _changes(one: _Spoken | None, other: _Spoken | None) -> tuple[RuleChange, ...]:
    if one is None or other is None:
        return ("came",) if one is None else ("went",)
    found: list[RuleChange] = []
    if other.expired and not one.expired:
        found.append("expired")
    texts = [(side.claim, side.source, side.source_date, side.kind) for side in (one, other)]
    if texts[0] != texts[1]:
        found.append("rewritten")
    options = {*one.points, *other.points}
    if any(abs(other.points.get(name, 0.0) - one.points.get(name, 0.0)) > _EXACT for name in options):
        found.append("points")
    return tuple(found)


def _spoken(report: Report) -> dict[str, _Spoken]:
    found: dict[str, _Spoken] = {}
    for option in report.frameworks:
        for veto in option.vetoes:
            found[veto.id] = _Spoken(
                "veto", veto.claim, veto.source, veto.source_date, veto.review_by, veto.expired, points={}
            )
    for entry in report.contributions:
        if entry.kind != "rule":
            continue
        known = found.get(entry.id)
        points = dict(known.points) if known is not None else {}
        for name, gained in entry.points.items():
            points[name] = points.get(name, 0.0) + gained
        found[entry.id] = _Spoken(
            "rule", entry.claim, entry.source, entry.source_date, entry.review_by, entry.expired, points
        )
    return found
