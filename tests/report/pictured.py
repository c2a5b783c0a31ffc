"""A made-up report with the data for every picture; its points, weights and lead agree with one another."""

from __future__ import annotations

from typing import Any

from advisor.evidence.records import ModeFigure
from advisor.report.model import (
    AgendaPart,
    ConcernPart,
    DisagreementPart,
    DrawsPart,
    HistogramPart,
    MemberPart,
    Report,
    RoundPart,
    TeamPart,
    ThresholdPart,
)
from tests.report import made_up
from tests.report.parts import COMMAND, NOW, contribution, measurement, met, option

#: Importance, sureness, and the points of both at weight 1.
_CONCERNS: dict[str, tuple[float, Any, float, float]] = {
    "data": (2, "unsure", 0.0, 0.95),
    "deployment": (5, "firm", 0.5, 4.2),
    "development": (3, "firm", 2.1, 0.4),
    "ecosystem": (4, "firm", 3.6, 0.0),
    "footprint": (0, "firm", 0.0, 0.0),
    "hardware": (2, "unsure", 0.0, 0.0),
    "inference_speed": (3, "firm", 0.0, -1.4),
    "longevity": (2, "open", 0.6, 0.6),
    "portability": (2, "unsure", 0.8, 0.0),
    "scale": (1, "firm", 0.4, 0.0),
    "team": (3, "firm", 3.8, 0.2),
    "training_speed": (4, "firm", 0.0, 2.3),
}
_MEASURED = ("inference_speed", "training_speed")
MEASURED: dict[str, Any] = {"kind": "measurement", "source": COMMAND, "review_by": None, "origin": "bench-1"}


def concerns() -> tuple[ConcernPart, ...]:
    mean = sum(entry[0] for entry in _CONCERNS.values()) / len(_CONCERNS)
    found = []
    for name, (importance, sure, pytorch, tensorflow) in _CONCERNS.items():
        weight = min(1.0, 0.4 * importance / mean)
        points = {"pytorch": weight * pytorch, "tensorflow": weight * tensorflow}
        found.append(ConcernPart(id=name, importance=importance, sure=sure, weight=weight, points=points))
    return tuple(found)


def report(**changes: Any) -> Report:
    """A lean verdict for PyTorch of a split team, measured on this machine."""
    weighed = concerns()
    contributions = tuple(
        contribution(
            f"{entry.id}-{framework}",
            {framework: points},
            concern=entry.id,
            **(MEASURED if entry.id in _MEASURED else {}),
        )
        for entry in weighed
        for framework, points in entry.points.items()
        if points
    )
    totals = {name: sum(entry.points[name] for entry in weighed) for name in ("pytorch", "tensorflow")}
    lead = totals["pytorch"] - totals["tensorflow"]
    verdict = made_up.LEAN.model_copy(update={"lead": lead, "share": 0.78, "mode": "compile"})
    values: dict[str, Any] = {
        "verdict": verdict,
        "frameworks": tuple(option(name, points) for name, points in totals.items()),
        "concerns": weighed,
        "contributions": contributions,
        "measurements": measurements(),
        "thresholds": (
            ThresholdPart(what="importance.ecosystem", at=1.33, now=4, low=None, high=None),
            *made_up.report().thresholds[1:],
        ),
        "draws": draws(),
        "team": team(),
    }
    return made_up.report(**{**values, **changes})


def draws() -> DrawsPart:
    """A lead that is spread around 1.3 points, with a fifth of it below 0."""
    counts = (3, 9, 31, 80, 160, 310, 540, 800, 1090, 1330, 1420, 1330, 1080, 780, 520, 300, 140, 55, 18, 4)
    edges = tuple(-4.0 + 0.55 * place for place in range(len(counts) + 1))
    quantiles = {"0.05": -1.6, "0.25": 0.2, "0.5": 1.31, "0.75": 2.6, "0.95": 4.1}
    return DrawsPart(
        n=10000,
        seed=1983,
        framework="pytorch",
        mean=1.34,
        quantiles=quantiles,
        histogram=HistogramPart(edges=edges, counts=counts),
    )


