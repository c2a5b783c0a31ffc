"""Reading input as TensorFlow's guide on tf.data performance does: parallel map, batch, prefetch."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from probes.backends.tensorflow.models import from_tensorflow
from probes.workloads.base import Array, Workload
from probes.workloads.files import DEVIATION, MEAN


class Reading:
    """A pass over all files."""

    layout = ""

    def __init__(self, workload: Workload) -> None:
        channels, height, width = workload.size["input"]
        order = workload.inputs["order"]
        self.steps = len(workload.files) // workload.batch

        def load(file: tf.Tensor, flip: tf.Tensor, number: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            values = tf.io.decode_raw(tf.io.read_file(file), tf.uint8)
            image = tf.reshape(values, (height, width, channels))
            image = tf.cond(flip, lambda: tf.image.flip_left_right(image), lambda: image)
            return (tf.cast(image, tf.float32) / 255.0 - MEAN) / DEVIATION, number

        files = np.array(workload.files)[order]
        slices = (files, workload.inputs["flips"][order], workload.targets[order])
        self._data = (
            tf.data.Dataset.from_tensor_slices(slices)
            .map(load, num_parallel_calls=tf.data.AUTOTUNE)
            .batch(workload.batch, drop_remainder=True)
            .prefetch(tf.data.AUTOTUNE)
        )

    def call(self) -> float:
        """Reads all batches; the last one's first value."""
        last = tf.zeros((1, 1, 1, 1))
        for images, _ in self._data:
            last = images
        return float(last[0, 0, 0, 0].numpy())

    def outputs(self) -> dict[str, Array]:
        """All batches, in their order."""
        batches = list(self._data)
        return {
            "output": from_tensorflow(np.concatenate([images.numpy() for images, _ in batches])),
            "classes": np.concatenate([classes.numpy() for _, classes in batches]),
        }

    def reset(self) -> None:
        """Nothing: reading changes nothing."""

    def traces(self) -> int:
        """None: a pipeline is built once."""
        return 0
