"""The workloads as Keras 3 models, with the neutral weights."""

from __future__ import annotations

from typing import Any

import keras

from probes.protocol import ProbeError
from probes.workloads.base import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, Array, Workload


def build_model(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """The model, and its variables by their neutral names."""
    if workload.name == "mlp":
        return _mlp(workload)
    if workload.name == "cnn":
        return _cnn(workload)
    raise ProbeError("unsupported", f"TensorFlow has no model for '{workload.name}'")


def inputs_of(workload: Workload) -> Array:
    """The batch in TensorFlow's layout: images are (batch, height, width, channels)."""
    return workload.inputs.transpose(0, 2, 3, 1) if workload.inputs.ndim == 4 else workload.inputs


def _mlp(workload: Workload) -> tuple[Any, dict[str, Any]]:
    count = sum(name.endswith(".weight") for name in workload.weights)
    layers = []
    for place in range(count):
        units = workload.weights[f"dense{place}.weight"].shape[1]
        layers.append(keras.layers.Dense(units, activation="relu" if place < count - 1 else None))
    model = keras.Sequential([keras.Input(workload.inputs.shape[1:]), *layers])
    named: dict[str, Any] = {}
    for place, dense in enumerate(layers):
        named |= {f"dense{place}.weight": dense.kernel, f"dense{place}.bias": dense.bias}
    return model, named


def _cnn(workload: Workload) -> tuple[Any, dict[str, Any]]:
    layers: list[Any] = []
    stages: list[tuple[Any, Any]] = []
    for channels in workload.size["channels"]:
        conv = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False)
        norm = keras.layers.BatchNormalization(momentum=BATCH_NORM_MOMENTUM, epsilon=BATCH_NORM_EPSILON)
        stages.append((conv, norm))
        layers += [conv, norm, keras.layers.ReLU(), keras.layers.MaxPooling2D(2)]
    dense = keras.layers.Dense(workload.size["classes"])
    layers += [keras.layers.GlobalAveragePooling2D(), dense]
    model = keras.Sequential([keras.Input(inputs_of(workload).shape[1:]), *layers])
    named = {"dense.weight": dense.kernel, "dense.bias": dense.bias}
    for place, (conv, norm) in enumerate(stages):
        named |= {
            f"conv{place}.weight": conv.kernel,
            f"norm{place}.gamma": norm.gamma,
            f"norm{place}.beta": norm.beta,
            f"norm{place}.mean": norm.moving_mean,
            f"norm{place}.variance": norm.moving_variance,
        }
    return model, named
