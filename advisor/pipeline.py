"""The whole way on one page: needs + evidence + rules → decision → report.

needs.yaml … (a team) ► needs ►┐
probes, --probes ► evidence ─►┼─► decision ──► report ──► text, JSON
rules/*.yaml ─────► knowledge ┘
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from advisor.adviser import Adviser, Occasion
from advisor.choosing import Devices, all_rows, choose_rows, speaking
from advisor.decision.rules import Knowledge
from advisor.errors import AdvisorError
from advisor.evidence.devices import devices_here, fast_in_bfloat16
from advisor.evidence.gathering import Evidence, Wish, gather, predicted_costs
from advisor.evidence.plan import Budget, Plan, RowPlan, make_plan
from advisor.evidence.progress import Progress
from advisor.evidence.project_rows import has_tensorflow1
from advisor.evidence.records import ProbesFile
from advisor.evidence.store import Store, probes_file, read_probes_file
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Needs
from advisor.needs.overrides import apply_overrides
from advisor.needs.reading import read_needs_file
from advisor.needs.team import merge_team
from advisor.paths import rules_folder, user_data_folder
from advisor.report.model import Report


@dataclass(frozen=True)
class Request:
    """What a caller asks for, as the commands' options say it.

    Attributes:
        needs_files: One file, several of a team; `-` is standard input. Empty where a probe needs none.
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
    adviser = Adviser(_knowledge(request), devices_at_hand(), date.today())  # noqa: DTZ011 - the user's day
    questionnaire = adviser.knowledge.questionnaire
    if request.needs_files.count("-") > 1:
        raise AdvisorError("standard input is named twice", "Give the others as files")
    members = [read_needs_file(file, questionnaire, sys.stdin.buffer) for file in request.needs_files]
    changed = [apply_overrides(one, request.settings, questionnaire) for one in members]
    team = merge_team(changed, questionnaire) if len(members) > 1 else None
    needs = team.needs if team else changed[0]
    before = merge_team(members, questionnaire).needs if team else members[0]
    evidence = _gather(request, needs, speaking(needs, adviser.rows(needs, request.budget)), progress)
    measures = request.budget != "none" and not request.probes_files
    return adviser.report(
        needs,
        evidence,
        Occasion(datetime.now(UTC).astimezone(), request.command, measures),
        before if request.settings else None,
        team,
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
    knowledge, devices = _knowledge(request), devices_at_hand()
    if request.needs_files:
        needs = read_needs_file(request.needs_files[0], knowledge.questionnaire, sys.stdin.buffer)
        return needs, choose_rows(needs, knowledge, devices, request.budget)
    needs = Needs(project="any")
    return needs, all_rows(needs, knowledge, devices, request.budget)


def devices_at_hand() -> Devices:
    """What there is to measure on, on this machine."""
    here = devices_here()
    return Devices(here, fast_in_bfloat16(devices=here))


def _knowledge(request: Request) -> Knowledge:
    return load_knowledge((rules_folder(), *request.rules_folders))


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
