"""Points from measurements: a log ratio, its uncertainty, and what it is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import fmean
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from advisor.decision.outcome import RowUse, Warned
from advisor.evidence.records import Comparison, Measurement
from advisor.frameworks import display_name
from advisor.needs.model import Answer

#: Ratios within 5 % count nothing.
DELTA = math.log(1.05)
#: Spread of ln(ratio) where nothing was measured.
UNMEASURED_SIGMA = math.log(1.5)
#: Spread of ln(ratio) of peak memory, which is read once.
MEMORY_SIGMA = 0.05
#: Nobody feels a difference of fewer milliseconds a call, unless traffic is heavy or bound in time.
FELT_MS = 0.5

#: The reference of every measurement, and what is measured against it where a row says nothing else.
MEASURED_REFERENCE, MEASURED_OTHER = "pytorch", "tensorflow"

MeasuredConcern = Literal["training_speed", "inference_speed", "footprint"]
MEASURED: tuple[MeasuredConcern, ...] = ("training_speed", "inference_speed", "footprint")


@dataclass(frozen=True)
class Evidence:
    """What measurements say of one concern.

    Attributes:
        concern: Its id.
        x: ln(t_reference / t_other), above 0 where the other is faster (the reference is PyTorch); the mean
            over the project's devices, workloads and tasks.
        sigma: Standard deviation of x.
        rows: How many measurements it rests on; 0 where none could be had.
        claim: One sentence.
        source: The command that repeats it.
        taken: The day of the oldest measurement.
        machine: Where it was taken.
        framework: Whose points it gives; the reference gets none.
    """

    concern: str
    x: float
    sigma: float
    rows: int
    framework: str
    claim: str = ""
    source: str = ""
    taken: date | None = None
    machine: str = ""

    @property
    def stream(self) -> str:
        """The name of its random numbers: the concern, and whose points it gives where that is a third's."""
        usual = self.framework in (MEASURED_REFERENCE, MEASURED_OTHER)
        return self.concern if usual else f"{self.concern}:{self.framework}"


@dataclass(frozen=True)
class Reading:
    """What all measurements say."""

    evidence: tuple[Evidence, ...]
    uses: tuple[RowUse, ...]
    warnings: tuple[Warned, ...]

    @property
    def measured(self) -> frozenset[tuple[str, str]]:
        """The pairs of a concern and a framework for which at least one measurement counts.

        A third framework's measurement says nothing new of the reference, so adding one silences no rule of
        the others.
        """
        usual = (MEASURED_REFERENCE, MEASURED_OTHER)
        return frozenset(
            (entry.concern, framework)
            for entry in self.evidence
            if entry.rows
            for framework in (usual if entry.framework in usual else (entry.framework,))
        )


def value(x: NDArray[np.float64], strong: float) -> NDArray[np.float64]:
    """v(x) = S · clip(sign(x) · max(0, |x| − δ) / (ln 2 − δ), −2, 2).

    Args:
        x: Log ratios, any shape.
        strong: S, the points of a strong rule.

    Returns:
        Points before the weight, in the shape of x.
    """
    beyond = np.maximum(0.0, np.abs(x) - DELTA) / (math.log(2) - DELTA)
    result: NDArray[np.float64] = strong * np.sign(x) * np.minimum(beyond, 2.0)
    return result


def expected_value(x: float, sigma: float, strong: float) -> float:
    """E[v(x + σZ)] in closed form: v is a sum of four hinges, and E[max(0, Y − a)] of a normal Y is known."""
    slope = math.log(2) - DELTA
    far = DELTA + 2 * slope
    total = _hinge(x, sigma, DELTA) - _hinge(x, sigma, far)
    total -= _hinge(-x, sigma, DELTA) - _hinge(-x, sigma, far)
    return strong * total / slope


def _hinge(mean: float, sigma: float, at: float) -> float:
    """E[max(0, Y − at)] for Y ~ N(mean, sigma²)."""
    if sigma <= 0:
        return max(0.0, mean - at)
    z = (mean - at) / sigma
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return sigma * density + (mean - at) * (1 + math.erf(z / math.sqrt(2))) / 2


