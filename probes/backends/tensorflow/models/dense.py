"""Dense layers."""

from __future__ import annotations

from typing import Any

import keras

from probes.workloads.base import Workload


def stack(workload: Workload) -> tuple[list[Any], dict[str, Any]]:
    """The layers `dense0`, `dense1` and so on, with ReLU between; built."""
    layers = []
    named: dict[str, Any] = {}
    for place in range(workload.layers):
        before, units = workload.weights[f"dense{place}.weight"].shape
        layer = keras.layers.Dense(units, activation="relu" if place < workload.layers - 1 else None)
        layer.build((None, before))
        layers.append(layer)
        named |= variables(layer, f"dense{place}")
    return layers, named


def variables(layer: Any, name: str) -> dict[str, Any]:
    """The variables of a built dense or convolutional layer."""
    named = {f"{name}.weight": layer.kernel}
    return named | ({f"{name}.bias": layer.bias} if layer.bias is not None else {})


def affine(layer: Any, name: str) -> dict[str, Any]:
    """The scale and shift of a built normalisation."""
    return {f"{name}.gamma": layer.gamma, f"{name}.beta": layer.beta}


def mlp(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """A multi-layer perceptron."""
    layers, named = stack(workload)
    return keras.Sequential([keras.Input(workload.inputs["features"].shape[1:]), *layers]), named
