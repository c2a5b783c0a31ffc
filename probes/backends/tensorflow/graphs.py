"""The workloads as raw TensorFlow operations, as a TensorFlow 1.x graph is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tensorflow as tf

from probes.protocol import ProbeError
from probes.workloads.base import (
    BATCH_NORM_EPSILON,
    BATCH_NORM_MOMENTUM,
    GROUP_NORM_EPSILON,
    LAYER_NORM_EPSILON,
    Workload,
)

v1 = tf.compat.v1


class Graph:
    """Adds a workload's operations to the default graph.

    Args:
        workload: Which one.
        named: Its variables, by their neutral names.

    Attributes:
        updates: What a training step has to run beside the optimiser.
    """

    def __init__(self, workload: Workload, named: Mapping[str, Any]) -> None:
        self._workload = workload
        self._named = named
        self.updates: list[Any] = []

    def forward(self, inputs: Mapping[str, Any]) -> Any:
        """The results of one call.

        Raises:
            ProbeError: There is no graph for the workload.
        """
        models: Mapping[str, Callable[..., Any]] = {
            "cnn": self._cnn,
            "decoder": self._decoder,
            "diffusion": self._diffusion,
            "dynamic": self._dynamic,
            "embedding": self._embedding,
            "gnn": self._gnn,
            "mlp": self._mlp,
            "rnn": self._rnn,
            "transformer": self._transformer,
        }
        if self._workload.name not in models:
            raise ProbeError("unsupported", f"no graph for '{self._workload.name}'")
        return models[self._workload.name](**inputs)

    def _dense(self, values: Any, name: str) -> Any:
        weight = self._named[f"{name}.weight"]
        flat = values if len(values.shape) == 2 else tf.reshape(values, (-1, weight.shape[0]))
        flat = tf.nn.bias_add(tf.matmul(flat, weight), self._named[f"{name}.bias"])
        return flat if len(values.shape) == 2 else tf.reshape(flat, (*values.shape[:-1], weight.shape[1]))

    def _stack(self, values: Any) -> Any:
        for place in range(self._workload.layers):
            values = self._dense(values, f"dense{place}")
            values = tf.nn.relu(values) if place < self._workload.layers - 1 else values
        return values

    def _mlp(self, features: Any) -> Any:
        return self._stack(features)

    def _cnn(self, image: Any) -> Any:
        values = image
        for place in range(self._workload.layers):
            values = tf.nn.conv2d(values, self._named[f"conv{place}.weight"], strides=1, padding="SAME")
            values = tf.nn.relu(self._batch_norm(values, f"norm{place}"))
            values = tf.nn.max_pool2d(values, 2, 2, "VALID")
        return self._dense(tf.reduce_mean(values, axis=(1, 2)), "dense")

    def _batch_norm(self, values: Any, name: str) -> Any:
        gamma, beta = self._named[f"{name}.gamma"], self._named[f"{name}.beta"]
        mean, variance = self._named[f"{name}.mean"], self._named[f"{name}.variance"]
        if self._workload.task != "train":
            normal, _, _ = v1.nn.fused_batch_norm(
                values,
                gamma,
                beta,
                mean=mean,
                variance=variance,
                epsilon=BATCH_NORM_EPSILON,
                is_training=False,
            )
            return normal
        normal, batch_mean, batch_variance = v1.nn.fused_batch_norm(
            values, gamma, beta, epsilon=BATCH_NORM_EPSILON, is_training=True
        )
        for kept, seen in ((mean, batch_mean), (variance, batch_variance)):
            self.updates.append(kept.assign_sub((kept - seen) * (1 - BATCH_NORM_MOMENTUM)))
        return normal

    def _normalise(self, values: Any, axes: tuple[int, ...], epsilon: float) -> Any:
        mean, variance = tf.nn.moments(values, axes, keepdims=True)
        return (values - mean) * tf.math.rsqrt(variance + epsilon)

    def _layer_norm(self, values: Any, name: str) -> Any:
        normal = self._normalise(values, (-1,), LAYER_NORM_EPSILON)
        return normal * self._named[f"{name}.gamma"] + self._named[f"{name}.beta"]

    def _transformer(self, tokens: Any) -> Any:
        values = tf.gather(self._named["tokens.table"], tokens) + self._named["positions.table"]
        for number in range(self._workload.layers):
            values = self._layer(values, number, self._attend)
        return self._dense(tf.reduce_mean(self._layer_norm(values, "last_norm"), axis=1), "head")

    def _decoder(self, tokens: Any) -> Any:
        (context,) = self._workload.size["input"]
        if not self._workload.steps_on:
            mask = tf.linalg.band_part(tf.ones((context, context), tf.bool), -1, 0)
            values = tf.gather(self._named["tokens.table"], tokens) + self._named["positions.table"]
            for number in range(self._workload.layers):
                values = self._layer(values, number, lambda q, k, v: self._attend(q, k, v, mask))
            return self._dense(self._layer_norm(values, "last_norm"), "head")
        position = self._named["position"]
        at = tf.identity(position)
        seen = tf.range(context, dtype=tf.int64) <= at
        values = tf.gather(self._named["tokens.table"], tokens) + tf.gather(
            self._named["positions.table"], at
        )
        for number in range(self._workload.layers):

            def cached(query: Any, key: Any, value: Any, number: int = number) -> Any:
                keys, kept = self._named[f"cache{number}.keys"], self._named[f"cache{number}.values"]
                written = [
                    keys.scatter_update(tf.IndexedSlices(key[None, :, :, 0], at[None])),
                    kept.scatter_update(tf.IndexedSlices(value[None, :, :, 0], at[None])),
                ]
                with tf.control_dependencies(written):
                    earlier = tf.transpose(keys.read_value(), (1, 2, 0, 3))
                    return self._attend(query, earlier, tf.transpose(kept.read_value(), (1, 2, 0, 3)), seen)

            values = self._layer(values, number, cached)
        with tf.control_dependencies([values]):
            after = tf.where(at + 1 < context, at + 1, tf.constant(context // 2, tf.int64))
            moved = position.assign(after)
        with tf.control_dependencies([moved]):
            return self._dense(self._layer_norm(values, "last_norm"), "head")

    def _layer(self, values: Any, number: int, attend: Callable[[Any, Any, Any], Any]) -> Any:
        normal = self._layer_norm(values, f"attention_norm{number}")
        heads = [self._split(self._dense(normal, f"{part}{number}")) for part in ("query", "key", "value")]
        mixed = tf.reshape(tf.transpose(attend(*heads), (0, 2, 1, 3)), values.shape)
        values = values + self._dense(mixed, f"out{number}")
        hidden = tf.nn.gelu(self._dense(self._layer_norm(values, f"dense_norm{number}"), f"up{number}"))
        return values + self._dense(hidden, f"down{number}")

    def _split(self, values: Any) -> Any:
        batch, count, width = values.shape
        heads = self._workload.size["heads"]
        return tf.transpose(tf.reshape(values, (batch, count, heads, width // heads)), (0, 2, 1, 3))

    def _attend(self, query: Any, key: Any, value: Any, mask: Any = None) -> Any:
        scores = tf.matmul(query, key, transpose_b=True) / float(query.shape[-1]) ** 0.5
        if mask is not None:
            scores = tf.where(mask, scores, tf.fill(scores.shape, scores.dtype.min))
        return tf.matmul(tf.nn.softmax(scores), value)

    def _rnn(self, sequence: Any) -> Any:
        units, batch = self._workload.size["units"], self._workload.batch
        weight, recurrent = self._named["lstm.input.weight"], self._named["lstm.recurrent.weight"]
        steps, features = self._workload.size["input"]
        # All steps' inputs at once, as TensorFlow 1's fused cells do; the loop is what remains.
        flat = tf.matmul(tf.reshape(sequence, (-1, features)), weight) + self._named["lstm.bias"]
        given = tf.transpose(tf.reshape(flat, (batch, steps, 4 * units)), (1, 0, 2))

        def step(number: Any, hidden: Any, cell: Any) -> Any:
            gates = tf.split(tf.gather(given, number) + tf.matmul(hidden, recurrent), 4, axis=1)
            cell = tf.sigmoid(gates[1]) * cell + tf.sigmoid(gates[0]) * tf.tanh(gates[2])
            return number + 1, tf.sigmoid(gates[3]) * tf.tanh(cell), cell

        zeros = tf.zeros((batch, units))
        _, hidden, _ = v1.while_loop(lambda number, *_: number < steps, step, (0, zeros, zeros))
        return self._dense(hidden, "head")

    def _dynamic(self, features: Any, wanted: Any) -> Any:
        given = self._dense(features, "input")

        def step(values: Any, left: Any) -> Any:
            after = tf.tanh(given + self._dense(values, "recurrent"))
            return tf.where((left > 0)[:, None], after, values), left - 1

        values, _ = v1.while_loop(
            lambda _, left: tf.reduce_any(left > 0), step, (tf.tanh(given), tf.identity(wanted))
        )
        return self._dense(values, "head")

    def _embedding(self, features: Any, rows: Any) -> Any:
        found = [
            tf.reduce_sum(
                tf.nn.embedding_lookup(self._named[f"lookup{number}.table"], rows[:, number]), axis=1
            )
            for number in range(self._workload.size["tables"])
        ]
        return self._stack(tf.concat([features, *found], axis=1))

    def _gnn(self, features: Any, senders: Any, receivers: Any, graphs: Any) -> Any:
        size, values = self._workload.size, features
        nodes = size["input"][0]
        for number in range(self._workload.layers):
            sent = tf.gather(values, senders)
            heard = tf.math.unsorted_segment_sum(sent, receivers, self._workload.batch * nodes)
            heard = tf.matmul(heard / size["degree"], self._named[f"neighbour{number}.weight"])
            values = tf.nn.relu(self._dense(values, f"own{number}") + heard)
        return self._dense(tf.math.unsorted_segment_sum(values, graphs, self._workload.batch) / nodes, "head")

    def _diffusion(self, image: Any, step: Any) -> Any:
        skipped = self._residual(self._conv(image, "first"), step, "down")
        values = self._residual(tf.nn.avg_pool2d(skipped, 2, 2, "VALID"), step, "middle")
        values = tf.repeat(tf.repeat(values, 2, axis=1), 2, axis=2)
        values = self._residual(tf.concat([values, skipped], axis=-1), step, "up")
        return self._conv(self._group_norm(values, "last_norm"), "last")

    def _residual(self, image: Any, step: Any, name: str) -> Any:
        values = self._conv(self._group_norm(image, f"{name}.norm0"), f"{name}.conv0")
        values = values + self._dense(step, f"{name}.step")[:, None, None, :]
        values = self._conv(self._group_norm(values, f"{name}.norm1"), f"{name}.conv1")
        return values + (self._conv(image, f"{name}.skip") if f"{name}.skip.weight" in self._named else image)

    def _conv(self, values: Any, name: str) -> Any:
        values = tf.nn.conv2d(values, self._named[f"{name}.weight"], strides=1, padding="SAME")
        return tf.nn.bias_add(values, self._named[f"{name}.bias"])

    def _group_norm(self, values: Any, name: str) -> Any:
        """Group normalisation and SiLU."""
        batch, height, width, channels = values.shape
        groups = self._workload.size["groups"]
        parts = tf.reshape(values, (batch, height, width, groups, channels // groups))
        normal = tf.reshape(self._normalise(parts, (1, 2, 4), GROUP_NORM_EPSILON), values.shape)
        return tf.nn.silu(normal * self._named[f"{name}.gamma"] + self._named[f"{name}.beta"])
