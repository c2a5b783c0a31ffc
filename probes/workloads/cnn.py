"""Convolutions with batch normalisation, ReLU and pooling, as on images.

Each stage is a 3 × 3 convolution without bias that keeps the size, a batch normalisation, ReLU and 2 × 2
max pooling; then global average pooling and a dense layer. Pooling, not a stride, makes the image smaller:
the two frameworks pad strided convolutions differently.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from probes.protocol import ProbeError
from probes.workloads.base import Workload, kaiming, random_stream, take_shape, traffic, work

CHANNELS = (32, 64, 128)
CLASSES = 10


def cnn(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds the workload; `input` is (channels, height, width).

    Raises:
        ProbeError: The image is too small to be pooled three times, or is none.
    """
    shape = take_shape(size, [3, 32, 32], "channels, height, width")
    least = 2 ** len(CHANNELS)
    if min(shape[1:]) < least:
        raise ProbeError("unsupported", f"the cnn takes images of {least} × {least} pixels at least")
    random = random_stream(seed)
    weights, state = {}, {}
    before, height, width = shape
    forward, activations = 0, batch * before * height * width
    for place, after in enumerate(CHANNELS):
        # Some variances are small, in training and in running, so that a wrong epsilon shows in the results.
        scale = random.uniform(0.02, 1.0, after).astype(np.float32)
        weights[f"conv{place}.weight"] = kaiming(random, (3, 3, before, after)) * scale
        weights[f"norm{place}.gamma"] = random.uniform(0.5, 1.5, after).astype(np.float32)
        weights[f"norm{place}.beta"] = (0.1 * random.standard_normal(after)).astype(np.float32)
        state[f"norm{place}.mean"] = (0.1 * random.standard_normal(after)).astype(np.float32)
        state[f"norm{place}.variance"] = random.uniform(0.01, 1.0, after).astype(np.float32)
        forward += 2 * batch * 9 * before * after * height * width
        activations += 2 * batch * after * height * width
        before, height, width = after, height // 2, width // 2
    weights["dense.weight"] = kaiming(random, (before, CLASSES))
    weights["dense.bias"] = (0.1 * random.standard_normal(CLASSES)).astype(np.float32)
    forward += 2 * batch * before * CLASSES
    return Workload(
        name="cnn",
        size={"input": shape, "channels": list(CHANNELS), "classes": CLASSES, "layers": len(CHANNELS)},
        task=task,
        batch=batch,
        weights=weights,
        state=state,
        inputs={"image": random.standard_normal((batch, *shape)).astype(np.float32)},
        targets=random.randint(0, CLASSES, batch).astype(np.int64),
        flops=work(task, forward),
        bytes=traffic(task, weights, activations),
    )
