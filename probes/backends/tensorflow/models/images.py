"""Convolutional models."""

from __future__ import annotations

from typing import Any

import keras

from probes.backends.tensorflow.models.dense import affine, variables
from probes.workloads.base import (
    BATCH_NORM_EPSILON,
    BATCH_NORM_MOMENTUM,
    GROUP_NORM_EPSILON,
    Workload,
)


def cnn(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """Convolutions, batch normalisation, ReLU, pooling."""
    layers: list[Any] = []
    stages: list[tuple[Any, Any]] = []
    for channels in workload.size["channels"]:
        conv = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False)
        norm = keras.layers.BatchNormalization(momentum=BATCH_NORM_MOMENTUM, epsilon=BATCH_NORM_EPSILON)
        stages.append((conv, norm))
        layers += [conv, norm, keras.layers.ReLU(), keras.layers.MaxPooling2D(2)]
    dense = keras.layers.Dense(workload.size["classes"])
    layers += [keras.layers.GlobalAveragePooling2D(), dense]
    model = keras.Sequential([keras.Input(_image_shape(workload)), *layers])
    named = variables(dense, "dense")
    for place, (conv, norm) in enumerate(stages):
        named |= variables(conv, f"conv{place}") | affine(norm, f"norm{place}")
        named |= {f"norm{place}.mean": norm.moving_mean, f"norm{place}.variance": norm.moving_variance}
    return model, named


def diffusion(workload: Workload) -> tuple[Any, dict[str, Any]]:
    """A small U-Net block, as a functional model."""
    size, named = workload.size, dict[str, Any]()
    image = keras.Input(_image_shape(workload), name="image")
    step = keras.Input((size["step"],), name="step")

    def norm(values: Any, name: str) -> Any:
        layer = keras.layers.GroupNormalization(size["groups"], epsilon=GROUP_NORM_EPSILON)
        values = keras.layers.Activation("silu")(layer(values))
        named.update(affine(layer, name))
        return values

    def conv(values: Any, name: str) -> Any:
        side, _, _, after = workload.weights[f"{name}.weight"].shape
        layer = keras.layers.Conv2D(after, side, padding="same")
        values = layer(values)
        named.update(variables(layer, name))
        return values

    def residual(values: Any, name: str) -> Any:
        *_, before, after = workload.weights[f"{name}.conv0.weight"].shape
        skipped = values if before == after else conv(values, f"{name}.skip")
        values = conv(norm(values, f"{name}.norm0"), f"{name}.conv0")
        dense = keras.layers.Dense(after)
        values = values + keras.layers.Reshape((1, 1, after))(dense(step))
        named.update(variables(dense, f"{name}.step"))
        return conv(norm(values, f"{name}.norm1"), f"{name}.conv1") + skipped

    skipped = residual(conv(image, "first"), "down")
    values = residual(keras.layers.AveragePooling2D(2)(skipped), "middle")
    values = keras.layers.UpSampling2D(2)(values)
    values = residual(keras.layers.Concatenate()([values, skipped]), "up")
    values = conv(norm(values, "last_norm"), "last")
    return keras.Model({"image": image, "step": step}, values), named


def _image_shape(workload: Workload) -> tuple[int, ...]:
    channels, height, width = workload.inputs["image"].shape[1:]
    return height, width, channels
