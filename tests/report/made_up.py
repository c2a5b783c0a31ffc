"""Reports made up for tests of their renderers: nothing in them comes from the shipped rules or a clock."""

from __future__ import annotations

from datetime import date
from typing import Any

from advisor.report.model import (
    AgendaPart,
    DisagreementPart,
    DrawsPart,
    EnvironmentPart,
    ExplanationPart,
    HistogramPart,
    MemberPart,
    NeedsPart,
    Report,
    RoundPart,
    RulesPart,
    StackPart,
    TeamPart,
    ThresholdPart,
    VerdictPart,
    WarningPart,
    WorkloadPart,
    WorthPart,
)
from tests.report.parts import COMMAND, NOW, concern, contribution, flip, measurement, met, option, veto

CLEAR = VerdictPart(
    kind="clear", framework="pytorch", decided_by="points", mode="eager", share=0.93, lead=2.5, tossup=None
)


def report(**changes: Any) -> Report:
    """A clear verdict for PyTorch, with a measurement, an expired rule and everything else once."""
    contributions = (
        contribution("team-knows", {"pytorch": 2.0}, concern="team"),
        contribution(
            "measured-training",
            {"pytorch": 0.0, "tensorflow": -0.7},
            kind="measurement",
            concern="training_speed",
            claim="Training cnn takes TensorFlow 1.4 times the time of PyTorch (cpu)",
            source=COMMAND,
            source_date=date(2026, 11, 20),
            review_by=None,
        ),
        contribution("android-runtime", {"tensorflow": 0.9}),
        contribution("old-news", {"pytorch": 0.3}, review_by=date(2026, 6, 1), expired=True),
        contribution("same-cause", {"pytorch": 0.0}, concern="team"),
    )
    values: dict[str, Any] = {
        "generated": NOW,
        "project": "Shelf scanner",
        "needs": NeedsPart(
            project="Shelf scanner",
            answers={
                "targets": ["android", "server"],
                "team": {"pytorch": 3, "tensorflow": 1},
                "stage": "product",
            },
            importance={"deployment": 4.0, "ecosystem": "unknown"},
            workload=WorkloadPart(batch=64, input=(3, 224, 224)),
            participant=None,
        ),
        "team": None,
        "verdict": CLEAR,
        "explanation": ExplanationPart(
            summary=("What speaks most is the team.", "Next comes speed."), other_side=()
        ),
        "frameworks": (option("pytorch", 2.3), option("tensorflow", 0.2)),
        "concerns": (
            concern("deployment", 4, "firm", {"pytorch": 0.3, "tensorflow": 0.9}),
            concern("team", 2, "unsure", {"pytorch": 2.0, "tensorflow": 0.0}),
            concern("training_speed", 2, "unsure", {"pytorch": 0.0, "tensorflow": -0.7}),
            concern("ecosystem", 2, "open", {}),
        ),
        "contributions": contributions,
        "measurements": (
            measurement(),
            measurement(
                task="infer",
                origin="fresh",
                taken=NOW,
                counts=False,
                why_not="the project serves on nvidia",
                comparisons=(met(kind="eager", verdict="inconclusive", launches=1),),
                noise_floor=0.04,
                notes=("the warm-up was cut short",),
            ),
            measurement(batch=1, comparisons=(), counts=False, why_not="nothing met"),
        ),
        "flips": (flip("answers.targets", ["browser"]),),
        "thresholds": (
            ThresholdPart(what="importance.team", at=0.4, now=2.0, low=None, high=None),
            ThresholdPart(what="measured:training_speed", at=0.7, now=1.42, low=1.31, high=1.54),
        ),
        "worth_knowing": (
            WorthPart(what="question", key="answers.os", value=0.4, text="Which system? (os)"),
            WorthPart(what="question", key="answers.scale", value=0.01, text="How large? (scale)"),
        ),
        "stack": (
            StackPart(
                role="export for android",
                choice="ExecuTorch",
                why="It runs exported models.",
                source="https://example.org/executorch",
                caveat="Not every operator is there.",
                source_date=date(2026, 10, 1),
            ),
        ),
        "rules": RulesPart(
            digest="0123456789abcdef", files=("team.yaml",), fired=("a", "b"), expired=("old-news",)
        ),
        "draws": DrawsPart(
            n=10000,
            seed=1983,
            framework="pytorch",
            mean=2.0,
            quantiles={"0.5": 2.0},
            histogram=HistogramPart(edges=(0.0, 1.0), counts=(10000,)),
        ),
        "baseline": None,
        "warnings": (
            WarningPart(code="left-out", text="A row was left out", remedy="Take a larger --budget"),
        ),
        "environment": EnvironmentPart(
            advisor="0.1.0",
            machine="bench-1",
            system="Linux 6.1",
            python="3.11.7",
            frameworks={"pytorch": "2.13.0"},
            command=COMMAND,
        ),
    }
    return Report(**{**values, **changes})


