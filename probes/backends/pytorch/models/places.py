"""Where a neutral array lies in a PyTorch module, and in which layout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from probes.protocol import ProbeError
from probes.workloads.base import Array


@dataclass(frozen=True)
class Place:
    """A tensor, or some rows of it.

    Attributes:
        tensor: A parameter or a buffer.
        rows: Which rows, where several neutral arrays share a tensor; None for all.
    """

    tensor: torch.Tensor
    rows: slice | None = None

    def put(self, name: str, array: Array) -> None:
        """Copies a neutral array there."""
        target = self.tensor if self.rows is None else self.tensor[self.rows]
        with torch.no_grad():
            target.copy_(torch.from_numpy(_to_torch(name, array)))

    def gradient(self, name: str) -> Array:
        """The gradient in the neutral layout.

        Raises:
            ProbeError: There is none.
        """
        gradient = self.tensor.grad
        if gradient is None:
            raise ProbeError("framework", f"PyTorch gave no gradient for {name}")
        if gradient.is_sparse:
            gradient = gradient.to_dense()
        if self.rows is not None:
            gradient = gradient[self.rows]
        return _from_torch(name, gradient.detach().cpu().numpy())


Places = dict[str, Place]


def linear(layer: nn.Linear, name: str) -> Places:
    """The places of a dense layer."""
    places = {f"{name}.weight": Place(layer.weight)}
    if layer.bias is not None:
        places[f"{name}.bias"] = Place(layer.bias)
    return places


def affine(layer: nn.LayerNorm | nn.GroupNorm | nn.BatchNorm2d, name: str) -> Places:
    """The places of a normalisation's scale and shift."""
    return {f"{name}.gamma": Place(layer.weight), f"{name}.beta": Place(layer.bias)}


def _to_torch(name: str, array: Array) -> Array:
    """Dense weights become (out, in), convolutions (out, in, height, width); nothing else moves."""
    if name.endswith(".weight"):
        array = array.transpose(3, 2, 0, 1) if array.ndim == 4 else array.T
    return np.array(array, order="C")


def _from_torch(name: str, array: Array) -> Array:
    if name.endswith(".weight"):
        return array.transpose(2, 3, 1, 0) if array.ndim == 4 else array.T
    return array
