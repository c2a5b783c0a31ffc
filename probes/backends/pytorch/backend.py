"""PyTorch as its own documentation runs it."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from probes import inspection
from probes.backends.pytorch.devices import Device
from probes.backends.pytorch.models import build_model
from probes.backends.pytorch.reading import Reading
from probes.protocol import ProbeError
from probes.workloads.base import LEARNING_RATE, Array, Workload


class PyTorchBackend:
    """PyTorch on one device.

    Args:
        threads: For both of its pools.
        device: In the words of `train_on`.

    Raises:
        ProbeError: There is no such device.
    """

    def __init__(self, threads: int, device: str) -> None:
        self.device = Device(device)
        self._threads = threads
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
            "device": {"kind": self.device.kind, "name": self.device.name},
            "threads": {"intra": torch.get_num_threads(), "inter": torch.get_num_interop_threads()},
            "modes": [
                {"mode": "eager", "available": True, "reason": ""},
                {"mode": "compile", "available": not reason, "reason": reason},
            ],
        }

    def build(self, workload: Workload, mode: str, precision: str = "float32") -> Any:
        """Builds a workload in the mode `eager` or `compile`."""
        if mode not in ("eager", "compile"):
            raise ProbeError("unsupported", f"PyTorch has no mode '{mode}'")
        if mode == "compile" and (reason := self._no_compile()):
            raise ProbeError("unsupported", reason)
        if workload.task == "input":
            return Reading(workload, self._threads)
        return (Training if workload.task == "train" else Inference)(workload, mode, precision, self.device)

    def product(self, side: int) -> Callable[[], object]:
        """Multiplies two square matrices."""
        with torch.device(self.device.place):
            a, b, result = torch.rand(side, side), torch.rand(side, side), torch.empty(side, side)

        def call() -> None:
            torch.matmul(a, b, out=result)
            self.device.wait()

        return call

    def copy(self, numbers: int) -> Callable[[], object]:
        """Copies an array, adding one: what TensorFlow needs to copy at all."""
        with torch.device(self.device.place):
            source, target = torch.rand(numbers), torch.empty(numbers)

        def call() -> None:
            torch.add(source, 1.0, out=target)
            self.device.wait()

        return call

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

    steps = 1

    def __init__(self, workload: Workload, mode: str, precision: str, device: Device) -> None:
        self._workload = workload
        self._mode = mode
        self._device = device
        # Mixed precision as PyTorch's own guide teaches: weights stay float32.
        self._mixed = precision == "bfloat16"
        with torch.device(device.place):
            self._module, self._places = build_model(workload)
        self.reset()
        self._inputs = [self._lay(array) for array in workload.inputs.values()]
        self._targets = self._lay(workload.targets)
        self.layout = ""
        if "image" in workload.inputs:
            self._module = self._module.to(memory_format=torch.channels_last)
            self._inputs = [_channels_last(values) for values in self._inputs]
            self._targets = _channels_last(self._targets)
            self.layout = "channels-last"
        self._forward: nn.Module | Any = torch.compile(self._module) if mode == "compile" else self._module

    def _lay(self, array: Array) -> torch.Tensor:
        return torch.from_numpy(array.copy()).to(self._device.place)

    def _precision(self) -> Any:
        if not self._mixed:
            return contextlib.nullcontext()
        return torch.autocast(self._device.type, dtype=torch.bfloat16)

    def reset(self) -> None:
        """Copies the neutral weights and statistics into the module."""
        for name, array in {**self._workload.weights, **self._workload.state}.items():
            self._places[name].put(name, array)

    def traces(self) -> int:
        """Graphs that the compiler has captured so far."""
        if self._mode != "compile":
            return 0  # and the compiler is not even imported
        return int(torch._dynamo.utils.counters["stats"]["unique_graphs"])


class Inference(_Model):
    """Evaluation mode, without gradients."""

    def __init__(self, workload: Workload, mode: str, precision: str, device: Device) -> None:
        super().__init__(workload, mode, precision, device)
        self._module.eval()
        # What costs nothing is not called at all: a context and a copy are felt in a step of 30 µs.
        self._plain = not self._mixed and device.reads_in_place

    def call(self) -> Array:
        """The logits, read on the host."""
        if self._plain:
            with torch.inference_mode():
                logits: Array = self._forward(*self._inputs).numpy()
            return logits
        with torch.inference_mode(), self._precision():
            result = self._forward(*self._inputs)
            logits = result.float().cpu().numpy()
        self._device.wait()
        return logits

    def outputs(self) -> dict[str, Array]:
        """The logits; where a call changes the state, those of the next call too."""
        arrays = {"output": self.call()}
        if self._workload.steps_on:
            arrays["output.next"] = self.call()
        return arrays


class Training(_Model):
    """One step of stochastic gradient descent with momentum."""

    def __init__(self, workload: Workload, mode: str, precision: str, device: Device) -> None:
        super().__init__(workload, mode, precision, device)
        self._module.train()
        self._loss = nn.CrossEntropyLoss() if workload.loss == "classes" else nn.MSELoss()
        self._optimisers = self._new_optimisers()

    def call(self) -> float:
        """The loss of one step."""
        for optimiser in self._optimisers:
            optimiser.zero_grad(set_to_none=True)
        with self._precision():
            loss = self._lose(self._forward(*self._inputs))
        loss.backward()
        for optimiser in self._optimisers:
            optimiser.step()
        value = float(loss.item())
        self._device.wait()
        return value

    def outputs(self) -> dict[str, Array]:
        """Logits, loss and gradients of a step that is not taken."""
        for optimiser in self._optimisers:
            optimiser.zero_grad(set_to_none=True)
        with self._precision():
            logits = self._forward(*self._inputs)
            loss = self._lose(logits)
        loss.backward()
        arrays: dict[str, Array] = {
            "output": logits.detach().float().cpu().numpy(),
            "loss": loss.detach().float().cpu().numpy(),
        }
        for name in self._workload.weights:
            arrays[f"grad:{name}"] = self._places[name].gradient(name)
        return arrays

    def reset(self) -> None:
        """Weights, statistics and momentum as built."""
        super().reset()
        if hasattr(self, "_optimisers"):
            self._optimisers = self._new_optimisers()

    def _lose(self, results: torch.Tensor) -> torch.Tensor:
        if self._workload.loss == "classes":
            results = results.flatten(0, -2)
            return self._loss(results, self._targets.flatten())
        return self._loss(results, self._targets)

    def _new_optimisers(self) -> list[torch.optim.Optimizer]:
        """The fused implementation, which PyTorch calls the fastest; it takes no sparse gradients."""
        sparse = {id(self._places[name].tensor) for name in self._workload.sparse}
        parts = [
            [tensor for tensor in self._module.parameters() if (id(tensor) in sparse) is wanted]
            for wanted in (False, True)
        ]
        momentum = self._workload.momentum
        optimisers = [torch.optim.SGD(parts[0], lr=LEARNING_RATE, momentum=momentum, fused=True)]
        if parts[1]:
            optimisers.append(torch.optim.SGD(parts[1], lr=LEARNING_RATE, momentum=momentum))
        return list(optimisers)


def _channels_last(values: torch.Tensor) -> torch.Tensor:
    return values.contiguous(memory_format=torch.channels_last) if values.ndim == 4 else values
