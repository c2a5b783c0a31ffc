"""A small world to decide in: a few questions, two concerns or more, rules made to order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from advisor.decision.conditions import Condition, Lists
from advisor.decision.rules import Knowledge, Rule, Strength
from advisor.evidence.records import Comparison, DeviceKind, Machine, Measurement, Parity, Task
from advisor.needs.model import Answer, Needs
from advisor.needs.questions import Choice, Concern, Question, Questionnaire

TODAY = date(2026, 11, 24)
CONCERNS = ("deployment", "ecosystem", "team", "training_speed", "inference_speed", "footprint")

#: Fires when the open question `flags` names the flag.


def flag(name: str) -> Condition:
    return Lists("flags", "has_any", (name,))


def questionnaire() -> Questionnaire:
    words = tuple(Choice(f"f{number}", f"Flag {number}", 0.4) for number in range(12))
    questions = [
        Question("flags", "S", "Which?", "Because.", "list", True, words),
        Question(
            "stage", "S", "Stage?", "Because.", "choice", True, (Choice("a", "A", 0.5), Choice("b", "B", 0.5))
        ),
        Question(
            "team",
            "S",
            "Team?",
            "Because.",
            "levels",
            False,
            (Choice("pytorch", "P", 0), Choice("tensorflow", "T", 0)),
        ),
        Question(
            "python",
            "S",
            "Python?",
            "Because.",
            "version",
            True,
            (Choice("3.9", "", 0.5), Choice("3.14", "", 0.5)),
        ),
        Question("libraries", "S", "Libraries?", "Because.", "open-list", True, ()),
        Question(
            "train_on",
            "S",
            "Train?",
            "Because.",
            "list",
            False,
            (Choice("cpu", "", 0.5), Choice("nvidia", "", 0.5)),
        ),
    ]
    return Questionnaire(
        {question.id: question for question in questions},
        {concern: Concern(concern, concern, "no", "yes") for concern in CONCERNS},
    )


def rule(
    id_: str,
    favours: str = "pytorch",
    strength: Strength = "medium",
    concern: str = "deployment",
    *,
    cause: str | None = None,
    when: Condition | None = None,
    verified: bool = True,
    first_hand: bool = True,
    review_by: date = date(2027, 11, 24),
    vetoes: tuple[str, ...] = (),
    fallback: bool = False,
) -> Rule:
    return Rule(
        id=id_,
        concern=concern,
        cause=cause or id_,
        favours=favours,
        strength=strength,
        vetoes=vetoes,
        when=when or flag("f0"),
        claim=f"Claim of {id_}.",
        source="https://example.org",
        source_date=date(2026, 1, 1),
        verified=verified,
        first_hand=first_hand,
        review_by=review_by,
        fallback="measurement" if fallback else None,
        cases=(),
        origin="shipped",
        place="test:1",
    )


def knowledge(rules: Iterable[Rule], frameworks: tuple[str, ...] = ("pytorch", "tensorflow")) -> Knowledge:
    return Knowledge(
        frameworks=frameworks,
        questionnaire=questionnaire(),
        derived={},
        rules={entry.id: entry for entry in rules},
        workloads=(),
        libraries={},
        digest="",
        files=(),
    )


def needs(importance: Mapping[str, float | None] | None = None, **answers: Answer) -> Needs:
    return Needs("a project", {"flags": ("f0",), **answers}, importance or {})


def measurement(
    ratio: float,
    spread: float = 1.1,
    task: Task = "train",
    device: DeviceKind = "cpu",
    milliseconds: float = 100.0,
    batch: int = 32,
) -> Measurement:
    """A row in which TensorFlow takes `ratio` of PyTorch's time, known to a factor of `spread`."""
    comparison = Comparison(
        kind="best",
        pytorch="eager",
        tensorflow="function",
        ratio=ratio,
        low=ratio / spread,
        high=ratio * spread,
        launches=3,
        quartets=9,
        verdict="inconclusive",
        stopped="done",
        values=((math.log(ratio),) * 3,) * 3,
        pytorch_ms=milliseconds,
        tensorflow_ms=milliseconds * ratio,
    )
    return Measurement(
        workload="cnn",
        size={},
        task=task,
        batch=batch,
        device=device,
        device_name="a device",
        machine=Machine(id="m", name="lab", system="Linux", processor="p", cores=2, memory_gib=8),
        builds=(),
        taken=datetime(2026, 11, 24, tzinfo=UTC),
        threads=2,
        precision="float32",
        seed=1,
        code="c",
        parity=Parity(ok=True, max_difference=0, tolerance=1e-4),
        modes=(),
        comparisons=(comparison,),
        command="advisor probe",
    )


def swapped(entry: Rule) -> Rule:
    """The same rule for the other side."""
    other = {"pytorch": "tensorflow", "tensorflow": "pytorch"}
    return replace(
        entry, favours=other[entry.favours], vetoes=tuple(other[framework] for framework in entry.vetoes)
    )
