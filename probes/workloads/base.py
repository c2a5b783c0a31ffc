"""What a workload is: sizes, weights and data in one neutral layout, drawn once for both frameworks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from probes.protocol import ProbeError

Array = NDArray[Any]

#: Of the optimiser, stochastic gradient descent with momentum; small, so that a repeated step changes little.
LEARNING_RATE = 1e-4
MOMENTUM = 0.9
#: Set alike in both: their defaults differ by a factor of 100.
BATCH_NORM_EPSILON = 1e-5
BATCH_NORM_MOMENTUM = 0.9
LAYER_NORM_EPSILON = 1e-5
GROUP_NORM_EPSILON = 1e-5


@dataclass(frozen=True)
class Workload:
    """A model to train or to run.

    Neutral layouts: what is named `.weight` and has two axes is (in, out), with four axes a convolution
    (height, width, in, out); images are (batch, channels, height, width); look-up tables are (rows, width).
    Each backend converts them to its own.

    Attributes:
        name: The kind of model.
        size: All its sizes.
        task: train, infer or input.
        batch: Examples a call.
        weights: By name, float32.
        state: What is not trained, such as the statistics of a batch normalisation; by name.
        inputs: One batch, by name, in the order in which the model takes them.
        targets: Classes, int64, one for each row of logits; or, for squares, an image.
        flops: Floating-point operations of one call, an addition and a multiplication counting two.
        bytes: Bytes that one call has to move at least: weights, inputs and activations, each once.
        loss: Cross-entropy of classes, or the mean of squared differences.
        momentum: Of the optimiser. 0 with sparse gradients, since neither framework keeps a momentum sparse.
        sparse: The weights whose gradients are sparse.
        steps_on: Whether a call changes the state, as a decoder fills its cache.
        files: Of the task input, one an example.
    """

    name: str
    size: dict[str, Any]
    task: str
    batch: int
    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    inputs: Mapping[str, Array]
    targets: Array
    flops: int
    bytes: int
    loss: Literal["classes", "squares"] = "classes"
    momentum: float = MOMENTUM
    sparse: frozenset[str] = frozenset()
    steps_on: bool = False
    files: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """Trained numbers."""
        return sum(array.size for array in self.weights.values())

    @property
    def layers(self) -> int:
        """How many layers the model repeats."""
        return int(self.size["layers"])

    @property
    def weights_digest(self) -> str:
        """Tells whether two workers drew the same weights."""
        return _digest({**self.weights, **self.state})

    @property
    def inputs_digest(self) -> str:
        """Tells whether two workers drew the same data."""
        return _digest({**self.inputs, "targets": self.targets})


def random_stream(seed: int) -> np.random.RandomState:
    """Random numbers whose stream NumPy has frozen: any version draws the same bits."""
    return np.random.RandomState(seed % 2**32)


def kaiming(random: np.random.RandomState, shape: tuple[int, ...]) -> Array:
    """Normal weights with variance 2 / fan-in (He et al. 2015), the last axis being the outputs."""
    fan_in = int(np.prod(shape[:-1]))
    weights: Array = (random.standard_normal(shape) * np.sqrt(2.0 / fan_in)).astype(np.float32)
    return weights


def dense(random: np.random.RandomState, name: str, before: int, after: int) -> dict[str, Array]:
    """A dense layer's weight (before, after) and bias, Glorot's variance (Glorot & Bengio 2010)."""
    scale = np.sqrt(2.0 / (before + after))
    return {
        f"{name}.weight": (random.standard_normal((before, after)) * scale).astype(np.float32),
        f"{name}.bias": small(random, after),
    }


def norm(random: np.random.RandomState, name: str, width: int) -> dict[str, Array]:
    """The scale and shift of a normalisation, none of them trivial."""
    return {
        f"{name}.gamma": random.uniform(0.5, 1.5, width).astype(np.float32),
        f"{name}.beta": small(random, width),
    }


def small(random: np.random.RandomState, *shape: int) -> Array:
    """Normal numbers of a tenth, so that a missing bias shows."""
    numbers: Array = (0.1 * random.standard_normal(shape)).astype(np.float32)
    return numbers


def take_shape(size: Mapping[str, Any], default: Sequence[int], axes: str, least: int = 1) -> list[int]:
    """The shape of one example: as the needs give it, or the default.

    Args:
        size: May hold `input`.
        default: Else.
        axes: What they mean, for a message.
        least: Of every number.

    Raises:
        ProbeError: Another number of axes, or one that is too small.
    """
    shape = [int(number) for number in size.get("input", default)]
    if len(shape) != len(default) or min(shape) < least:
        raise ProbeError("unsupported", f"the input has to be [{axes}], {least} at least, not {shape}")
    return shape


def work(task: str, forward_flops: int) -> int:
    """Operations of a call: a backward pass costs about twice the forward pass."""
    return 3 * forward_flops if task == "train" else forward_flops


def traffic(task: str, weights: Mapping[str, Array], activations: int) -> int:
    """Bytes that a call moves at least; a training step reads and writes weights, gradients and momentum.

    Args:
        task: train or infer.
        weights: All are touched.
        activations: Numbers of inputs and outputs of the layers.
    """
    numbers = sum(array.size for array in weights.values())
    return 4 * (5 * numbers + 3 * activations if task == "train" else numbers + activations)


def _digest(arrays: Mapping[str, Array]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name}{array.shape}{array.dtype}".encode() + array.tobytes())
    return digest.hexdigest()