def read_measurements(
    rows: Sequence[Measurement],
    answers: Mapping[str, Answer],
    wanted: frozenset[str],
    *,
    frameworks: Sequence[str] = (MEASURED_REFERENCE, MEASURED_OTHER),
) -> Reading:
    """Sorts measurements by what they can say of a project.

    Args:
        rows: Measurements of any machine and device.
        answers: What is known of the project.
        wanted: Concerns that the project would want measured.
        frameworks: What is compared. The first is the reference, which gets 0 points from measurements; x is
            its log time less the other's.
    """
    uses: list[RowUse] = []
    warnings: list[Warned] = []
    cells: dict[tuple[MeasuredConcern, str], dict[str, list[_Cell]]] = {}
    assumed = False
    for index, row in enumerate(rows):
        best = row.best()
        devices = _devices(answers, row)
        if row.other not in frameworks:
            uses.append(RowUse(index, counts=False, why_not=f"{display_name(row.other)} is not compared"))
            continue
        if best is None or (row.parity is not None and not row.parity.ok):
            why = "nothing was compared" if best is None else "the two did not compute the same"
            uses.append(RowUse(index, counts=False, why_not=why))
            continue
        if best.disturbed:
            uses.append(RowUse(index, counts=False, why_not="other programs disturbed it all the time"))
            continue
        if devices is not None and row.device not in devices:
            uses.append(RowUse(index, counts=False, why_not=_elsewhere(row, devices)))
            continue
        assumed = assumed or devices is None
        unfelt = not _felt(best, answers)
        why_not = f"the difference is under {FELT_MS} ms a call, which nobody feels" if unfelt else ""
        uses.append(RowUse(index, counts=not unfelt, why_not=why_not))
        for concern, cell in _cells(row, best, answers, unfelt):
            cells.setdefault((concern, row.other), {}).setdefault(row.device, []).append(cell)
    if assumed:
        warnings.append(
            Warned(
                "device-assumed",
                "The needs do not say on what hardware the project runs, so every measured machine counts",
                "Answer train_on and serve_on",
            )
        )
    there = {concern for concern, _ in cells}
    evidence = [
        _combine(concern, other, found, answers)
        for concern, other in sorted(cells, key=lambda key: (MEASURED.index(key[0]), key[1]))
        if (found := cells[concern, other])
    ] + [
        Evidence(concern, 0.0, UNMEASURED_SIGMA, 0, MEASURED_OTHER)
        for concern in MEASURED
        if concern in wanted and concern not in there
    ]
    if frameworks[0] == MEASURED_OTHER:
        # The same measurement seen from the other side.
        evidence = [replace(entry, x=-entry.x, framework=MEASURED_REFERENCE) for entry in evidence]
    return Reading(tuple(evidence), tuple(uses), tuple(warnings))


@dataclass(frozen=True)
class _Cell:
    """One row's say about one concern."""

    row: Measurement
    x: float
    sigma: float


def _devices(answers: Mapping[str, Answer], row: Measurement) -> tuple[str, ...] | None:
    """The devices that a project names for a row's task; None while that is open."""
    train_on, serve_on = answers.get("train_on"), answers.get("serve_on")
    named = train_on if row.task != "infer" or serve_on is None else serve_on
    return named if isinstance(named, tuple) else None


def _elsewhere(row: Measurement, devices: Sequence[str]) -> str:
    verb = "serves" if row.task == "infer" else "trains"
    if not devices:
        return f"the project {verb} on no device"
    return (
        f"taken on {row.device}, the project {verb} on {', '.join(devices)}: "
        "run advisor probe -o FILE there, and --probes FILE here"
    )


def _felt(best: Comparison, answers: Mapping[str, Answer]) -> bool:
    return (
        answers.get("traffic") in ("realtime", "massive")
        or abs(best.pytorch_ms - best.tensorflow_ms) >= FELT_MS
    )


