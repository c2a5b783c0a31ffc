"""Parts of made-up reports, one call each."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from advisor.evidence.records import Comparison, FrameworkBuild, Machine
from advisor.report.model import (
    ChangePart,
    ConcernPart,
    ContributionPart,
    FlipPart,
    FrameworkPart,
    MeasurementPart,
    VerdictName,
    VetoPart,
)

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
COMMAND = "advisor recommend needs.yaml --budget quick"


def contribution(id_: str, points: dict[str, float], **changes: Any) -> ContributionPart:
    values: dict[str, Any] = {
        "id": id_,
        "kind": "rule",
        "concern": "deployment",
        "points": points,
        "claim": f"Claim of {id_}.",
        "source": f"https://example.org/{id_}",
        "source_date": date(2026, 1, 15),
        "review_by": date(2027, 3, 1),
        "expired": False,
        "origin": "shipped",
    }
    return ContributionPart(**{**values, **changes})


def measurement(**changes: Any) -> MeasurementPart:
    machine = Machine(id="m", name="bench-1", system="Linux 6.1", processor="CPU", cores=2, memory_gib=8)
    builds = tuple(
        FrameworkBuild(framework=name, version=version, build="cpu", python="3.11.7")
        for name, version in (("pytorch", "2.13.0"), ("tensorflow", "2.21.0"))
    )
    values: dict[str, Any] = {
        "workload": "cnn",
        "size": {},
        "task": "train",
        "batch": 32,
        "device": "cpu",
        "device_name": "AVX2",
        "machine": machine,
        "builds": builds,
        "taken": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
        "origin": "stored",
        "counts": True,
        "why_not": "",
        "threads": 2,
        "precision": "float32",
        "seed": 0,
        "code": "c",
        "parity": None,
        "modes": (),
        "comparisons": (met(),),
        "notes": (),
        "command": COMMAND,
    }
    return MeasurementPart(**{**values, **changes})


def met(**changes: Any) -> Comparison:
    values: dict[str, Any] = {
        "kind": "best",
        "pytorch": "eager",
        "tensorflow": "function",
        "ratio": 1.42,
        "low": 1.31,
        "high": 1.54,
        "launches": 3,
        "quartets": 24,
        "verdict": "pytorch-faster",
        "stopped": "decided",
        "values": ((0.35,),),
        "pytorch_ms": 12.5,
        "tensorflow_ms": 17.75,
    }
    return Comparison(**{**values, **changes})


def flip(key: str, to: object, kind: str = "clear", framework: str | None = "tensorflow") -> FlipPart:
    change = ChangePart(key=key, from_=None, to=to, changeable=True)
    return FlipPart(effect="flips", changes=(change,), verdict=VerdictName(kind=kind, framework=framework))


def option(id_: str, points: float, *vetoes: VetoPart) -> FrameworkPart:
    return FrameworkPart(id=id_, feasible=not vetoes, points=points, vetoes=vetoes)


def concern(id_: str, importance: float, sure: Any, points: dict[str, float]) -> ConcernPart:
    return ConcernPart(id=id_, importance=importance, sure=sure, weight=importance / 6, points=points)


def veto(id_: str, *raised_by: str, **changes: Any) -> VetoPart:
    values: dict[str, Any] = {
        "claim": f"It cannot {id_}.",
        "source": "https://example.org/v",
        "raised_by": raised_by,
    }
    return VetoPart(id=id_, **{**values, **changes})
