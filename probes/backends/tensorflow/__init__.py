"""TensorFlow, as Keras 3 on its backend and as TensorFlow 1.x's graph and session."""

import os

# Before the first import: Keras reads its backend then, and TensorFlow's log level.
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from probes.backends.tensorflow.backend import TensorFlowBackend as Backend

__all__ = ["Backend"]
