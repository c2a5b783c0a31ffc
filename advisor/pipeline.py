"""The whole way on one page: needs + evidence + rules → decision → report.

needs.yaml ────────► needs ──►┐
probes, --probes ► evidence ─►┼─► decision ──► report ──► text, JSON
rules/*.yaml ─────► knowledge ┘
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from advisor.decision.conditions import evaluate
from advisor.decision.decide import decide
from advisor.decision.outcome import Warned
from advisor.decision.rules import Knowledge
from advisor.errors import AdvisorError
from advisor.evidence.gathering import Evidence, Wish, gather
from advisor.evidence.plan import Budget, Plan, RowPlan, device_speaks, has_tensorflow1, make_plan, rows_of
from advisor.evidence.progress import Progress
from advisor.evidence.records import ProbesFile
from advisor.evidence.store import Store, probes_file, read_probes_file
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Needs
from advisor.needs.overrides import apply_overrides
from advisor.needs.reading import read_needs_file
from advisor.paths import rules_folder, user_data_folder
from advisor.report.build import build_report
from advisor.report.model import Report

#: What the measurements of a workload speak of.
MEASURED_CONCERNS = frozenset({"training_speed", "inference_speed", "footprint"})


@dataclass(frozen=True)
class Request:
    """What a caller asks for, as the commands' options say it.

    Attributes:
        needs_files: One file; `-` is standard input. Empty where a probe needs none.
        budget: How long measuring may take.
        fresh: Measure even what is stored.
        probes_files: Measurements from elsewhere.
        interpreters: By framework, where the user named one.
        settings: `answers.KEY=VALUE` and `importance.KEY=N`.
        rules_folders: Knowledge beside the shipped one.
        command: The command line that repeats the request.
    """

    needs_files: tuple[str, ...]
    budget: Budget = "quick"
    fresh: bool = False
    probes_files: tuple[Path, ...] = ()
    interpreters: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    rules_folders: tuple[Path, ...] = ()
    command: str = "advisor"


def recommend(request: Request, progress: Progress) -> Report:
    """Recommends a framework for a project, measuring what is missing and can decide anything.

    Raises:
        AdvisorError: Something in the request or its files is wrong.
    """
    knowledge = load_knowledge((rules_folder(), *request.rules_folders))
    needs = _read_needs(request, knowledge)
    rows = _rows_of(needs, workloads_of(needs, knowledge), knowledge)
    speaking = [row for row in rows if device_speaks(needs, row.task, "cpu")]
    evidence = _gather(request, needs, speaking, progress)
    now = datetime.now(UTC).astimezone()
    decision = decide(
        needs,
        [row.measurement for row in evidence.rows],
        knowledge,
        now.date(),
        wanted=MEASURED_CONCERNS if rows else frozenset(),
    )
    return build_report(
        needs=needs,
        decision=decision,
        knowledge=knowledge,
        evidence=evidence,
        notes=[*_notes(request, needs, rows, speaking), *_unused_sizes(needs, rows)],
        generated=now,
        command=request.command,
    )


def probe(request: Request, progress: Progress) -> tuple[ProbesFile, Evidence]:
    """Measures what speaks for a project, on this machine, whatever device the project names.

    Raises:
        AdvisorError: Something in the request or its files is wrong.
    """
    needs, rows = _rows_to_probe(request)
    evidence = _gather(request, needs, rows, progress)
    now = datetime.now(UTC).astimezone()
    return probes_file((row.measurement for row in evidence.rows), now, request.command), evidence


def plan(request: Request) -> Plan:
    """Says what `probe` would measure and how long that should take."""
    needs, rows = _rows_to_probe(request)
    return make_plan(rows, request.budget, tensorflow1=has_tensorflow1(needs.answers.get("existing_code")))


def workloads_of(needs: Needs, knowledge: Knowledge) -> tuple[str, ...]:
    """The workloads that speak for a project, each once, in the order of the knowledge."""
    fitting = []
    for choice in knowledge.workloads:
        conditions = [choice.when]
        if "model" not in needs.answers and choice.when_model_open is not None:
            conditions.append(choice.when_model_open)
        if any(evaluate(condition, needs.answers, knowledge.derived) is True for condition in conditions):
            fitting.append(choice.workload)
    return tuple(dict.fromkeys(fitting))


def _rows_of(needs: Needs, workloads: Sequence[str], knowledge: Knowledge) -> list[RowPlan]:
    shape = needs.workload.input if needs.workload else None
    other = {
        choice.workload for choice in knowledge.workloads if shape is not None and not choice.takes(shape)
    }
    return list(rows_of(needs, workloads, other_shape=other))


def _unused_sizes(needs: Needs, rows: Sequence[RowPlan]) -> list[Warned]:
    """Which workloads kept their own input, because the one in the needs has other axes."""
    shape = needs.workload.input if needs.workload else None
    kept = dict.fromkeys(row.workload for row in rows if shape is not None and row.input is None)
    if not kept:
        return []
    return [
        Warned(
            "other-input",
            f"workload.input {list(shape or ())} is no size of {', '.join(kept)}, measured with its own",
            "See rules/workloads.yaml for the axes of each workload's input",
        )
    ]


def _notes(
    request: Request, needs: Needs, rows: Sequence[RowPlan], speaking: Sequence[RowPlan]
) -> list[Warned]:
    """Why something that could be measured was not."""
    if request.budget == "none" or request.probes_files:
        return []
    if not rows:
        known = (
            "the model is left open" if "model" not in needs.answers else "no probe stands for this model yet"
        )
        return [
            Warned("no-workload", f"Nothing was measured: {known}", "Answer model, such as [cnn] or [mlp]")
        ]
    if len(speaking) < len(rows):
        return [
            Warned(
                "other-device",
                "This machine's CPU was not measured for what the project does on other hardware",
                "Run advisor probe NEEDS -o FILE on such a machine, and then --probes FILE here",
            )
        ]
    return []


def _rows_to_probe(request: Request) -> tuple[Needs, list[RowPlan]]:
    knowledge = load_knowledge((rules_folder(), *request.rules_folders))
    if request.needs_files:
        needs = _read_needs(request, knowledge)
        return needs, _rows_of(needs, workloads_of(needs, knowledge), knowledge)
    # Without a project, everything that can be measured.
    everything = tuple(dict.fromkeys(choice.workload for choice in knowledge.workloads))
    needs = Needs(project="any")
    return needs, _rows_of(needs, everything, knowledge)


def _read_needs(request: Request, knowledge: Knowledge) -> Needs:
    if len(request.needs_files) != 1:
        raise AdvisorError(
            f"{len(request.needs_files)} needs files were given, and teams are not merged yet",
            "Name one file",
        )
    needs = read_needs_file(request.needs_files[0], knowledge.questionnaire, sys.stdin.buffer)
    return apply_overrides(needs, request.settings, knowledge.questionnaire)


def _gather(request: Request, needs: Needs, rows: list[RowPlan], progress: Progress) -> Evidence:
    wish = Wish(
        rows=tuple(rows),
        budget=request.budget,
        fresh=request.fresh,
        tensorflow1=has_tensorflow1(needs.answers.get("existing_code")),
        files=tuple(read_probes_file(path) for path in request.probes_files),
        interpreters=request.interpreters,
        command=request.command,
    )
    return gather(wish, Store(user_data_folder()), progress, lambda: datetime.now(UTC).astimezone())
