"""Models that gather and scatter."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from probes.backends.tensorflow.models.dense import stack, variables
from probes.workloads.base import Workload


class _Recommender(keras.Model):
    def __init__(self, workload: Workload, dense: list[Any]) -> None:
        super().__init__(name="recommender")
        size = workload.size
        self.tables = [keras.layers.Embedding(size["rows"], size["width"]) for _ in range(size["tables"])]
        for table in self.tables:
            table.build((None, None))
        self.dense = dense
        self.built = True

    def call(self, inputs: Any) -> Any:
        rows = inputs["rows"]
        found = [tf.reduce_sum(table(rows[:, number]), axis=1) for number, table in enumerate(self.tables)]
        values = tf.concat([inputs["features"], *found], axis=1)
        for layer in self.dense:
            values = layer(values)
        return values


def embedding(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """Look-ups whose gradients are indexed slices."""
    dense, named = stack(workload)
    model = _Recommender(workload, dense)
    return model, named | {
        f"lookup{number}.table": table.embeddings for number, table in enumerate(model.tables)
    }


class _Graph(keras.Model):
    def __init__(self, workload: Workload) -> None:
        super().__init__(name="graph")
        size = workload.size
        self.parts, self.nodes, self.degree = workload.batch, size["input"][0], size["degree"]
        self.own, self.neighbour = [], []
        for number in range(size["layers"]):
            before, hidden = workload.weights[f"own{number}.weight"].shape
            self.own.append(keras.layers.Dense(hidden))
            self.neighbour.append(keras.layers.Dense(hidden, use_bias=False))
            self.own[-1].build((None, before))
            self.neighbour[-1].build((None, before))
        self.head = keras.layers.Dense(size["classes"])
        self.head.build((None, size["hidden"]))
        self.built = True

    def call(self, inputs: Any) -> Any:
        values = inputs["features"]
        for own, neighbour in zip(self.own, self.neighbour, strict=True):
            sent = tf.gather(values, inputs["senders"])
            heard = tf.math.unsorted_segment_sum(sent, inputs["receivers"], self.parts * self.nodes)
            values = tf.nn.relu(own(values) + neighbour(heard / self.degree))
        pooled = tf.math.unsorted_segment_sum(values, inputs["graphs"], self.parts)
        return self.head(pooled / self.nodes)


def gnn(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """Messages by gathering and adding up segments."""
    model = _Graph(workload)
    named = variables(model.head, "head")
    for number, (own, neighbour) in enumerate(zip(model.own, model.neighbour, strict=True)):
        named |= variables(own, f"own{number}") | variables(neighbour, f"neighbour{number}")
    return model, named
