"""What the measuring benchmarks share: this machine, its interpreters, sessions in no hurry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from advisor.evidence.gathering import find_setting
from advisor.evidence.plan import TERMS, Budget, Plan, RowPlan, make_plan
from advisor.evidence.progress import Progress, SilentProgress
from advisor.evidence.session import Session
from advisor.evidence.setting import Setting

#: More seconds than any benchmark takes.
UNHURRIED_S = 1e6


def now() -> datetime:
    """The time of day with its zone."""
    return datetime.now(UTC).astimezone()


def this_setting() -> Setting:
    """Both frameworks of this environment, with what is assumed before anything is known of the machine."""
    return find_setting({}, "advisor probe")


def unhurried(rows: list[RowPlan], budget: Budget) -> Plan:
    """A budget's launches and quartets for all rows, however long that takes; the modes are the budget's."""
    planned = [make_plan([row], budget).rows[0] for row in rows]
    return Plan(budget, replace(TERMS[budget], seconds=UNHURRIED_S), tuple(planned), 0.0)


def run(plan: Plan, setting: Setting, progress: Progress | None = None) -> Session:
    """Runs a plan."""
    session = Session(plan, setting, progress or SilentProgress(), now)
    session.run()
    return session
