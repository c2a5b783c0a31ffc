"""Our steps beside the frameworks' own tools: `python benchmarks/side_by_side.py`.

PyTorch's rows against `torch.utils.benchmark.Timer` around the same step, TensorFlow's training rows against
Keras's `fit` of the same model on the same batch, without XLA (our mode function) and with it (our mode xla).
Where a tool of the framework does the same work faster, our backend has to be mended.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from typing import Any

from advisor.evidence.machine import processor_name, usable_cores
from benchmarks.loops import (
    ROWS,
    calls_for,
    compare,
    in_own_process,
    keras_subject,
    medians,
    show,
    tell,
    torch_subject,
)


def torch_half() -> None:
    """Measures PyTorch's rows."""
    from torch.utils.benchmark import Timer

    threads, found = usable_cores(), []
    for workload, task, batch in ROWS:
        subject, bare = torch_subject(workload, task, batch, threads)
        timer = Timer("step()", globals={"step": bare}, num_threads=threads)

        def theirs(calls: int, timer: Timer = timer) -> float:
            return float(timer.timeit(calls).median)

        calls = calls_for(bare)
        found.append(
            compare(f"pytorch {workload} {task} batch {batch}", "Timer", medians(subject.call), theirs, calls)
        )
    tell(found)


def keras_half() -> None:
    """Measures TensorFlow's training rows."""
    found = []
    for workload, task, batch in ROWS:
        if task != "train":
            continue
        for mode in ("function", "xla"):
            subject, _ = keras_subject(workload, task, batch, usable_cores(), mode)
            fit = _fit(subject, mode)
            calls = 2 * calls_for(subject.call)
            fit(calls)
            name = f"tensorflow {mode} {workload} {task} batch {batch}"
            found.append(compare(name, "fit", _whole(subject.call), fit, calls))
    tell(found)


def _whole(call: Callable[[], object]) -> Callable[[int], float]:
    """Seconds a step of all steps together, as `fit` can only be timed."""

    def run(calls: int) -> float:
        began = time.perf_counter()
        for _ in range(calls):
            call()
        return (time.perf_counter() - began) / calls

    return run


def _fit(subject: Any, mode: str) -> Callable[[int], float]:
    import keras
    import tensorflow as tf

    from probes.workloads.base import LEARNING_RATE

    model = subject._model
    model.compile(
        optimizer=keras.optimizers.SGD(LEARNING_RATE, momentum=subject._workload.momentum),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=mode == "xla",
    )
    batch = tf.data.Dataset.from_tensors((subject._inputs, subject._targets)).cache().repeat().prefetch(2)

    def run(calls: int) -> float:
        began = time.perf_counter()
        model.fit(batch, steps_per_epoch=calls, epochs=1, verbose=0)
        return (time.perf_counter() - began) / calls

    return run


def main() -> None:
    """Prints every row."""
    halves = {"pytorch": torch_half, "tensorflow": keras_half}
    if len(sys.argv) > 1:
        halves[sys.argv[1]]()
        return
    print(f"{processor_name()}, {usable_cores()} cores, Python {platform.python_version()}")
    for framework in halves:
        show(in_own_process(__file__, framework))


if __name__ == "__main__":
    main()
