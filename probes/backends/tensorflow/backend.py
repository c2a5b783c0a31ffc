"""TensorFlow as its own guides run it: Keras layers, and a step of one's own inside one tf.function."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from probes import inspection
from probes.backends.tensorflow.devices import Device
from probes.backends.tensorflow.models import build_model, from_tensorflow, inputs_of, placed, to_tensorflow
from probes.backends.tensorflow.reading import Reading
from probes.backends.tensorflow.session import SessionInference, SessionTraining
from probes.protocol import ProbeError
from probes.workloads.base import LEARNING_RATE, Array, Workload

MODES = ("eager", "function", "xla", "session")


class TensorFlowBackend:
    """TensorFlow on one device.

    Args:
        threads: For both of its pools.
        device: In the words of `train_on`.

    Raises:
        ProbeError: There is no such device.
    """

    def __init__(self, threads: int, device: str) -> None:
        self.device = Device(device)
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)

    def describe(self) -> dict[str, Any]:
        """Version, build, device, threads and modes."""
        return {
            "version": tf.__version__,
            "build": f"keras {keras.__version__}",
            "python": platform.python_version(),
            "numpy": inspection.version_of("numpy"),
            "device": {"kind": self.device.kind, "name": self.device.name},
            "threads": {
                "intra": tf.config.threading.get_intra_op_parallelism_threads(),
                "inter": tf.config.threading.get_inter_op_parallelism_threads(),
            },
            "modes": [{"mode": mode, "available": True, "reason": ""} for mode in MODES],
        }

    def build(self, workload: Workload, mode: str, precision: str = "float32") -> Any:
        """Builds a workload in the mode `eager`, `function`, `xla` or `session`."""
        if mode not in MODES:
            raise ProbeError("unsupported", f"TensorFlow has no mode '{mode}'")
        if workload.task == "input":
            return Reading(workload)
        train = workload.task == "train"
        with tf.device(self.device.place):
            if mode == "session":
                if precision != "float32":
                    raise ProbeError("unsupported", "the session's graphs are in float32")
                return SessionTraining(workload) if train else SessionInference(workload)
            # Mixed precision as Keras's own guide teaches: weights stay float32.
            keras.config.set_dtype_policy("mixed_bfloat16" if precision == "bfloat16" else "float32")
            try:
                return (Training if train else Inference)(workload, mode, self.device)
            finally:
                keras.config.set_dtype_policy("float32")

    def product(self, side: int) -> Callable[[], object]:
        """Multiplies two square matrices, in a function as TensorFlow's guide has it."""
        with tf.device(self.device.place):
            a, b = tf.random.uniform((side, side)), tf.random.uniform((side, side))
        multiply = tf.function(tf.matmul)

        def call() -> None:
            multiply(a, b)
            self.device.wait()

        return call

    def copy(self, numbers: int) -> Callable[[], object]:
        """Copies an array into a variable."""
        with tf.device(self.device.place):
            source = tf.random.uniform((numbers,))
            target = tf.Variable(tf.zeros((numbers,)))

        # Without the addition TensorFlow would let the variable share the source's memory.
        assign = tf.function(lambda: target.assign(source + 1.0))

        def call() -> None:
            assign()
            self.device.wait()

        return call

    def is_out_of_memory(self, error: Exception) -> bool:
        """Whether memory ran out."""
        return isinstance(error, tf.errors.ResourceExhaustedError)


