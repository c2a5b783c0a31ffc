"""The workloads as Keras 3 models, with the neutral weights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from probes.backends.tensorflow.models import dense, images, recurrent, sparse, transformer
from probes.protocol import ProbeError
from probes.workloads.base import Array, Workload

_BUILDERS: dict[str, Callable[[Workload], tuple[Any, dict[str, Any]]]] = {
    "cnn": images.cnn,
    "decoder": transformer.decoder,
    "diffusion": images.diffusion,
    "dynamic": recurrent.dynamic,
    "embedding": sparse.embedding,
    "gnn": sparse.gnn,
    "mlp": dense.mlp,
    "rnn": recurrent.rnn,
    "transformer": transformer.encoder,
}


def build_model(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """The model, called once so that its variables exist, and those by their neutral names.

    Raises:
        ProbeError: There is no such model.
    """
    if workload.name not in _BUILDERS:
        raise ProbeError("unsupported", f"TensorFlow has no model for '{workload.name}'")
    return _BUILDERS[workload.name](workload)


def inputs_of(workload: Workload) -> dict[str, Array]:
    """The batch in TensorFlow's layout: images are (batch, height, width, channels)."""
    return {name: to_tensorflow(array) for name, array in workload.inputs.items()}


def to_tensorflow(array: Array) -> Array:
    """Images channels-last; nothing else moves."""
    return array.transpose(0, 2, 3, 1) if array.ndim == 4 else array


def placed(name: str, array: Array) -> Array:
    """An array as its variable holds it: caches with the position first, where a row is written in place.

    XLA compiles a write at a slice anew for each position, a write at an index only once.
    """
    return array.transpose(2, 0, 1, 3) if name.startswith("cache") else array


def from_tensorflow(array: Array) -> Array:
    """Images channels-first, as the neutral layout has them; nothing else moves."""
    return array.transpose(0, 3, 1, 2) if array.ndim == 4 else array
