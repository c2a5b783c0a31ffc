"""Models that gather and scatter: look-ups in large tables, and messages along the edges of graphs."""

from __future__ import annotations

from typing import Any

import numpy as np

from probes.workloads.base import (
    Array,
    Workload,
    dense,
    random_stream,
    take_shape,
    traffic,
    work,
)

TABLES = 8
ROWS = 20_000
EMBEDDED = 32
WIDTHS = (128, 64)
CLASSES = 2

NODES = 64
DEGREE = 6
HIDDEN = 64
ROUNDS = 2
KINDS = 10


def embedding(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds a recommender: sums of looked-up rows beside dense features, then dense layers.

    `input` is [dense features, rows looked up in each table]. After Naumov et al. 2019, with sparse
    gradients and plain stochastic gradient descent as there.

    Raises:
        ProbeError: The input has another form.
    """
    features, bag = take_shape(size, [13, 4], "dense features, look-ups a table")
    random = random_stream(seed)
    weights: dict[str, Array] = {}
    for table in range(TABLES):
        rows = random.random_sample((ROWS, EMBEDDED)).astype(np.float32)
        weights[f"lookup{table}.table"] = (rows - np.float32(0.5)) * np.float32(0.2)
    before = features + TABLES * EMBEDDED
    forward = batch * TABLES * bag * EMBEDDED
    widths = (*WIDTHS, CLASSES)
    for place, after in enumerate(widths):
        weights |= dense(random, f"dense{place}", before, after)
        forward += 2 * batch * before * after
        before = after
    sparse = frozenset(name for name in weights if name.endswith(".table"))
    touched = {name: array for name, array in weights.items() if name not in sparse}
    looked_up = batch * TABLES * bag * EMBEDDED
    return Workload(
        name="embedding",
        size={
            "input": [features, bag],
            "tables": TABLES,
            "rows": ROWS,
            "width": EMBEDDED,
            "hidden": list(WIDTHS),
            "classes": CLASSES,
            "layers": len(widths),
        },
        task=task,
        batch=batch,
        weights=weights,
        state={},
        inputs={
            "features": random.standard_normal((batch, features)).astype(np.float32),
            "rows": random.randint(0, ROWS, (batch, TABLES, bag)).astype(np.int64),
        },
        targets=random.randint(0, CLASSES, batch).astype(np.int64),
        flops=work(task, forward),
        bytes=traffic(task, touched, looked_up + batch * (features + sum(widths))),
        momentum=0.0,
        sparse=sparse,
    )


def gnn(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds a graph network: each node adds what its neighbours send on average (Hamilton et al. 2017).

    `input` is [nodes of a graph, features of a node]. A batch is one graph of separate parts, and each part
    is classified by the mean of its nodes.

    Raises:
        ProbeError: The input has another form, or a graph of fewer than two nodes.
    """
    nodes, features = take_shape(size, [NODES, 32], "nodes, features", least=2)
    random = random_stream(seed)
    weights: dict[str, Array] = {}
    before = features
    total, edges = batch * nodes, batch * nodes * DEGREE
    forward, activations = 0, total * features
    for place in range(ROUNDS):
        weights |= dense(random, f"own{place}", before, HIDDEN)
        neighbour = dense(random, f"neighbour{place}", before, HIDDEN)
        weights[f"neighbour{place}.weight"] = neighbour[f"neighbour{place}.weight"]
        forward += 4 * total * before * HIDDEN + edges * before
        activations += edges * before + 3 * total * HIDDEN
        before = HIDDEN
    weights |= dense(random, "head", HIDDEN, KINDS)
    receivers = np.repeat(np.arange(total, dtype=np.int64), DEGREE)
    graph = receivers // nodes
    return Workload(
        name="gnn",
        size={
            "input": [nodes, features],
            "degree": DEGREE,
            "hidden": HIDDEN,
            "layers": ROUNDS,
            "classes": KINDS,
        },
        task=task,
        batch=batch,
        weights=weights,
        state={},
        inputs={
            "features": random.standard_normal((total, features)).astype(np.float32),
            "senders": graph * nodes + random.randint(0, nodes, edges).astype(np.int64),
            "receivers": receivers,
            "graphs": np.repeat(np.arange(batch, dtype=np.int64), nodes),
        },
        targets=random.randint(0, KINDS, batch).astype(np.int64),
        flops=work(task, forward + 2 * batch * HIDDEN * KINDS),
        bytes=traffic(task, weights, activations),
    )