class _Model:
    """A Keras model with its weights and one batch."""

    layout = ""
    steps = 1

    def __init__(self, workload: Workload, device: Device) -> None:
        self._workload = workload
        self._device = device
        self._model, self._named = build_model(workload)
        inputs = {name: tf.constant(array) for name, array in inputs_of(workload).items()}
        # A model with one input takes it as it is.
        self._inputs = inputs if len(inputs) > 1 else next(iter(inputs.values()))
        self._targets = tf.constant(to_tensorflow(workload.targets))
        self._signature = tf.nest.map_structure(tf.TensorSpec.from_tensor, self._inputs)
        self._functions: list[Any] = []
        _Model.reset(self)

    def reset(self) -> None:
        """Assigns the neutral weights and statistics."""
        for name, array in {**self._workload.weights, **self._workload.state}.items():
            variable = self._named[name]
            variable.assign(placed(name, array).reshape(variable.shape))

    def traces(self) -> int:
        """How often the functions of this model were traced."""
        return sum(function.experimental_get_tracing_count() for function in self._functions)

    def _in_mode(self, step: Any, mode: str, *signature: tf.TensorSpec) -> Any:
        if mode == "eager":
            return step
        function = tf.function(step, input_signature=signature, jit_compile=True if mode == "xla" else None)
        self._functions.append(function)
        return function


class Inference(_Model):
    """The model called with training=False."""

    def __init__(self, workload: Workload, mode: str, device: Device) -> None:
        super().__init__(workload, device)

        def forward(inputs: tf.Tensor) -> tf.Tensor:
            return self._model(inputs, training=False)

        self._forward = self._in_mode(forward, mode, self._signature)

    def call(self) -> Array:
        """The logits, read on the host."""
        logits: Array = self._forward(self._inputs).numpy()
        self._device.wait()
        return logits

    def outputs(self) -> dict[str, Array]:
        """The logits; where a call changes the state, those of the next call too."""
        arrays = {"output": from_tensorflow(self.call().astype("float32"))}
        if self._workload.steps_on:
            arrays["output.next"] = self.call().astype("float32")
        return arrays


class Training(_Model):
    """One step of stochastic gradient descent with momentum."""

    def __init__(self, workload: Workload, mode: str, device: Device) -> None:
        super().__init__(workload, device)
        self._loss = (
            keras.losses.SparseCategoricalCrossentropy(from_logits=True)
            if workload.loss == "classes"
            else keras.losses.MeanSquaredError()
        )
        self._optimiser = keras.optimizers.SGD(learning_rate=LEARNING_RATE, momentum=workload.momentum)
        self._optimiser.build(self._model.trainable_variables)
        targets = tf.TensorSpec(self._targets.shape, self._targets.dtype)

        def gradients(inputs: tf.Tensor, targets: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, list[tf.Tensor]]:
            with tf.GradientTape() as tape:
                logits = self._model(inputs, training=True)
                loss = self._loss(targets, logits)
            return logits, loss, tape.gradient(loss, self._model.trainable_variables)

        def step(inputs: tf.Tensor, targets: tf.Tensor) -> tf.Tensor:
            _, loss, found = gradients(inputs, targets)
            self._optimiser.apply(found, self._model.trainable_variables)
            return loss

        self._gradients = self._in_mode(gradients, mode, self._signature, targets)
        self._step = self._in_mode(step, mode, self._signature, targets)

    def call(self) -> float:
        """The loss of one step."""
        loss = float(self._step(self._inputs, self._targets).numpy())
        # The loss is known before the weights are: the step ends when the device has nothing left to do.
        self._device.wait()
        return loss

    def outputs(self) -> dict[str, Array]:
        """Logits, loss and gradients of a step that is not taken."""
        logits, loss, found = self._gradients(self._inputs, self._targets)
        arrays: dict[str, Array] = {
            "output": from_tensorflow(logits.numpy().astype("float32")),
            "loss": loss.numpy().astype("float32"),
        }
        by_variable = {
            id(variable): gradient
            for variable, gradient in zip(self._model.trainable_variables, found, strict=True)
        }
        for name in self._workload.weights:
            gradient = tf.convert_to_tensor(by_variable[id(self._named[name])])
            arrays[f"grad:{name}"] = gradient.numpy().reshape(self._workload.weights[name].shape)
        return arrays

    def reset(self) -> None:
        """Weights, statistics and momentum as built."""
        super().reset()
        for variable in self._optimiser.variables:
            if variable is not self._optimiser.learning_rate and variable.path.endswith("momentum"):
                variable.assign(tf.zeros(variable.shape))
