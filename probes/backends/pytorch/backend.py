"""PyTorch as its own documentation runs it."""

from __future__ import annotations

import platform
from typing import Any

import torch
from torch import nn

from probes import inspection
from probes.backends.pytorch.models import build_model, from_torch, to_torch
from probes.protocol import ProbeError
from probes.workloads.base import LEARNING_RATE, MOMENTUM, Array, Workload


class PyTorchBackend:
    """PyTorch on one device.

    Args:
        threads: For both of its pools.
        device: cpu.
        precision: float32.
    """

    def __init__(self, threads: int, device: str, precision: str) -> None:
        if device != "cpu" or precision != "float32":
            raise ProbeError("unsupported", f"no probe for {device} in {precision}")
        torch.set_num_threads(threads)
        torch.set_num_interop_threads(threads)

    def describe(self) -> dict[str, Any]:
        """Version, build, device, threads and modes."""
        reason = self._no_compile()
        return {
            "version": torch.__version__,
            "build": "torch",
            "python": platform.python_version(),
            "numpy": inspection.version_of("numpy"),
            "device": {"kind": "cpu", "name": torch.backends.cpu.get_cpu_capability()},
            "threads": {"intra": torch.get_num_threads(), "inter": torch.get_num_interop_threads()},
            "modes": [
                {"mode": "eager", "available": True, "reason": ""},
                {"mode": "compile", "available": not reason, "reason": reason},
            ],
        }

    def build(self, workload: Workload, mode: str) -> Training | Inference:
        """Builds a workload in the mode `eager` or `compile`."""
        if mode not in ("eager", "compile"):
            raise ProbeError("unsupported", f"PyTorch has no mode '{mode}'")
        if mode == "compile" and (reason := self._no_compile()):
            raise ProbeError("unsupported", reason)
        return (Training if workload.task == "train" else Inference)(workload, mode)

    def is_out_of_memory(self, error: Exception) -> bool:
        """Whether memory ran out; on the CPU PyTorch raises a plain RuntimeError."""
        return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)

    def _no_compile(self) -> str:
        if inspection.compiler() is None:
            return "torch.compile needs a C++ compiler on CPUs (Debian and Ubuntu: apt install g++)"
        if not inspection.has_headers():
            return "torch.compile needs Python's headers on CPUs (Debian and Ubuntu: apt install python3-dev)"
        return ""


class _Model:
    """A module with its weights and one batch; images lie channels-last, as PyTorch's tuning guide says."""

    def __init__(self, workload: Workload, mode: str) -> None:
        self._workload = workload
        self._mode = mode
        self._module, self._named = build_model(workload)
        self.reset()
        self._inputs = torch.from_numpy(workload.inputs.copy())
        self._targets = torch.from_numpy(workload.targets.copy())
        self.layout = ""
        if workload.inputs.ndim == 4:
            self._module = self._module.to(memory_format=torch.channels_last)
            self._inputs = self._inputs.contiguous(memory_format=torch.channels_last)
            self.layout = "channels-last"
        self._forward: nn.Module | Any = torch.compile(self._module) if mode == "compile" else self._module

    def reset(self) -> None:
        """Copies the neutral weights and statistics into the module."""
        with torch.no_grad():
            for name, array in {**self._workload.weights, **self._workload.state}.items():
                self._named[name].copy_(torch.from_numpy(to_torch(array)))

    def traces(self) -> int:
        """Graphs that the compiler has captured so far."""
        if self._mode != "compile":
            return 0  # and the compiler is not even imported
        return int(torch._dynamo.utils.counters["stats"]["unique_graphs"])


class Inference(_Model):
    """Evaluation mode, without gradients."""

    def __init__(self, workload: Workload, mode: str) -> None:
        super().__init__(workload, mode)
        self._module.eval()

    def call(self) -> Array:
        """The logits, read on the host."""
        with torch.inference_mode():
            logits: Array = self._forward(self._inputs).numpy()
        return logits

    def outputs(self) -> dict[str, Array]:
        """The logits."""
        return {"output": self.call()}


class Training(_Model):
    """One step of stochastic gradient descent with momentum."""

    def __init__(self, workload: Workload, mode: str) -> None:
        super().__init__(workload, mode)
        self._module.train()
        self._loss = nn.CrossEntropyLoss()
        self._optimiser = self._new_optimiser()

    def call(self) -> float:
        """The loss of one step."""
        self._optimiser.zero_grad(set_to_none=True)
        loss = self._loss(self._forward(self._inputs), self._targets)
        loss.backward()
        self._optimiser.step()
        return float(loss.item())

    def outputs(self) -> dict[str, Array]:
        """Logits, loss and gradients of a step that is not taken."""
        self._optimiser.zero_grad(set_to_none=True)
        logits = self._forward(self._inputs)
        loss = self._loss(logits, self._targets)
        loss.backward()
        arrays: dict[str, Array] = {"output": logits.detach().numpy(), "loss": loss.detach().numpy()}
        for name in self._workload.weights:
            gradient = self._named[name].grad
            if gradient is None:
                raise ProbeError("framework", f"PyTorch gave no gradient for {name}")
            arrays[f"grad:{name}"] = from_torch(gradient.numpy())
        return arrays

    def reset(self) -> None:
        """Weights, statistics and momentum as built."""
        super().reset()
        if hasattr(self, "_optimiser"):
            self._optimiser = self._new_optimiser()

    def _new_optimiser(self) -> torch.optim.Optimizer:
        # The fused implementation is the one that PyTorch's documentation calls the fastest.
        return torch.optim.SGD(self._module.parameters(), lr=LEARNING_RATE, momentum=MOMENTUM, fused=True)
