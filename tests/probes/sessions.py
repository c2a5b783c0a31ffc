"""Sessions of these tests: real frameworks and processes, one launch, short blocks."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from advisor.evidence.control import Control
from advisor.evidence.plan import MODES, BudgetTerms, Plan, PlannedRow, RowPlan
from advisor.evidence.records import FrameworkBuild
from advisor.evidence.session import Session
from advisor.evidence.setting import Setting
from tests.evidence.scripted import MACHINE, Calm, Silence

ONE_LAUNCH = BudgetTerms(600.0, 1, 1, 0.01, (1,))


def session(
    probes: Path,
    rows: Sequence[RowPlan],
    *,
    modes: tuple[str, str] = ("eager", "function"),
    apart: Mapping[RowPlan, tuple[str, str]] = MappingProxyType({}),
    interpreters: tuple[str, str] = (sys.executable, sys.executable),
    played_by: str | None = None,
    sides: Mapping[str, str] | None = None,
    control: Control | None = None,
) -> tuple[Session, Silence]:
    """A session with one mode a side.

    Args:
        probes: The measuring program.
        rows: What is measured.
        modes: Of PyTorch's side and of TensorFlow's.
        apart: As above, of single rows.
        interpreters: As above.
        played_by: A framework that stands on both sides.
        sides: Frameworks that stand on single sides.
        control: A hand on it.
    """
    setting = Setting(
        interpreters=dict(zip(MODES, interpreters, strict=True)),
        probes=probes,
        code="c0de",
        builds={name: FrameworkBuild(framework=name, version="1", build="b", python="3") for name in MODES},
        machine=MACHINE,
        command="advisor probe",
        played_by=dict.fromkeys(MODES, played_by) if played_by else (sides or {}),
    )
    planned = [
        PlannedRow(
            row, {side: (mode,) for side, mode in zip(MODES, apart.get(row, modes), strict=True)}, {}, 0.0
        )
        for row in rows
    ]
    plan = Plan("quick", ONE_LAUNCH, tuple(planned), 60.0)
    progress = Silence()
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return Session(plan, setting, progress, lambda: now, Calm(), control), progress
