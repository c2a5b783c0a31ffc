"""A row while it is being measured: what is known of it so far, and the record it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from advisor.evidence.interval import estimate, row_verdict
from advisor.evidence.pair import Opened, Prepared
from advisor.evidence.plan import MODES, PlannedRow, RowPlan
from advisor.evidence.records import (
    Comparison,
    FrameworkBuild,
    Machine,
    Measurement,
    ModeFigure,
    Parity,
)

#: Of weights and inputs.
SEED = 20261124


def work_of(row: RowPlan, mode: str) -> dict[str, object]:
    """What a worker is asked to prepare for a row in one mode."""
    return {
        "workload": row.workload,
        "size": row.size,
        "task": row.task,
        "batch": row.batch,
        "mode": mode,
        "seed": SEED,
    }


@dataclass
class RowInProgress:
    """What is known of a row so far.

    Attributes:
        planned: What is measured.
        figures: By (framework, mode).
        parities: By (framework, mode), against the reference of the row.
        size: The workload's complete size, once a worker has said it.
        prepared: What a worker said of the workload.
        values: For each launch the values of its quartets.
        times: By framework the medians of all blocks in ms.
        stopped: Why no more launches were run.
        notes: What else a reader has to know.
        lost: Launches in which the row failed.
        void: What disturbed blocks that were void, a line for each attempt.
        disturbed: Quartets that never had a calm moment.
    """

    planned: PlannedRow
    figures: dict[tuple[str, str], ModeFigure] = field(default_factory=dict)
    parities: dict[tuple[str, str], Parity] = field(default_factory=dict)
    size: dict[str, int | list[int]] = field(default_factory=dict)
    prepared: Prepared | None = None
    values: list[list[float]] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=dict)
    stopped: str = ""
    notes: list[str] = field(default_factory=list)
    lost: int = 0
    void: list[str] = field(default_factory=list)
    disturbed: int = 0

    @property
    def never_calm(self) -> bool:
        """Whether others disturbed at least half of the quartets: the ratio is then that of their company."""
        return self.disturbed > 0 and 2 * self.disturbed >= sum(map(len, self.values))

    def best(self) -> dict[str, str] | None:
        """The fastest mode of each framework, or None if a framework has none that works and agrees."""
        fastest: dict[str, str] = {}
        for framework in MODES:
            timed = [
                (figure.median_ms, mode)
                for (owner, mode), figure in self.figures.items()
                if owner == framework and figure.status == "ok" and figure.median_ms is not None
            ]
            if not timed:
                return None
            fastest[framework] = min(timed)[1]
        return fastest

    def parity(self) -> Parity | None:
        """Of the modes that meet, the worse; without two such modes the worst that was seen."""
        best = self.best()
        modes = set(best.items()) if best else set(self.parities)
        seen = [parity for key, parity in self.parities.items() if key in modes]
        return max(seen, key=lambda parity: parity.max_difference, default=None)

    def record(
        self,
        opened: Mapping[str, Opened],
        builds: Mapping[str, FrameworkBuild],
        machine: Machine,
        taken: datetime,
        code: str,
        command: str,
    ) -> Measurement:
        """The record of what was measured so far."""
        row = self.planned.row
        some = next(iter(opened.values()))
        return Measurement(
            workload=row.workload,
            size=self.size or row.size,
            task=row.task,
            batch=row.batch,
            device="cpu",
            device_name=some.device.name,
            machine=machine,
            builds=tuple(builds[framework] for framework in sorted(builds)),
            taken=taken,
            threads=min(entry.threads.intra for entry in opened.values()),
            precision="float32",
            seed=SEED,
            code=code,
            parity=self.parity(),
            modes=tuple(self._with_break_even(key) for key in sorted(self.figures)),
            comparisons=self._comparisons(),
            notes=tuple(dict.fromkeys([*self.notes, *self._disturbances()])),
            command=command,
            parameters=self.prepared.parameters if self.prepared else None,
            flops=self.prepared.flops if self.prepared else None,
            bytes=self.prepared.bytes if self.prepared else None,
        )

    def _disturbances(self) -> list[str]:
        if not self.void:
            return []
        often = f"{len(self.void)} quartets were void and run again"
        if self.never_calm:
            often = "the machine never calmed down, so nothing is concluded"
        return [f"{often}: {max(self.void, key=self.void.count)}"]

    def _comparisons(self) -> tuple[Comparison, ...]:
        best, launches = self.best(), [quartets for quartets in self.values if quartets]
        if best is None or not launches:
            return ()
        interval = estimate(launches)
        return (
            Comparison(
                kind="best",
                pytorch=best["pytorch"],
                tensorflow=best["tensorflow"],
                ratio=interval.ratio,
                low=interval.low,
                high=interval.high,
                launches=interval.launches,
                quartets=interval.quartets,
                verdict="inconclusive" if self.never_calm else row_verdict(interval.low, interval.high),
                stopped=self.stopped or "interrupted",
                values=tuple(tuple(quartets) for quartets in launches),
                pytorch_ms=median(self.times["pytorch"]),
                tensorflow_ms=median(self.times["tensorflow"]),
                disturbed=self.never_calm,
            ),
        )

    def _with_break_even(self, key: tuple[str, str]) -> ModeFigure:
        """Adds after how many steps the longer first call has paid off against eager."""
        figure, eager = self.figures[key], self.figures.get((key[0], MODES[key[0]][0]))
        if (
            eager is None
            or figure is eager
            or figure.median_ms is None
            or eager.median_ms is None
            or figure.first_call_s is None
            or eager.first_call_s is None
            or figure.median_ms >= eager.median_ms
        ):
            return figure
        extra_s = max(0.0, figure.first_call_s - eager.first_call_s)
        saved_s = (eager.median_ms - figure.median_ms) / 1000
        return figure.model_copy(update={"break_even_steps": extra_s / saved_s})
