"""One meeting in one launch: both sides made ready, then their quartets."""

from __future__ import annotations

from collections.abc import Callable

from advisor.evidence.forecast import LAUNCH_WARM_CAP_S
from advisor.evidence.load import LoadMeter
from advisor.evidence.meeting import Meeting
from advisor.evidence.pair import Pair
from advisor.evidence.quartets import run_quartet
from advisor.evidence.row import RowInProgress, work_of


def run_launch(
    row: RowInProgress,
    met: Meeting,
    pair: Pair,
    *,
    number: int,
    quartets: int,
    block_s: float,
    meter: LoadMeter,
    checkpoint: Callable[[], bool],
) -> None:
    """Prepares and warms a row on both sides, adds its quartets to the meeting, and frees it.

    Args:
        row: What is measured.
        met: In which modes; is added to, quartet by quartet.
        pair: Both frameworks, freshly opened.
        number: Of the launch, from 0; quartets alternate their order through all launches.
        quartets: That are run.
        block_s: Seconds of work in a block.
        meter: Tells who else worked on our processors.
        checkpoint: Is called before each quartet; says whether it waited, and may raise to end the launch.

    Raises:
        WorkerFailure: A worker failed.
        NeverSteadyError: A quartet was never free of tracing and compiling.
    """
    name = row.plan.name
    # Entered at once, so that an interruption keeps the quartets that are done.
    met.values.append([])
    for framework, mode in met.modes.items():
        pair.ready(framework)
        pair.prepare(framework, name, **work_of(row.plan, mode))
        warmed = pair.warm(framework, name, LAUNCH_WARM_CAP_S)
        if met.kind == "best":
            row.note_memory(framework, mode, warmed)
    for quartet in range(quartets):
        if checkpoint():
            # Whatever ran meanwhile has taken the caches.
            for framework in met.modes:
                pair.warm(framework, name, LAUNCH_WARM_CAP_S)
        reverse = (number * quartets + quartet) % 2 == 1
        met.take(run_quartet(pair, name, block_s, meter, reverse=reverse))
    for framework in met.modes:
        pair.drop(framework, name)
