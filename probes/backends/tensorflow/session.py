"""TensorFlow 1.x's graph and session, through tf.compat.v1 and raw operations.

Keras 3 cannot go there. Data lie in the graph as variables: nothing is fed, so no copy is charged, and unlike
constants they are not folded away.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from probes.backends.tensorflow.models import inputs_of
from probes.protocol import ProbeError
from probes.workloads.base import (
    BATCH_NORM_EPSILON,
    BATCH_NORM_MOMENTUM,
    LEARNING_RATE,
    MOMENTUM,
    Array,
    Workload,
)

v1 = tf.compat.v1


class _Graph:
    """A graph with its weights, and a session on it."""

    layout = ""

    def __init__(self, workload: Workload) -> None:
        self._workload = workload
        self._graph = tf.Graph()
        self._updates: list[Any] = []
        with self._graph.as_default():
            self._named = {
                name: v1.get_variable(
                    name.replace(".", "_"), initializer=array, use_resource=True, trainable=trained
                )
                for arrays, trained in ((workload.weights, True), (workload.state, False))
                for name, array in arrays.items()
            }
            inputs = v1.get_variable(
                "inputs", initializer=inputs_of(workload), use_resource=True, trainable=False
            )
            self._logits = self._forward(inputs)
            self._finish()
            self._restore = v1.global_variables_initializer()
        self._session = v1.Session(graph=self._graph, config=self._config())
        self._session.run(self._restore)

    def reset(self) -> None:
        """Weights, statistics and momentum as built."""
        self._session.run(self._restore)

    def traces(self) -> int:
        """Nothing is traced again: the graph is made once."""
        return 0

    def _finish(self) -> None:
        """Adds what the task needs to the graph."""

    def _callable(self, fetches: Any) -> Any:
        # What TensorFlow 1 recommends for a call that is repeated often.
        return self._session.make_callable(fetches)

    def _config(self) -> Any:
        return v1.ConfigProto(
            intra_op_parallelism_threads=tf.config.threading.get_intra_op_parallelism_threads(),
            inter_op_parallelism_threads=tf.config.threading.get_inter_op_parallelism_threads(),
        )

    def _forward(self, inputs: tf.Tensor) -> tf.Tensor:
        if self._workload.name == "mlp":
            return self._mlp(inputs)
        if self._workload.name == "cnn":
            return self._cnn(inputs)
        raise ProbeError("unsupported", f"no graph for '{self._workload.name}'")

    def _mlp(self, values: tf.Tensor) -> tf.Tensor:
        count = sum(name.endswith(".weight") for name in self._workload.weights)
        for place in range(count):
            weight, bias = self._named[f"dense{place}.weight"], self._named[f"dense{place}.bias"]
            values = tf.nn.bias_add(tf.matmul(values, weight), bias)
            if place < count - 1:
                values = tf.nn.relu(values)
        return values

    def _cnn(self, values: tf.Tensor) -> tf.Tensor:
        for place in range(len(self._workload.size["channels"])):
            values = tf.nn.conv2d(values, self._named[f"conv{place}.weight"], strides=1, padding="SAME")
            values = tf.nn.relu(self._normalise(values, f"norm{place}"))
            values = tf.nn.max_pool2d(values, 2, 2, "VALID")
        values = tf.reduce_mean(values, axis=(1, 2))
        return tf.nn.bias_add(tf.matmul(values, self._named["dense.weight"]), self._named["dense.bias"])

    def _normalise(self, values: tf.Tensor, name: str) -> tf.Tensor:
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
            self._updates.append(kept.assign_sub((kept - seen) * (1 - BATCH_NORM_MOMENTUM)))
        return normal


class SessionInference(_Graph):
    """The logits of a graph."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self._run = self._callable(self._logits)

    def call(self) -> Array:
        """The logits, read on the host."""
        logits: Array = self._run()
        return logits

    def outputs(self) -> dict[str, Array]:
        """The logits."""
        return {"output": self.call()}


class SessionTraining(_Graph):
    """One step of TensorFlow 1's MomentumOptimizer."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self._run = self._callable([self._loss, self._step])
        self._run_gradients = self._callable([self._logits, self._loss, self._gradients])

    def call(self) -> float:
        """The loss of one step."""
        return float(self._run()[0])

    def outputs(self) -> dict[str, Array]:
        """Logits, loss and gradients of a step that is not taken."""
        logits, loss, gradients = self._run_gradients()
        named = zip(self._workload.weights, gradients, strict=True)
        return {"output": logits, "loss": loss, **{f"grad:{name}": array for name, array in named}}

    def _finish(self) -> None:
        targets = v1.get_variable(
            "targets", initializer=self._workload.targets, use_resource=True, trainable=False
        )
        self._loss = tf.reduce_mean(
            tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=self._logits)
        )
        variables = [self._named[name] for name in self._workload.weights]
        self._gradients = tf.gradients(self._loss, variables)
        optimiser = v1.train.MomentumOptimizer(LEARNING_RATE, MOMENTUM)
        with tf.control_dependencies(self._updates):
            self._step = optimiser.apply_gradients(zip(self._gradients, variables, strict=True))
