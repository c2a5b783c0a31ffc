"""The devices of PyTorch: where tensors lie, how a device is waited for, and what memory it took."""

from __future__ import annotations

from typing import Any

import torch

from probes.protocol import ProbeError

#: By kind, as the needs name it, the module of PyTorch that speaks for the device. ROCm's builds call theirs
#: cuda too.
LAYERS = {"nvidia": "cuda", "amd": "cuda", "apple": "mps", "intel-gpu": "xpu"}
#: By kind, where tensors are told to lie.
PLACES = {"cpu": "cpu", **LAYERS}


class Device:
    """One device, single precision meaning single precision.

    Args:
        kind: In the words of `train_on`.

    Raises:
        ProbeError: This build of PyTorch does not have or does not find it.
    """

    def __init__(self, kind: str) -> None:
        if kind not in PLACES:
            raise ProbeError("unsupported", f"PyTorch has no probe for {kind}")
        self.kind = kind
        self.place = PLACES[kind]
        self._layer: Any = None
        if kind != "cpu":
            self._layer = getattr(torch, LAYERS[kind], None)
            is_rocm = torch.version.hip is not None
            if (
                self._layer is None
                or not self._layer.is_available()
                or (LAYERS[kind] == "cuda" and is_rocm != (kind == "amd"))
            ):
                raise ProbeError("unsupported", f"PyTorch {torch.__version__} finds no {kind} device here")
        # No TensorFloat-32 behind float32's back: the other framework has it off too.
        torch.set_float32_matmul_precision("highest")
        torch.backends.cudnn.allow_tf32 = False

    @property
    def name(self) -> str:
        """What the device calls itself."""
        if self._layer is None:
            return str(torch.backends.cpu.get_cpu_capability())
        named = getattr(self._layer, "get_device_name", None)
        return str(named(0)) if named is not None else self.kind

    @property
    def type(self) -> str:
        """The type of device that autocast is told."""
        return self.place.partition(":")[0]

    @property
    def reads_in_place(self) -> bool:
        """Whether the host reads a result without copying it."""
        return self._layer is None

    def wait(self) -> None:
        """Returns when all work that was given to the device has ended."""
        if self._layer is not None:
            self._layer.synchronize()

    def reset_peak(self) -> None:
        """Lets the peak of device memory begin anew."""
        reset = getattr(self._layer, "reset_peak_memory_stats", None)
        if reset is not None:
            reset()

    def peak_mb(self) -> float | None:
        """Peak device memory in MB since the last reset; what is allocated now where no peak is kept."""
        for name in ("max_memory_allocated", "current_allocated_memory"):
            told = getattr(self._layer, name, None)
            if told is not None:
                return float(told()) / 1e6
        return None

    def free(self) -> None:
        """Gives back memory that is held in reserve: the other framework works on the same device."""
        if self._layer is not None:
            self._layer.empty_cache()
