"""Recurrent models: a long short-term memory, and a cell whose number of steps the data decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from probes.workloads.base import (
    Array,
    Workload,
    dense,
    random_stream,
    small,
    take_shape,
    traffic,
    work,
)

UNITS = 128
LAYERS = 1
CLASSES = 10
#: Of the data-dependent loop; no example asks for more.
MOST_STEPS = 24


def rnn(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds an LSTM whose last output is classified; `input` is [steps, features].

    The gates lie in the order input, forget, cell, output.

    Raises:
        ProbeError: The input has another form.
    """
    steps, features = take_shape(size, [32, 32], "steps, features")
    random = random_stream(seed)
    scale = np.float32(1 / np.sqrt(UNITS))
    weights: dict[str, Array] = {
        "lstm.input.weight": random.uniform(-scale, scale, (features, 4 * UNITS)).astype(np.float32),
        "lstm.recurrent.weight": random.uniform(-scale, scale, (UNITS, 4 * UNITS)).astype(np.float32),
        "lstm.bias": small(random, 4 * UNITS),
        **dense(random, "head", UNITS, CLASSES),
    }
    forward = 2 * batch * (steps * (features + UNITS) * 4 * UNITS + UNITS * CLASSES)
    return Workload(
        name="rnn",
        size={"input": [steps, features], "units": UNITS, "layers": LAYERS, "classes": CLASSES},
        task=task,
        batch=batch,
        weights=weights,
        state={},
        inputs={"sequence": random.standard_normal((batch, steps, features)).astype(np.float32)},
        targets=random.randint(0, CLASSES, batch).astype(np.int64),
        flops=work(task, forward),
        bytes=traffic(task, weights, batch * steps * (features + 6 * UNITS)),
    )


def dynamic(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds a cell that is applied to each example as often as the example asks; `input` is [features].

    The loop ends when no example of the batch asks for more, which only the data know.

    Raises:
        ProbeError: The input has another form.
    """
    (features,) = take_shape(size, [64], "features")
    random = random_stream(seed)
    weights = (
        dense(random, "input", features, UNITS)
        | dense(random, "recurrent", UNITS, UNITS)
        | dense(random, "head", UNITS, CLASSES)
    )
    wanted = random.randint(MOST_STEPS // 4, MOST_STEPS + 1, batch).astype(np.int64)
    forward = 2 * batch * (features * UNITS + int(wanted.max()) * UNITS * UNITS + UNITS * CLASSES)
    return Workload(
        name="dynamic",
        size={"input": [features], "units": UNITS, "most": MOST_STEPS, "classes": CLASSES, "layers": 1},
        task=task,
        batch=batch,
        weights=weights,
        state={},
        inputs={
            "features": random.standard_normal((batch, features)).astype(np.float32),
            "wanted": wanted,
        },
        targets=random.randint(0, CLASSES, batch).astype(np.int64),
        flops=work(task, forward),
        bytes=traffic(task, weights, batch * (features + int(wanted.max()) * 3 * UNITS)),
    )