def bare(**changes: Any) -> Report:
    """A report in which nothing is known: no answer, measurement, reason, flip or part of a stack."""
    values: dict[str, Any] = {
        "needs": NeedsPart(
            project="Shelf scanner", answers={}, importance={}, workload=None, participant=None
        ),
        "verdict": TOSS_UP,
        "explanation": ExplanationPart(summary=(), other_side=()),
        "frameworks": (option("pytorch", 0.0), option("tensorflow", 0.0)),
        **dict.fromkeys(
            (
                "concerns",
                "contributions",
                "measurements",
                "flips",
                "thresholds",
                "worth_knowing",
                "stack",
                "warnings",
            ),
            (),
        ),
    }
    return report(**{**values, **changes})


TOSS_UP = VerdictPart(
    kind="toss-up", framework=None, decided_by=None, mode=None, share=0.53, lead=0.0, tossup="no-evidence"
)
CONFLICT = TOSS_UP.model_copy(update={"tossup": "conflict", "lead": 0.4})
LEAN = CLEAR.model_copy(update={"kind": "lean", "share": 0.71, "mode": None})
INFEASIBLE = TOSS_UP.model_copy(update={"kind": "infeasible", "tossup": None, "decided_by": "veto"})
BY_VETO = CLEAR.model_copy(update={"decided_by": "veto", "mode": None, "share": 1.0})


def by_veto() -> Report:
    """PyTorch, because a requirement that two people raised rules TensorFlow out."""
    return report(
        verdict=BY_VETO,
        frameworks=(option("pytorch", 2.3), option("tensorflow", 0.2, veto("fly", "Ana", "Ben"))),
    )


def infeasible() -> Report:
    """Each option is ruled out."""
    return report(
        verdict=INFEASIBLE,
        frameworks=(option("pytorch", 2.3, veto("swim")), option("tensorflow", 0.2, veto("fly", "Ana"))),
        measurements=(),
    )


def team() -> TeamPart:
    return TeamPart(
        members=(
            MemberPart(name="Ana", role="lead", weight=2, lead=1.5, framework="pytorch"),
            MemberPart(name="Ben", role="mobile", weight=1, lead=-0.8, framework="tensorflow"),
            MemberPart(name="Cem", role="", weight=1, lead=0.1, framework=None),
        ),
        disagreements=(
            DisagreementPart(
                key="answers.targets",
                who={"[server]": ("Ana", "Cem"), "[android, ios]": ("Ben",)},
                value=0.6,
                swing=1.4,
                counted="[server]",
                matters=True,
                furthest=("Ana", "Ben"),
                text="Where does it run? As Ben sees it, TensorFlow would be named",
            ),
            DisagreementPart(
                key="importance.team",
                kind="importance",
                who={"1": ("Ana",), "4": ("Ben",)},
                value=0.0,
                swing=0.2,
                counted="2.5",
                furthest=("Ana", "Ben"),
                text="How much weight for skills? You disagree here, and it does not matter for the outcome",
            ),
        ),
        split=True,
        median_lead=0.1,
        agenda=(
            AgendaPart(minutes=4, topic="Where we stand", text="The team is split"),
            AgendaPart(minutes=26, topic="targets", text="Where does it run", first=("Ana", "Ben")),
        ),
        before=(RoundPart(round=1, kind="toss-up", framework=None, leader="pytorch", share=0.55, lead=0.2),),
    )
