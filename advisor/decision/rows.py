"""What each measurement can say of a project: for its devices and targets, and for nothing else."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from advisor.decision.measured import (
    DELTA,
    MEASURED,
    MEASURED_OTHER,
    MEASURED_REFERENCE,
    UNMEASURED_SIGMA,
    Evidence,
    MeasuredConcern,
    Reading,
)
from advisor.decision.outcome import RowUse, Warned
from advisor.evidence.records import Comparison, Measurement
from advisor.frameworks import display_name
from advisor.needs.model import Answer

#: Spread of ln(ratio) of peak memory, which is read once.
MEMORY_SIGMA = 0.05
#: Nobody feels a difference of fewer milliseconds a call, unless traffic is heavy or bound in time.
FELT_MS = 0.5
_UNFELT = f"the difference is under {FELT_MS} ms a call, which nobody feels"
#: Targets on which no probe runs: a row taken on a workstation or server says nothing of them.
UNMEASURABLE = ("android", "ios", "browser", "browser-training", "microcontroller")
#: Answers on which it depends which measurements count, and how.
DEPENDS_ON = frozenset({"train_on", "serve_on", "traffic", "targets"})


def read_measurements(
    rows: Sequence[Measurement],
    answers: Mapping[str, Answer],
    wanted: frozenset[str],
    *,
    frameworks: Sequence[str] = (MEASURED_REFERENCE, MEASURED_OTHER),
    called: Mapping[str, str] | None = None,
) -> Reading:
    """Sorts measurements by what they can say of a project.

    Args:
        rows: Measurements of any machine and device.
        answers: What is known of the project.
        wanted: Concerns that the project would want measured.
        frameworks: What is compared. The first is the reference, which gets 0 points from measurements; x is
            its log time less the other's.
        called: Names of frameworks, by id.
    """
    called = called or {}
    uses: list[RowUse] = []
    warnings: list[Warned] = []
    cells: dict[tuple[MeasuredConcern, str], dict[str, list[_Cell]]] = {}
    assumed = False
    for index, row in enumerate(rows):
        best = row.best()
        why_not = _why_not(row, best, answers, frameworks, called)
        if best is None or why_not:
            uses.append(RowUse(index, counts=False, why_not=why_not))
            continue
        assumed = assumed or _devices(answers, row) is None
        unfelt = not _felt(best, answers)
        uses.append(RowUse(index, counts=not unfelt, why_not=_UNFELT if unfelt else ""))
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
        _combine(concern, other, found, answers, called)
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


def unmeasurable(answers: Mapping[str, Answer]) -> tuple[int, int]:
    """How many of the named targets no probe can speak for, and how many there are."""
    targets = answers.get("targets")
    named = targets if isinstance(targets, tuple) else ()
    return sum(target in UNMEASURABLE for target in named), len(named)


def serves_elsewhere(answers: Mapping[str, Answer]) -> bool:
    """Whether the trained model runs only where no probe does, so that no row of inference counts."""
    off, named = unmeasurable(answers)
    return 0 < off == named


@dataclass(frozen=True)
class _Cell:
    """One row's say about one concern."""

    row: Measurement
    x: float
    sigma: float
    unfelt: bool = False


def _why_not(
    row: Measurement,
    best: Comparison | None,
    answers: Mapping[str, Answer],
    frameworks: Sequence[str],
    called: Mapping[str, str],
) -> str:
    """Why a row cannot speak for the project; empty where it can."""
    if row.other not in frameworks:
        return f"{display_name(row.other, called)} is not compared"
    if best is None:
        return "nothing was compared"
    if row.parity is not None and not row.parity.ok:
        return "the two did not compute the same"
    if best.disturbed:
        return "other programs disturbed it all the time"
    if row.task == "infer" and serves_elsewhere(answers):
        targets = answers["targets"]
        return f"taken on {row.device}, the trained model runs on {', '.join(targets)}: no probe runs there"
    devices = _devices(answers, row)
    return "" if devices is None or row.device in devices else _elsewhere(row, devices)


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
    speed = _Cell(row, 0.0, 0.0, unfelt=True) if unfelt else _Cell(row, -math.log(best.ratio), sigma)
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
    called: Mapping[str, str],
) -> Evidence:
    """The mean over devices of the mean over rows, over all targets for what is said of inference.

    A device that was named and not measured, and a target on which no probe runs, count as an unknown
    difference: they widen the result, and draw it towards nothing.
    """
    named = answers.get("serve_on" if concern == "inference_speed" else "train_on")
    devices = set(named) if isinstance(named, tuple) else set()
    devices |= cells.keys()
    off, targets = unmeasurable(answers)
    part = 1 - off / targets if targets else 1.0
    means, variances = [], []
    for entries in cells.values():
        inferring = sum(cell.row.task == "infer" for cell in entries)
        shares = [part if cell.row.task == "infer" else 1.0 for cell in entries]
        means.append(fmean(share * cell.x for share, cell in zip(shares, entries, strict=True)))
        own = math.fsum((share * cell.sigma) ** 2 for share, cell in zip(shares, entries, strict=True))
        elsewhere = off * (UNMEASURED_SIGMA * inferring / targets) ** 2 if targets else 0.0
        variances.append((own + elsewhere) / len(entries) ** 2)
    missing = sorted(devices - cells.keys())
    variance = math.fsum(variances) + len(missing) * UNMEASURED_SIGMA**2
    found = [cell for _, entries in sorted(cells.items()) for cell in entries]
    rows = [cell.row for cell in found]
    if off and any(row.task == "infer" for row in rows):
        missing += [target for target in UNMEASURABLE if target in answers["targets"]]
    return Evidence(
        concern=concern,
        x=math.fsum(means) / len(devices),
        sigma=math.sqrt(variance) / len(devices),
        rows=len(rows),
        framework=other,
        claim=_claim(concern, cells, missing, called),
        source=rows[0].command,
        taken=min(row.taken for row in rows).date(),
        machine=", ".join(sorted({row.machine.name for row in rows})),
    )


def _claim(
    concern: MeasuredConcern,
    cells: Mapping[str, Sequence[_Cell]],
    missing: Sequence[str],
    called: Mapping[str, str],
) -> str:
    """What was measured, and of what that says nothing."""
    found = [cell for entries in cells.values() for cell in entries]
    rows = [cell.row for cell in found]
    workloads = " and ".join(dict.fromkeys(row.workload for row in rows))
    doing = {
        "training_speed": f"Training {workloads}",
        "inference_speed": f"Inference with {workloads}",
        "footprint": f"Running {workloads}",
    }[concern]
    resource = "peak memory" if concern == "footprint" else "time"
    devices = ", ".join(sorted(cells))
    silent = f"; nothing is known of {', '.join(missing)}" if missing else ""
    if all(cell.unfelt for cell in found):
        return f"{doing} differs by less than {FELT_MS} ms a call, which nobody feels ({devices}{silent})"
    x = fmean(fmean(cell.x for cell in entries) for entries in cells.values())
    ratio = math.exp(-x)
    if abs(x) <= DELTA:
        return f"{doing} takes both about the same {resource} ({devices}{silent})"
    other = rows[0].other
    more, less = (other, MEASURED_REFERENCE) if ratio > 1 else (MEASURED_REFERENCE, other)
    count = f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}"
    return (
        f"{doing} takes {display_name(more, called)} {max(ratio, 1 / ratio):.1f} times the {resource} "
        f"of {display_name(less, called)} ({devices}, {count}{silent})"
    )
