"""Dense layers with ReLU, as on tables."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from probes.workloads.base import Workload, kaiming, random_stream, traffic, work

HIDDEN = (256, 128)
CLASSES = 10


def mlp(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds the workload; `input` may have any shape, which is flattened."""
    features = int(np.prod(size.get("input", [784])))
    widths = (features, *HIDDEN, CLASSES)
    random = random_stream(seed)
    weights = {}
    for place, (before, after) in enumerate(pairwise(widths)):
        weights[f"dense{place}.weight"] = kaiming(random, (before, after))
        weights[f"dense{place}.bias"] = (0.1 * random.standard_normal(after)).astype(np.float32)
    forward = 2 * batch * sum(a * b for a, b in pairwise(widths))
    return Workload(
        name="mlp",
        size={"input": [features], "hidden": list(HIDDEN), "classes": CLASSES, "layers": len(widths) - 1},
        task=task,
        batch=batch,
        weights=weights,
        state={},
        inputs={"features": random.standard_normal((batch, features)).astype(np.float32)},
        targets=random.randint(0, CLASSES, batch).astype(np.int64),
        flops=work(task, forward),
        bytes=traffic(task, weights, batch * sum(widths)),
    )
