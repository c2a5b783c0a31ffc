"""What a workload is: sizes, weights and data in one neutral layout, drawn once for both frameworks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

#: Of the optimiser, stochastic gradient descent with momentum; small, so that a repeated step changes little.
LEARNING_RATE = 1e-4
MOMENTUM = 0.9
#: Set alike in both: their defaults differ by a factor of 100.
BATCH_NORM_EPSILON = 1e-5
BATCH_NORM_MOMENTUM = 0.9


@dataclass(frozen=True)
class Workload:
    """A model to train or to run.

    Dense weights are (in, out), convolutions (height, width, in, out), images (batch, channels, height,
    width); each backend converts them to its own layout.

    Attributes:
        name: The kind of model.
        size: All its sizes.
        task: train or infer.
        batch: Examples a call.
        weights: By name, float32.
        state: What is not trained, such as the statistics of a batch normalisation; by name, float32.
        inputs: One batch, float32.
        targets: The class of each example, int64; shape (batch,).
        parameters: Trained numbers.
        flops: Floating-point operations of one call, an addition and a multiplication counting two.
        bytes: Bytes that one call has to move at least: weights, inputs and activations, each once.
    """

    name: str
    size: dict[str, Any]
    task: str
    batch: int
    weights: Mapping[str, Array]
    state: Mapping[str, Array]
    inputs: Array
    targets: Array
    parameters: int
    flops: int
    bytes: int

    @property
    def weights_digest(self) -> str:
        """Tells whether two workers drew the same weights."""
        return _digest({**self.weights, **self.state})

    @property
    def inputs_digest(self) -> str:
        """Tells whether two workers drew the same data."""
        return _digest({"inputs": self.inputs, "targets": self.targets})


def random_stream(seed: int) -> np.random.RandomState:
    """Random numbers whose stream NumPy has frozen: any version draws the same bits."""
    return np.random.RandomState(seed % 2**32)


def kaiming(random: np.random.RandomState, shape: tuple[int, ...]) -> Array:
    """Normal weights with variance 2 / fan-in (He et al. 2015), the last axis being the outputs."""
    fan_in = int(np.prod(shape[:-1]))
    weights: Array = (random.standard_normal(shape) * np.sqrt(2.0 / fan_in)).astype(np.float32)
    return weights


def work(task: str, forward_flops: int) -> int:
    """Operations of a call: a backward pass costs about twice the forward pass."""
    return 3 * forward_flops if task == "train" else forward_flops


def _digest(arrays: Mapping[str, Array]) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name}{array.shape}{array.dtype}".encode() + array.tobytes())
    return digest.hexdigest()
