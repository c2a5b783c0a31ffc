"""Recurrent models."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from probes.backends.tensorflow.models.dense import variables
from probes.workloads.base import Workload


def rnn(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """Keras's own LSTM."""
    lstm = keras.layers.LSTM(workload.size["units"])
    head = keras.layers.Dense(workload.size["classes"])
    model = keras.Sequential([keras.Input(workload.size["input"]), lstm, head])
    cell = lstm.cell
    return model, {
        "lstm.input.weight": cell.kernel,
        "lstm.recurrent.weight": cell.recurrent_kernel,
        "lstm.bias": cell.bias,
        **variables(head, "head"),
    }


class _Dynamic(keras.Model):
    def __init__(self, workload: Workload) -> None:
        super().__init__(name="dynamic")
        (features,), units = workload.size["input"], workload.size["units"]
        self.most = workload.size["most"]
        self.given = keras.layers.Dense(units)
        self.recurrent = keras.layers.Dense(units)
        self.head = keras.layers.Dense(workload.size["classes"])
        self.given.build((None, features))
        self.recurrent.build((None, units))
        self.head.build((None, units))
        self.built = True

    def call(self, inputs: Any) -> Any:
        given = self.given(inputs["features"])

        def goes_on(_: Any, left: Any) -> Any:
            return tf.reduce_any(left > 0)

        def step(values: Any, left: Any) -> Any:
            after = tf.tanh(given + self.recurrent(values))
            return tf.where((left > 0)[:, None], after, values), left - 1

        # XLA takes gradients of loops only if it knows how long they can be at most.
        values, _ = tf.while_loop(
            goes_on, step, (tf.tanh(given), inputs["wanted"]), maximum_iterations=self.most
        )
        return self.head(values)


def dynamic(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """A loop in the graph, as TensorFlow's guide on functions recommends."""
    model = _Dynamic(workload)
    named = variables(model.given, "input") | variables(model.recurrent, "recurrent")
    return model, named | variables(model.head, "head")
