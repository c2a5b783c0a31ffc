"""A small U-Net block that predicts noise, as diffusion models do (Ho et al. 2020).

Down: a residual block and average pooling; middle: a residual block; up: nearest neighbours doubled, the
skipped image beside it, a residual block. A residual block is group normalisation, SiLU and a convolution,
twice, with the step's embedding added between.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from probes.protocol import ProbeError
from probes.workloads.base import (
    Array,
    Workload,
    dense,
    kaiming,
    norm,
    random_stream,
    small,
    take_shape,
    traffic,
    work,
)

WIDTH = 32
GROUPS = 8
EMBEDDED = 64


def diffusion(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds the block; `input` is [channels, height, width].

    Raises:
        ProbeError: The input has another form, or an odd height or width.
    """
    channels, height, width = take_shape(size, [3, 16, 16], "channels, height, width")
    if height % 2 or width % 2:
        raise ProbeError("unsupported", "the diffusion block halves the image: give an even height and width")
    random = random_stream(seed)
    weights: dict[str, Array] = {}
    forward, activations = 0, batch * channels * height * width

    def conv(name: str, before: int, after: int, pixels: int, side: int = 3) -> None:
        nonlocal forward, activations
        weights[f"{name}.weight"] = kaiming(random, (side, side, before, after))
        weights[f"{name}.bias"] = small(random, after)
        forward += 2 * batch * side * side * before * after * pixels
        activations += 3 * batch * after * pixels

    def block(name: str, before: int, after: int, pixels: int) -> None:
        nonlocal weights
        weights |= norm(random, f"{name}.norm0", before)
        conv(f"{name}.conv0", before, after, pixels)
        weights |= dense(random, f"{name}.step", EMBEDDED, after)
        weights |= norm(random, f"{name}.norm1", after)
        conv(f"{name}.conv1", after, after, pixels)
        if before != after:
            conv(f"{name}.skip", before, after, pixels, side=1)

    whole = height * width
    conv("first", channels, WIDTH, whole)
    block("down", WIDTH, WIDTH, whole)
    block("middle", WIDTH, 2 * WIDTH, whole // 4)
    block("up", 3 * WIDTH, WIDTH, whole)
    weights |= norm(random, "last_norm", WIDTH)
    conv("last", WIDTH, channels, whole)
    shape = (batch, channels, height, width)
    return Workload(
        name="diffusion",
        size={
            "input": [channels, height, width],
            "width": WIDTH,
            "groups": GROUPS,
            "step": EMBEDDED,
            "layers": 3,
        },
        task=task,
        batch=batch,
        weights=weights,
        state={},
        inputs={
            "image": random.standard_normal(shape).astype(np.float32),
            "step": random.standard_normal((batch, EMBEDDED)).astype(np.float32),
        },
        targets=random.standard_normal(shape).astype(np.float32),
        flops=work(task, forward),
        bytes=traffic(task, weights, activations),
        loss="squares",
    )