def modes() -> tuple[ModeFigure, ...]:
    return (
        mode("pytorch", "eager", median_ms=210.0, first_call_s=0.5),
        mode("pytorch", "compile", median_ms=150.0, first_call_s=24.2, break_even_steps=395.0),
        mode("tensorflow", "eager", median_ms=260.0, first_call_s=0.9),
        mode("tensorflow", "function", median_ms=231.0, first_call_s=3.1, break_even_steps=75.9),
        ModeFigure(framework="tensorflow", mode="xla", status="failed", reason="no kernel"),
    )


def mode(framework: str, name: str, **figures: float) -> ModeFigure:
    return ModeFigure(framework=framework, mode=name, status="ok", **figures)


def measurements() -> tuple[Any, ...]:
    return (
        measurement(
            modes=modes(),
            comparisons=(
                met(pytorch="compile", ratio=1.54, low=1.43, high=1.66, pytorch_ms=150, tensorflow_ms=231),
                met(kind="eager", ratio=1.23, low=1.02, high=1.49, verdict="inconclusive"),
                met(kind="one-thread", ratio=1.01, low=0.98, high=1.04, verdict="equal"),
            ),
            noise_floor=0.03,
        ),
        measurement(
            task="infer",
            batch=1,
            origin="fresh",
            taken=NOW,
            comparisons=(met(ratio=0.62, low=0.55, high=0.7, verdict="tensorflow-faster"),),
        ),
        measurement(
            workload="transformer",
            precision="bfloat16",
            counts=False,
            why_not="the project serves on nvidia",
            comparisons=(met(ratio=2.7, low=2.3, high=3.1, launches=2),),
        ),
    )


def team() -> TeamPart:
    """Five people who disagree, on what matters and on what does not."""
    members = (
        member("Ana", "research", 2.9, "pytorch", ecosystem=5, deployment=2, team=4, development=5),
        member("Ben", "mobile", -1.8, "tensorflow", ecosystem=1, deployment=5, team=2, training_speed=3),
        member("Chloé", "platform", 0.7, "pytorch", ecosystem=4, deployment=5, team=3, scale=1),
        member("Dmitri", "data", 1.1, "pytorch", ecosystem=4, deployment=5, team=3, training_speed=5),
        member("Eun-ji", "lead", 0.0, None, ecosystem=4, deployment=4.5, team=3, longevity="unknown"),
    )
    return TeamPart(
        members=members,
        disagreements=(
            DisagreementPart(
                key="importance.ecosystem",
                who={"5": ("Ana",), "4": ("Chloé", "Dmitri", "Eun-ji"), "1": ("Ben",)},
                value=0.8,
                kind="importance",
                counted="3.6",
                matters=True,
                furthest=("Ana", "Ben"),
                swing=2.4,
                text="How much weight for models, papers and libraries? As Ben sees it, TensorFlow would be named",
            ),
            DisagreementPart(
                key="answers.targets",
                who={"[server]": ("Ana",), "[android, server]": ("Ben", "Chloé")},
                value=0.0,
                counted="[android, server]",
                swing=0.3,
                furthest=("Ana", "Ben"),
                text="Where does it run? You disagree here, and it does not matter for the outcome",
            ),
        ),
        split=True,
        median_lead=0.7,
        agenda=(
            AgendaPart(
                minutes=10,
                topic="Importance of ecosystem",
                text="Ana and Ben explain first",
                first=("Ana", "Ben"),
            ),
            AgendaPart(minutes=5, topic="Close", text="Answer again and look at the verdict"),
        ),
        before=(
            RoundPart(round=1, kind="toss-up", framework=None, leader="tensorflow", share=0.58, lead=0.4),
        ),
    )


def member(name: str, role: str, lead: float, framework: str | None, **importance: Any) -> MemberPart:
    return MemberPart(name=name, role=role, weight=1, lead=lead, framework=framework, importance=importance)
