"""A row while it is being measured: what is known of it so far, and the record it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from advisor.evidence.meeting import Meeting
from advisor.evidence.pair import Ceilings, Opened, Prepared, Warmed
from advisor.evidence.plan import MODES, PlannedRow, RowPlan
from advisor.evidence.records import (
    Ceiling,
    ComparisonKind,
    FrameworkBuild,
    Machine,
    Measurement,
    ModeFigure,
    Parity,
)

#: Of weights and inputs.
SEED = 20261124


@dataclass(frozen=True)
class Circumstances:
    """What the rows of one device have in common, for their records.

    Attributes:
        opened: By framework, what it said of itself there.
        ceilings: By framework; without those that could not be timed.
        builds: By framework.
        machine: The machine at hand.
        code: Digest of the measuring program.
        command: What repeats the measurement.
        noise_floor: As a share, for so many launches as a row has; None if it was never measured here.
        played_by: Which framework stood on each side, where it is not its own.
    """

    opened: Mapping[str, Opened]
    ceilings: Mapping[str, Ceilings]
    builds: Mapping[str, FrameworkBuild]
    machine: Machine
    code: str
    command: str
    noise_floor: float | None
    played_by: Mapping[str, str] = field(default_factory=dict)

    def name(self, side: str) -> str:
        """The framework that stood on a side."""
        return self.played_by.get(side, side)


def work_of(row: RowPlan, mode: str) -> dict[str, object]:
    """What a worker is asked to prepare for a row in one mode."""
    return {
        "workload": row.workload,
        "size": row.size,
        "task": row.task,
        "batch": row.batch,
        "mode": mode,
        "precision": row.precision,
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
        meetings: Who meets whom, by kind; empty until the first pass knows the best modes.
        notes: What else a reader has to know.
    """

    planned: PlannedRow
    figures: dict[tuple[str, str], ModeFigure] = field(default_factory=dict)
    parities: dict[tuple[str, str], Parity] = field(default_factory=dict)
    size: dict[str, int | list[int]] = field(default_factory=dict)
    prepared: Prepared | None = None
    meetings: dict[ComparisonKind, Meeting] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _weighed: set[tuple[str, str]] = field(default_factory=set)

    @property
    def plan(self) -> RowPlan:
        """What is measured."""
        return self.planned.row

    def both_eager(self) -> bool:
        """Whether both frameworks work in their eager modes."""
        return all((framework, modes[0]) in self._timed() for framework, modes in MODES.items())

    def _timed(self) -> dict[tuple[str, str], float]:
        return {
            key: figure.median_ms
            for key, figure in self.figures.items()
            if figure.status == "ok" and figure.median_ms is not None
        }

    def best(self) -> dict[str, str] | None:
        """The fastest mode of each framework, or None if a framework has none that works and agrees."""
        fastest: dict[str, str] = {}
        for framework in MODES:
            timed = [(pace, mode) for (owner, mode), pace in self._timed().items() if owner == framework]
            if not timed:
                return None
            fastest[framework] = min(timed)[1]
        return fastest

    def note_memory(self, framework: str, mode: str, warmed: Warmed) -> None:
        """Takes the memory of a mode from a launch, whose worker ran no other mode of the row before.

        In the first pass a worker has run every mode in turn, and keeps some of what the others took.
        """
        figure = self.figures.get((framework, mode))
        if figure is not None and warmed.peak_mb and (framework, mode) not in self._weighed:
            self._weighed.add((framework, mode))
            memory = {"peak_mb": warmed.peak_mb, "device_mb": warmed.device_mb}
            self.figures[framework, mode] = figure.model_copy(update=memory)

    def parity(self) -> Parity | None:
        """Of the modes that meet, the worse; without two such modes the worst that was seen."""
        best = self.best()
        modes = set(best.items()) if best else set(self.parities)
        seen = [parity for key, parity in self.parities.items() if key in modes]
        return max(seen, key=lambda parity: parity.max_difference, default=None)

    def record(self, around: Circumstances, taken: datetime) -> Measurement:
        """The record of what was measured so far."""
        row = self.planned.row
        some = next(iter(around.opened.values()))
        met = [record for meeting in self.meetings.values() if (record := meeting.record()) is not None]
        return Measurement(
            workload=row.workload,
            size=self.size or row.size,
            task=row.task,
            batch=row.batch,
            device=row.device,
            device_name=some.device.name,
            machine=around.machine,
            builds=tuple(around.builds[framework] for framework in sorted(around.builds)),
            taken=taken,
            threads=min(entry.threads.intra for entry in around.opened.values()),
            precision=row.precision,
            seed=SEED,
            code=around.code,
            parity=self.parity(),
            modes=tuple(
                self._with_shares(key, around.ceilings).model_copy(update={"framework": around.name(key[0])})
                for key in sorted(self.figures)
            ),
            comparisons=tuple(met),
            notes=tuple(dict.fromkeys([*self.notes, *self._disturbances()])),
            command=around.command,
            parameters=self.prepared.parameters if self.prepared else None,
            flops=self.prepared.flops if self.prepared else None,
            bytes=self.prepared.bytes if self.prepared else None,
            ceilings=tuple(
                Ceiling(framework=around.name(side), **dict(entry))
                for side, entry in sorted(around.ceilings.items())
            ),
            noise_floor=around.noise_floor,
            other=around.name("tensorflow"),
        )

    def _disturbances(self) -> list[str]:
        lines = []
        for meeting in self.meetings.values():
            which = "" if meeting.kind == "best" else f"{meeting.kind}: "
            if meeting.again:
                lines.append(f"{which}{meeting.again} blocks were run again: advisor's own screen had worked")
            if not meeting.void:
                continue
            often = f"{len(meeting.void)} quartets were void and run again"
            if meeting.never_calm:
                often = "the machine never calmed down, so nothing is concluded"
            lines.append(f"{which}{often}: {max(meeting.void, key=meeting.void.count)}")
        return lines

    def _with_shares(self, key: tuple[str, str], ceilings: Mapping[str, Ceilings]) -> ModeFigure:
        """Adds what share of the ceilings the mode reaches: the roofline of Williams et al. (2009)."""
        figure = self._with_break_even(key)
        if not ceilings or figure.median_ms is None or not self.prepared:
            return figure
        matmul = max(ceiling.matmul_gflops for ceiling in ceilings.values())
        copy = max(ceiling.copy_gbs for ceiling in ceilings.values())
        seconds = figure.median_ms / 1000
        computing = (self.prepared.flops or 0) / (matmul * 1e9)
        moving = (self.prepared.bytes or 0) / (copy * 1e9)
        return figure.model_copy(update={"share": max(computing, moving) / seconds})

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
