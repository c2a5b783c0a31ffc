"""TensorFlow 1.x's graph and session, through tf.compat.v1 and raw operations.

Keras 3 cannot go there. Data lie in the graph as variables: nothing is fed, so no copy is charged, and unlike
constants they are not folded away.
"""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from probes.backends.tensorflow.graphs import Graph
from probes.backends.tensorflow.models import from_tensorflow, inputs_of, placed, to_tensorflow
from probes.workloads.base import LEARNING_RATE, Array, Workload

v1 = tf.compat.v1


class _Graph:
    """A graph with its weights, and a session on it."""

    layout = ""
    steps = 1

    def __init__(self, workload: Workload) -> None:
        self._workload = workload
        self._graph = tf.Graph()
        with self._graph.as_default():
            self._named = {
                name: v1.get_variable(
                    name.replace(".", "_"),
                    initializer=placed(name, array),
                    use_resource=True,
                    trainable=trained,
                )
                for arrays, trained in ((workload.weights, True), (workload.state, False))
                for name, array in arrays.items()
            }
            inputs = {
                name: v1.get_variable(f"inputs_{name}", initializer=array, use_resource=True, trainable=False)
                for name, array in inputs_of(workload).items()
            }
            model = Graph(workload, self._named)
            self._logits = model.forward(inputs)
            self._updates = model.updates
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
        """The logits; where a call changes the state, those of the next call too."""
        arrays = {"output": from_tensorflow(self.call())}
        if self._workload.steps_on:
            arrays["output.next"] = self.call()
        return arrays


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
        return {
            "output": from_tensorflow(logits),
            "loss": loss,
            **{f"grad:{name}": array for name, array in named},
        }

    def _finish(self) -> None:
        targets = v1.get_variable(
            "targets", initializer=to_tensorflow(self._workload.targets), use_resource=True, trainable=False
        )
        if self._workload.loss == "classes":
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=self._logits)
        else:
            losses = tf.math.squared_difference(self._logits, targets)
        self._loss = tf.reduce_mean(losses)
        variables = [self._named[name] for name in self._workload.weights]
        gradients = tf.gradients(self._loss, variables)
        self._gradients = [tf.convert_to_tensor(gradient) for gradient in gradients]
        optimiser = (
            v1.train.MomentumOptimizer(LEARNING_RATE, self._workload.momentum)
            if self._workload.momentum
            else v1.train.GradientDescentOptimizer(LEARNING_RATE)
        )
        with tf.control_dependencies(self._updates):
            self._step = optimiser.apply_gradients(zip(gradients, variables, strict=True))
