"""The steps of the probes beside the same steps in other hands, each framework in a process of its own.

`python benchmarks/overhead.py` and `python benchmarks/side_by_side.py` print what this measures.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Any

from probes.timing import time_block, warm_up
from probes.workloads import build_workload
from probes.workloads.base import LEARNING_RATE

#: (workload, task, batch)
ROWS = [
    ("mlp", "train", 32),
    ("mlp", "infer", 1),
    ("cnn", "train", 32),
    ("cnn", "infer", 1),
    ("cnn", "infer", 32),
    ("transformer", "train", 32),
    ("transformer", "infer", 1),
    ("rnn", "train", 32),
]
ROUNDS = 30
BLOCK_S = 0.1
SEED = 20261124


@dataclass(frozen=True)
class Beside:
    """A row in our hands and in another's.

    Attributes:
        row: Its name.
        other: Whose hands.
        ours_ms: Median over blocks of a step in ms.
        theirs_ms: As above.
        ratio: Median over rounds of ours / theirs.
    """

    row: str
    other: str
    ours_ms: float
    theirs_ms: float
    ratio: float


def compare(
    row: str, other: str, ours: Callable[[int], float], theirs: Callable[[int], float], calls: int
) -> Beside:
    """Alternates blocks of both; each callable runs so many steps and gives seconds a step."""
    first: list[float] = []
    second: list[float] = []
    for number in range(ROUNDS):
        for times, run in (
            ((first, ours), (second, theirs)) if number % 2 else ((second, theirs), (first, ours))
        ):
            times.append(run(calls))
    ratio = median(a / b for a, b in zip(first, second, strict=True))
    return Beside(row, other, 1000 * median(first), 1000 * median(second), ratio)


def medians(call: Callable[[], object]) -> Callable[[int], float]:
    """The median of calls that are timed one by one, as the probes do."""
    return lambda calls: time_block(call, calls).median_s


def hand_timed(call: Callable[[], object]) -> Callable[[int], float]:
    """The median of calls in a loop that anyone would write."""

    def run(calls: int) -> float:
        samples = []
        for _ in range(calls):
            began = time.perf_counter()
            call()
            samples.append(time.perf_counter() - began)
        return median(samples)

    return run


def calls_for(call: Callable[[], object]) -> int:
    """Warms a call up and says how many make a block."""
    return max(5, round(BLOCK_S / warm_up(call, 2.0).median_s))


def torch_subject(workload: str, task: str, batch: int, threads: int) -> tuple[Any, Callable[[], object]]:
    """The probe's subject in eager mode, and the same step written by hand around the same module."""
    import torch

    subject = _torch(threads).build(build_workload(workload, {}, task, batch, SEED), "eager")
    module, inputs, targets = subject._module, subject._inputs, subject._targets
    if task == "infer":

        def bare() -> object:
            with torch.inference_mode():
                return module(*inputs).numpy()

        return subject, bare
    optimiser, criterion = subject._optimisers[0], torch.nn.CrossEntropyLoss()

    def step() -> object:
        optimiser.zero_grad(set_to_none=True)
        loss = criterion(module(*inputs), targets)
        loss.backward()
        optimiser.step()
        return loss.item()

    return subject, step


def keras_subject(
    workload: str, task: str, batch: int, threads: int, mode: str
) -> tuple[Any, Callable[[], object]]:
    """The probe's subject in a mode, and the same step written by hand around the same model."""
    import keras
    import tensorflow as tf

    subject = _tensorflow(threads).build(build_workload(workload, {}, task, batch, SEED), mode)
    model, inputs, targets = subject._model, subject._inputs, subject._targets
    compiled = True if mode == "xla" else None
    if task == "infer":
        forward = tf.function(
            lambda given: model(given, training=False),
            input_signature=[subject._signature],
            jit_compile=compiled,
        )
        return subject, lambda: forward(inputs).numpy()
    criterion = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimiser = keras.optimizers.SGD(LEARNING_RATE, momentum=subject._workload.momentum)
    optimiser.build(model.trainable_variables)

    def taken(given: Any, wanted: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = criterion(wanted, model(given, training=True))
        optimiser.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    step = tf.function(taken, jit_compile=compiled)
    return subject, lambda: float(step(inputs, targets).numpy())


@cache
def _torch(threads: int) -> Any:
    """Threads can be set once in a process."""
    from probes.backends.pytorch.backend import PyTorchBackend

    return PyTorchBackend(threads, "cpu")


@cache
def _tensorflow(threads: int) -> Any:
    from probes.backends.tensorflow import Backend as TensorFlowBackend

    return TensorFlowBackend(threads, "cpu")


def in_own_process(script: str, framework: str) -> list[Beside]:
    """Runs a benchmark's half for one framework in a fresh process and reads its last line."""
    done = subprocess.run([sys.executable, script, framework], stdout=subprocess.PIPE, text=True, check=True)
    return [Beside(**entry) for entry in json.loads(done.stdout.splitlines()[-1])]


def tell(found: list[Beside]) -> None:
    """Writes the half's result for the parent."""
    print(json.dumps([vars(entry) for entry in found]))


def show(found: list[Beside]) -> None:
    """Prints rows, times and ratios."""
    for entry in found:
        print(
            f"{entry.row:<36} ours {entry.ours_ms:8.3f} ms   {entry.other} {entry.theirs_ms:8.3f} ms   "
            f"ours / theirs {entry.ratio:5.3f}"
        )