def _cells(
    row: Measurement, best: Comparison, answers: Mapping[str, Answer], unfelt: bool
) -> list[tuple[MeasuredConcern, _Cell]]:
    # An interval at a stricter level than 95 % is wider than the estimate is unsure.
    sigma = best.sigma if best.sigma is not None else math.log(best.high / best.low) / (2 * 1.96)
    speed = _Cell(row, 0.0, 0.0) if unfelt else _Cell(row, -math.log(best.ratio), sigma)
    cells: list[tuple[MeasuredConcern, _Cell]] = []
    if row.task != "infer":
        cells.append(("training_speed", speed))
    elif _is_asked(row.batch, answers):
        cells.append(("inference_speed", speed))
    peaks = {
        figure.framework: figure.peak_mb
        for figure in row.modes
        if figure.mode == _mode_of(row, best, figure.framework)
    }
    ours, theirs = peaks.get(MEASURED_REFERENCE), peaks.get(row.other)
    # What a pipeline holds ready says nothing of the model's footprint.
    if ours and theirs and row.task != "input":
        cells.append(("footprint", _Cell(row, math.log(ours / theirs), MEMORY_SIGMA)))
    return cells


def _mode_of(row: Measurement, best: Comparison, framework: str) -> str:
    return {MEASURED_REFERENCE: best.pytorch, row.other: best.tensorflow}.get(framework, "")


def _is_asked(batch: int, answers: Mapping[str, Answer]) -> bool:
    """Latency (batch 1) for people and deadlines, throughput for masses, both while traffic is open."""
    traffic = answers.get("traffic")
    if traffic in ("interactive", "realtime"):
        return batch == 1
    return batch > 1 if traffic in ("offline", "massive") else True


def _combine(
    concern: MeasuredConcern,
    other: str,
    cells: Mapping[str, Sequence[_Cell]],
    answers: Mapping[str, Answer],
) -> Evidence:
    """The mean over devices of the mean over rows; a device that was named and not measured widens it."""
    named = answers.get("serve_on" if concern == "inference_speed" else "train_on")
    devices = set(named) if isinstance(named, tuple) else set()
    devices |= cells.keys()
    means = [fmean(cell.x for cell in entries) for entries in cells.values()]
    variances = [
        math.fsum(cell.sigma**2 for cell in entries) / len(entries) ** 2 for entries in cells.values()
    ]
    missing = len(devices) - len(cells)
    variance = math.fsum(variances) + missing * UNMEASURED_SIGMA**2
    rows = [cell.row for _, entries in sorted(cells.items()) for cell in entries]
    x = math.fsum(means) / len(devices)
    return Evidence(
        concern=concern,
        x=x,
        sigma=math.sqrt(variance) / len(devices),
        rows=len(rows),
        framework=other,
        claim=_claim(concern, x, rows),
        source=rows[0].command,
        taken=min(row.taken for row in rows).date(),
        machine=", ".join(sorted({row.machine.name for row in rows})),
    )


def _claim(concern: MeasuredConcern, x: float, rows: Sequence[Measurement]) -> str:
    workloads = " and ".join(dict.fromkeys(row.workload for row in rows))
    devices = ", ".join(sorted({row.device for row in rows}))
    doing = {
        "training_speed": f"Training {workloads}",
        "inference_speed": f"Inference with {workloads}",
        "footprint": f"Running {workloads}",
    }[concern]
    resource = "peak memory" if concern == "footprint" else "time"
    ratio = math.exp(-x)
    if abs(x) <= DELTA:
        return f"{doing} takes both about the same {resource} ({devices})"
    other = rows[0].other
    more, less = (other, MEASURED_REFERENCE) if ratio > 1 else (MEASURED_REFERENCE, other)
    return (
        f"{doing} takes {display_name(more)} {max(ratio, 1 / ratio):.1f} times the {resource} "
        f"of {display_name(less)} ({devices}, {len(rows)} {'row' if len(rows) == 1 else 'rows'})"
    )
