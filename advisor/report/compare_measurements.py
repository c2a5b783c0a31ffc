"""The same row of measurements in two results: its ratio then and now, and whether they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from advisor.evidence.records import Comparison, ComparisonKind
from advisor.report.compare_model import RatioPart, RowPart
from advisor.report.model import MeasurementPart

_KINDS: tuple[ComparisonKind, ...] = ("best", "eager", "one-thread")
_Met = tuple[MeasurementPart, Comparison]


def compared_rows(then: Sequence[MeasurementPart], now: Sequence[MeasurementPart]) -> tuple[RowPart, ...]:
    """Pairs the rows of two results.

    Rows are the same if workload, size, task, batch, device, precision and the frameworks are. Where a result
    has a row more than once, those of one machine meet first.
    """
    before, after = _grouped(then), _grouped(now)
    return tuple(
        part
        for key in dict.fromkeys([*before, *after])
        for one, other in _paired(before.get(key, []), after.get(key, []))
        for part in _parts(one, other)
    )


def _grouped(rows: Sequence[MeasurementPart]) -> dict[str, list[MeasurementPart]]:
    found: dict[str, list[MeasurementPart]] = {}
    for row in rows:
        parts = (row.workload, row.size, row.task, row.batch, row.device, row.precision, row.other)
        found.setdefault(json.dumps(parts, sort_keys=True), []).append(row)
    return found


def _paired(
    then: Sequence[MeasurementPart], now: Sequence[MeasurementPart]
) -> Iterator[tuple[MeasurementPart | None, MeasurementPart | None]]:
    left = list(now)
    alone: list[MeasurementPart] = []
    for row in then:
        same = next((other for other in left if other.machine.id == row.machine.id), None)
        if same is None:
            alone.append(row)
        else:
            left.remove(same)
            yield row, same
    for row in alone:
        yield row, left.pop(0) if left else None
    for row in left:
        yield None, row


def _parts(one: MeasurementPart | None, other: MeasurementPart | None) -> Iterator[RowPart]:
    row = one or other
    if row is None:
        return
    for kind in _KINDS:
        then, now = _met(one, kind), _met(other, kind)
        if then is None and now is None:
            continue
        yield RowPart(
            workload=row.workload,
            size=row.size,
            task=row.task,
            batch=row.batch,
            device=row.device,
            precision=row.precision,
            other=row.other,
            kind=kind,
            then=None if then is None else _ratio(*then),
            now=None if now is None else _ratio(*now),
            differs=None if then is None or now is None else _apart(then[1], now[1]),
            remarks=() if then is None or now is None else tuple(_remarks(then[0], now[0])),
        )


def _met(row: MeasurementPart | None, kind: ComparisonKind) -> _Met | None:
    found = next((met for met in row.comparisons if met.kind == kind), None) if row is not None else None
    return None if row is None or found is None else (row, found)


def _apart(one: Comparison, other: Comparison) -> bool:
    return one.high < other.low or other.high < one.low


def _ratio(row: MeasurementPart, met: Comparison) -> RatioPart:
    return RatioPart(
        ratio=met.ratio,
        low=met.low,
        high=met.high,
        verdict=met.verdict,
        pytorch=met.pytorch,
        tensorflow=met.tensorflow,
        machine=row.machine.name,
        machine_id=row.machine.id,
        taken=row.taken,
        versions={build.framework: build.version for build in row.builds},
        threads=row.threads,
        code=row.code,
        counts=row.counts,
    )


def _remarks(then: MeasurementPart, now: MeasurementPart) -> Iterator[str]:
    """What else is not the same, so that a difference may come from it."""
    if then.taken == now.taken and then.machine.id == now.machine.id:
        yield "the same measurement"
        return
    if then.machine.id != now.machine.id:
        yield f"another machine: {then.machine.name}, now {now.machine.name}"
    before, after = ({build.framework: build.version for build in row.builds} for row in (then, now))
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield f"{name} {before.get(name, 'unknown')}, now {after.get(name, 'unknown')}"
    if then.threads != now.threads:
        yield f"{then.threads} threads, now {now.threads}"
    if then.code != now.code:
        yield "other probe code"
