"""The whole way on one page: needs + evidence + rules → decision → report.

needs.yaml ────────► needs ──►┐
probes, --probes ► evidence ─►┼─► decision ──► report ──► text, JSON
rules/*.yaml ─────► knowledge ┘
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from advisor.choosing import Devices, all_rows, choose_rows, remarks, speaking, unused_sizes
from advisor.decision.balance import Balance
from advisor.decision.decide import decide
from advisor.decision.flips import find_flips
from advisor.decision.outcome import Decision
from advisor.decision.rules import Knowledge
from advisor.decision.stack import recommend_stack
from advisor.decision.worth import worth_knowing
from advisor.errors import AdvisorError
from advisor.evidence.devices import devices_here, fast_in_bfloat16
from advisor.evidence.gathering import Evidence, Wish, gather, predicted_costs
from advisor.evidence.plan import Budget, Plan, RowPlan, has_tensorflow1, make_plan
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
    before = _read_needs(request, knowledge)
    needs = apply_overrides(before, request.settings, knowledge.questionnaire)
    devices = _devices()
    rows = choose_rows(needs, knowledge, devices, request.budget)
    evidence = _gather(request, needs, speaking(needs, rows), progress)
    now = datetime.now(UTC).astimezone()
    measures = request.budget != "none" and not request.probes_files
    measured = [row.measurement for row in evidence.rows]
    wanted = MEASURED_CONCERNS if rows else frozenset()

    def decided(other: Needs) -> Decision:
        return decide(other, measured, knowledge, now.date(), wanted=wanted)

    decision = decided(needs)
    balance = Balance(needs, measured, knowledge, now.date())
    questions = knowledge.questionnaire.questions
    return build_report(
        needs=needs,
        decision=decision,
        knowledge=knowledge,
        evidence=evidence,
        notes=[*(remarks(needs, rows, devices) if measures else ()), *unused_sizes(needs, rows)],
        generated=now,
        command=request.command,
        baseline=decided(before) if request.settings else None,
        flips=find_flips(needs, questions, decision, balance, decided),
        worth=worth_knowing(needs, questions, knowledge.libraries, decision, balance, wanted),
        stack=recommend_stack(knowledge.stack, decision.verdict, needs.answers, knowledge.derived),
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
    return make_plan(
        rows,
        request.budget,
        tensorflow1=has_tensorflow1(needs.answers.get("existing_code")),
        costs=predicted_costs(Store(user_data_folder())),
    )


def _rows_to_probe(request: Request) -> tuple[Needs, list[RowPlan]]:
    knowledge = load_knowledge((rules_folder(), *request.rules_folders))
    if request.needs_files:
        needs = _read_needs(request, knowledge)
        return needs, choose_rows(needs, knowledge, _devices(), request.budget)
    needs = Needs(project="any")
    return needs, all_rows(needs, knowledge, _devices(), request.budget)


def _devices() -> Devices:
    here = devices_here()
    return Devices(here, fast_in_bfloat16(devices=here))


def _read_needs(request: Request, knowledge: Knowledge) -> Needs:
    if len(request.needs_files) != 1:
        raise AdvisorError(
            f"{len(request.needs_files)} needs files were given, and teams are not merged yet",
            "Name one file",
        )
    return read_needs_file(request.needs_files[0], knowledge.questionnaire, sys.stdin.buffer)


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
