"""One framework against itself, through the same path as any row: the noise floor of a machine.

The true ratio is 1, so whatever comes out is noise. What was seen is kept for each machine; it gives the
printed noise floor, and the spread of launches that intervals assume before they know better.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from advisor.evidence.control import Control
from advisor.evidence.interval import PRIOR_SPREAD, learned_spread, noise_floor
from advisor.evidence.plan import MODES, BudgetTerms, Plan, PlannedRow, RowPlan
from advisor.evidence.progress import Progress, SilentProgress
from advisor.evidence.records import FrameworkBuild, Measurement, Short
from advisor.evidence.session import Session
from advisor.evidence.setting import Setting

#: A calibration older than this is renewed.
RENEW_AFTER = timedelta(days=30)
#: Rows that are measured against themselves, of each framework.
ROWS = 2
#: So many launches of one framework against itself are remembered, the latest ones.
_REMEMBERED = 200
#: What a calibration of one framework may take, of a budget of 180 s and more.
CALIBRATION_S = 28.0
_LAUNCHES = 3
_QUARTETS = 3


class SelfMeeting(BaseModel):
    """A row of one framework against itself.

    Attributes:
        taken: When.
        framework: Which.
        version: Of the framework.
        row: Its name.
        mode: In which both sides worked.
        centres: ln-ratio of each launch.
    """

    model_config = ConfigDict(extra="ignore")

    taken: datetime
    framework: Short
    version: Short
    row: Short
    mode: Short
    centres: tuple[Annotated[float, Field(allow_inf_nan=False)], ...]


class Calibration(BaseModel):
    """What one machine's noise is known to be; empty before the first standard run."""

    model_config = ConfigDict(extra="ignore")

    meetings: tuple[SelfMeeting, ...] = ()

    @property
    def centres(self) -> list[float]:
        """The ln-ratios of all launches, of which the true value is 0."""
        return [centre for meeting in self.meetings for centre in meeting.centres]

    @property
    def spread(self) -> float:
        """The standard deviation of a launch's ln-ratio to assume on this machine."""
        return learned_spread(self.centres) if self.meetings else PRIOR_SPREAD

    def floor(self, launches: int) -> float | None:
        """How far from 1 the ratio of equals lies at most in 95 % of rows of so many launches, as a share."""
        return math.expm1(noise_floor(self.centres, launches)) if self.meetings else None

    def is_due(self, now: datetime, builds: Mapping[str, FrameworkBuild]) -> bool:
        """Whether a framework's latest version was not measured against itself of late."""
        fresh = {
            (entry.framework, entry.version) for entry in self.meetings if now - entry.taken < RENEW_AFTER
        }
        return any((framework, build.version) not in fresh for framework, build in builds.items())

    def with_meetings(self, more: Sequence[SelfMeeting]) -> Calibration:
        """The same with new meetings, the oldest forgotten when there are too many."""
        kept: list[SelfMeeting] = []
        launches = 0
        for meeting in reversed([*self.meetings, *more]):
            launches += len(meeting.centres)
            if launches > _REMEMBERED:
                break
            kept.append(meeting)
        return Calibration(meetings=tuple(reversed(kept)))


@dataclass(frozen=True)
class Mirror:
    """One framework on both sides.

    Attributes:
        framework: Which.
        rows: What is measured, each with the one mode that both sides work in.
        terms: What it may cost.
    """

    framework: str
    rows: Sequence[tuple[RowPlan, str]]
    terms: BudgetTerms

    def session(
        self,
        setting: Setting,
        progress: Progress,
        clock: Callable[[], datetime],
        control: Control | None = None,
    ) -> Session:
        """A session as any other, but with one framework in both places."""
        sides = tuple(MODES)
        rows = tuple(PlannedRow(row, dict.fromkeys(sides, (mode,)), {}, 0.0) for row, mode in self.rows)
        mirrored = replace(
            setting,
            interpreters=dict.fromkeys(sides, setting.interpreters[self.framework]),
            builds=dict.fromkeys(sides, setting.builds[self.framework]),
            played_by=dict.fromkeys(sides, self.framework),
        )
        plan = Plan("standard", self.terms, rows, self.terms.seconds)
        return Session(plan, mirrored, progress, clock, control=control)


def calibrate(
    measured: Mapping[RowPlan, Measurement],
    setting: Setting,
    progress: Progress,
    clock: Callable[[], datetime],
    block_s: float,
    control: Control | None = None,
) -> list[SelfMeeting]:
    """Measures each framework against itself in the first rows, in the modes that were best there.

    Raises:
        Cancelled: It was called off.
    """
    found: list[SelfMeeting] = []
    terms = BudgetTerms(CALIBRATION_S, _LAUNCHES, _QUARTETS, block_s, (_LAUNCHES,))
    for framework in MODES:
        rows = []
        for row, measurement in measured.items():
            best = measurement.best()
            if best is not None and row.precision == "float32" and row.task != "input":
                rows.append((row, getattr(best, framework)))
        if not rows:
            continue
        progress.phase(f"{framework} against itself, for the noise floor")
        session = Mirror(framework, rows[:ROWS], terms).session(setting, SilentProgress(), clock, control)
        session.run()
        modes = dict(rows)
        found += [
            SelfMeeting(
                taken=clock(),
                framework=framework,
                version=setting.builds[framework].version,
                row=row.name,
                mode=modes[row],
                centres=tuple(median(quartets) for quartets in best.values),
            )
            for row, measurement in session.measurements().items()
            if (best := measurement.best()) is not None and not best.disturbed
        ]
    return found
