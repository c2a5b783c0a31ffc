"""Transformers."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from probes.backends.tensorflow.models.dense import affine, variables
from probes.workloads.base import LAYER_NORM_EPSILON, Workload


class _Positions(keras.layers.Layer):
    """Adds an embedding of each place in the sequence."""

    def __init__(self, count: int, width: int) -> None:
        super().__init__(name="positions")
        self.count = count
        self.table = keras.layers.Embedding(count, width)
        self.table.build((None,))
        self.built = True

    def call(self, values: Any) -> Any:
        """Values of shape (batch, count, width), the same afterwards."""
        return values + self.table(keras.ops.arange(self.count))


def encoder(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """Keras's own attention, as a functional model."""
    size, named = workload.size, dict[str, Any]()
    (count,), width = size["input"], size["width"]
    tokens = keras.Input((count,), dtype="int64")
    table = keras.layers.Embedding(size["vocabulary"], width)
    positions = _Positions(count, width)
    values = positions(table(tokens))
    named |= {"tokens.table": table.embeddings, "positions.table": positions.table.embeddings}

    def norm(values: Any, name: str) -> Any:
        layer = keras.layers.LayerNormalization(epsilon=LAYER_NORM_EPSILON)
        values = layer(values)
        named.update(affine(layer, name))
        return values

    def dense(values: Any, name: str, units: int, activation: str | None = None) -> Any:
        layer = keras.layers.Dense(units, activation=activation)
        values = layer(values)
        named.update(variables(layer, name))
        return values

    for number in range(size["layers"]):
        attention = keras.layers.MultiHeadAttention(size["heads"], width // size["heads"])
        normal = norm(values, f"attention_norm{number}")
        values = values + attention(normal, normal)
        for part in ("query", "key", "value"):
            named.update(variables(getattr(attention, f"{part}_dense"), f"{part}{number}"))
        named.update(variables(attention.output_dense, f"out{number}"))
        hidden = dense(norm(values, f"dense_norm{number}"), f"up{number}", size["hidden"], "gelu")
        values = values + dense(hidden, f"down{number}", width)
    values = keras.layers.GlobalAveragePooling1D()(norm(values, "last_norm"))
    return keras.Model(tokens, dense(values, "head", size["classes"])), named


class _DecoderLayer(keras.layers.Layer):
    def __init__(self, workload: Workload) -> None:
        super().__init__(name="decoder_layer")
        self._size = workload.size
        width = self._size["width"]
        self.attention_norm = keras.layers.LayerNormalization(epsilon=LAYER_NORM_EPSILON)
        self.query, self.key, self.value, self.out = (keras.layers.Dense(width) for _ in range(4))
        self.dense_norm = keras.layers.LayerNormalization(epsilon=LAYER_NORM_EPSILON)
        self.up = keras.layers.Dense(self._size["hidden"], activation="gelu")
        self.down = keras.layers.Dense(width)
        for part in (self.query, self.key, self.value, self.out, self.up):
            part.build((None, None, width))
        self.down.build((None, None, self._size["hidden"]))
        for part in (self.attention_norm, self.dense_norm):
            part.build((None, None, width))
        self.keys: Any = None
        self.values: Any = None
        if workload.steps_on:
            batch, heads, context, part = workload.state["cache0.keys"].shape
            shape = (context, batch, heads, part)
            self.keys = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="keys")
            self.values = self.add_weight(shape=shape, initializer="zeros", trainable=False, name="values")
        self.built = True

    def call(self, values: Any, at: Any = None, seen: Any = None) -> Any:
        normal = self.attention_norm(values)
        query, key, value = (self._split(part(normal)) for part in (self.query, self.key, self.value))
        if at is None:
            mixed = keras.ops.dot_product_attention(query, key, value, is_causal=True)
        else:
            for cache, new in ((self.keys, key), (self.values, value)):
                cache.value.scatter_update(tf.IndexedSlices(new[None, :, 0], at[None]))
            kept = (tf.transpose(cache.value, (1, 0, 2, 3)) for cache in (self.keys, self.values))
            mixed = keras.ops.dot_product_attention(query, *kept, mask=seen)
        shape = tf.shape(values)
        values = values + self.out(tf.reshape(mixed, shape))
        return values + self.down(self.up(self.dense_norm(values)))

    def _split(self, values: Any) -> Any:
        batch, count, width = values.shape
        return tf.reshape(values, (batch, count, self._size["heads"], width // self._size["heads"]))


class _Decoder(keras.Model):
    def __init__(self, workload: Workload) -> None:
        super().__init__(name="decoder")
        size = workload.size
        (self.context,), width = size["input"], size["width"]
        self.tokens = keras.layers.Embedding(size["vocabulary"], width)
        self.positions = keras.layers.Embedding(self.context, width)
        self.blocks = [_DecoderLayer(workload) for _ in range(size["layers"])]
        self.last_norm = keras.layers.LayerNormalization(epsilon=LAYER_NORM_EPSILON)
        self.head = keras.layers.Dense(size["vocabulary"])
        for part, shape in (
            (self.tokens, (None, None)),
            (self.positions, (None,)),
            (self.last_norm, (None, None, width)),
            (self.head, (None, None, width)),
        ):
            part.build(shape)
        self.position = None
        if workload.steps_on:
            self.position = self.add_weight(
                shape=(), initializer="zeros", trainable=False, name="position", dtype="int64"
            )
        self.built = True

    def call(self, tokens: Any) -> Any:
        if self.position is None:
            values = self.tokens(tokens) + self.positions(tf.range(self.context))
            for block in self.blocks:
                values = block(values)
            return self.head(self.last_norm(values))
        at = tf.identity(self.position.value)
        half = tf.constant(self.context // 2, tf.int64)
        self.position.value.assign(tf.where(at + 1 < self.context, at + 1, half))
        seen = (tf.range(self.context, dtype=tf.int64) <= at)[None, None, None, :]
        values = self.tokens(tokens) + self.positions(at)
        for block in self.blocks:
            values = block(values, at=at, seen=seen)
        return self.head(self.last_norm(values))


def decoder(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """A decoder with its cache in variables of fixed size, written in place."""
    model = _Decoder(workload)
    named = {
        "tokens.table": model.tokens.embeddings,
        "positions.table": model.positions.embeddings,
        **affine(model.last_norm, "last_norm"),
        **variables(model.head, "head"),
    }
    if workload.steps_on:
        named["position"] = model.position
    for number, block in enumerate(model.blocks):
        for name in ("query", "key", "value", "out", "up", "down"):
            named |= variables(getattr(block, name), f"{name}{number}")
        for name in ("attention_norm", "dense_norm"):
            named |= affine(getattr(block, name), f"{name}{number}")
        if workload.steps_on:
            named |= {f"cache{number}.keys": block.keys, f"cache{number}.values": block.values}
    return model, named
