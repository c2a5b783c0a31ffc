"""A made-up third framework, which is NumPy: it computes dense layers for inference, and nothing else."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import numpy as np

from probes.protocol import ProbeError
from probes.workloads.base import Array, Workload


class Host:
    """The processor."""

    kind = "cpu"
    name = "cpu"

    def wait(self) -> None:
        """Nothing runs behind our back."""

    def reset_peak(self) -> None:
        """There is no memory of its own."""

    def peak_mb(self) -> float | None:
        """As above."""
        return None

    def free(self) -> None:
        """Nothing is held in reserve."""


class Backend:
    """NumPy as a framework."""

    def __init__(self, threads: int, device: str) -> None:
        if device != "cpu":
            raise ProbeError("unsupported", f"numpyflow knows no {device}")
        self.device = Host()
        self._threads = threads

    def describe(self) -> dict[str, Any]:
        """Version, build, device, threads and modes."""
        return {
            "version": np.__version__,
            "build": "numpy",
            "python": platform.python_version(),
            "numpy": np.__version__,
            "device": {"kind": "cpu", "name": "cpu"},
            "threads": {"intra": self._threads, "inter": self._threads},
            "modes": [{"mode": "eager", "available": True, "reason": ""}],
        }

    def build(self, workload: Workload, mode: str, precision: str = "float32") -> Dense:
        """Dense layers for inference."""
        if workload.name != "mlp" or workload.task != "infer" or mode != "eager":
            raise ProbeError("unsupported", f"numpyflow has no {workload.name} {workload.task} {mode}")
        return Dense(workload)

    def product(self, side: int) -> Callable[[], object]:
        """A matrix product."""
        a = np.ones((side, side), np.float32)
        return lambda: a @ a

    def copy(self, numbers: int) -> Callable[[], object]:
        """A copy."""
        a = np.ones(numbers, np.float32)
        return lambda: a + 1

    def is_out_of_memory(self, error: Exception) -> bool:
        """As Python tells it."""
        return isinstance(error, MemoryError)


class Dense:
    """A multi-layer perceptron."""

    layout = ""
    steps = 1

    def __init__(self, workload: Workload) -> None:
        self._layers = [
            (workload.weights[f"dense{place}.weight"], workload.weights[f"dense{place}.bias"])
            for place in range(workload.layers)
        ]
        self._features = workload.inputs["features"]

    def call(self) -> Array:
        """The logits."""
        values = self._features
        for place, (weight, bias) in enumerate(self._layers):
            values = values @ weight + bias
            if place < len(self._layers) - 1:
                values = np.maximum(values, 0)
        return values

    def outputs(self) -> dict[str, Array]:
        """The logits."""
        return {"output": self.call()}

    def reset(self) -> None:
        """Inference changes nothing."""

    def traces(self) -> int:
        """Nothing is traced."""
        return 0
