"""The first pass: each mode once, its parity, first call and pace, to find the best of each framework."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from advisor.evidence.costs import Costs
from advisor.evidence.pair import Pair
from advisor.evidence.parity import compare_files
from advisor.evidence.plan import MODES, REQUIRED
from advisor.evidence.records import ModeFigure, Parity
from advisor.evidence.row import RowInProgress, work_of
from advisor.evidence.worker import WorkerFailure

#: Seconds of warm-up that are enough to rank modes.
RANKING_CAP_S = 1.0


def scout_row(
    row: RowInProgress,
    pair: Pair,
    scratch: Path,
    seconds_left: Callable[[], float],
    costs: Costs,
    checkpoint: Callable[[], object],
) -> None:
    """Measures each planned mode of a row once and notes what was left out.

    The first mode that works is the row's reference; every other must give the same results before its
    time counts.

    Args:
        row: Is filled in.
        pair: Both frameworks, opened.
        scratch: Where arrays are written.
        seconds_left: How much of the budget the first pass may still use.
        costs: What is known of this machine's pace.
        checkpoint: Is called before each mode; may wait, or raise to end the pass.
    """
    planned = row.planned
    for (framework, mode), reason in planned.left_out.items():
        row.figures[framework, mode] = _not_measured(framework, mode, reason)
    reference: Path | None = None
    for framework in MODES:
        offers = {offer.mode: offer for offer in pair.opened[framework].modes}
        for mode in planned.modes[framework]:
            checkpoint()
            offer = offers.get(mode)
            if offer is None or not offer.available:
                reason = offer.reason if offer else "this build does not offer it"
                row.figures[framework, mode] = _not_measured(framework, mode, reason)
                continue
            predicted = costs.first_call_s(planned.row, framework, mode)
            if (framework, mode) not in REQUIRED and predicted > seconds_left():
                row.figures[framework, mode] = _not_measured(
                    framework, mode, "the budget was spent before its turn; a larger --budget measures it"
                )
                continue
            file = scratch / f"{framework}-{mode}.npz"
            figure, parity = _scout_mode(row, framework, mode, pair, file, reference)
            row.figures[framework, mode] = figure
            if parity is not None:
                row.parities[framework, mode] = parity
            if reference is None and figure.status == "ok":
                reference = file
    for file in scratch.glob("*.npz"):
        file.unlink()


def _scout_mode(
    row: RowInProgress, framework: str, mode: str, pair: Pair, file: Path, reference: Path | None
) -> tuple[ModeFigure, Parity | None]:
    name = f"scout {mode}"
    plan = row.planned.row
    try:
        pair.ready(framework)
        prepared = pair.prepare(
            framework,
            name,
            **work_of(plan, mode),
        )
        row.size, row.prepared = prepared.size, prepared
        pair.outputs(framework, name, file)
        with pair.timed("compare"):
            parity = compare_files(reference, file, plan.precision) if reference else None
        if parity is not None and not parity.ok:
            pair.drop(framework, name)
            return _disagrees(framework, mode, parity), parity
        warmed = pair.warm(framework, name, RANKING_CAP_S)
        pair.drop(framework, name)
    except WorkerFailure as failure:
        reason = ". ".join(filter(None, (failure.what, failure.remedy)))[:2000]
        return ModeFigure(framework=framework, mode=mode, status="failed", reason=reason), None
    except (OSError, ValueError) as error:
        reason = f"its results could not be compared: {error}"[:2000]
        return ModeFigure(framework=framework, mode=mode, status="failed", reason=reason), None
    if not warmed.steady:
        row.notes.append(f"{framework} {mode} was still unsteady when the warm-up ended")
    if prepared.layout:
        row.notes.append(f"{framework} ran in the {prepared.layout} layout")
    return (
        ModeFigure(
            framework=framework,
            mode=mode,
            status="ok",
            median_ms=warmed.median_ms,
            first_call_s=prepared.first_call_s,
            build_s=prepared.build_s,
            peak_mb=warmed.peak_mb,
            device_mb=warmed.device_mb,
            steady=warmed.steady,
        ),
        parity,
    )


def _not_measured(framework: str, mode: str, reason: str) -> ModeFigure:
    return ModeFigure(framework=framework, mode=mode, status="not-measured", reason=reason)


def _disagrees(framework: str, mode: str, parity: Parity) -> ModeFigure:
    return ModeFigure(
        framework=framework,
        mode=mode,
        status="failed",
        reason=f"no parity: {parity.where} differs from the reference by {parity.max_difference:.1e}, "
        f"{parity.tolerance:.0e} is allowed",
    )
