"""What a framework has to offer to be measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from probes.workloads.base import Array, Workload


class Subject(Protocol):
    """A workload in one framework and mode, ready to be called."""

    @property
    def layout(self) -> str:
        """The memory layout, where there was a choice; empty otherwise."""
        ...

    @property
    def steps(self) -> int:
        """How many steps a call does; more than one only where a step alone has no clear end."""
        ...

    def call(self) -> object:
        """Does one call and reads its result, so that the work has ended when this returns."""
        ...

    def outputs(self) -> dict[str, Array]:
        """The results in the neutral layout: `output`; for training also `loss` and `grad:NAME`."""
        ...

    def reset(self) -> None:
        """Puts weights, statistics and optimiser back to how they were built."""
        ...

    def traces(self) -> int:
        """How often anything was traced or compiled so far."""
        ...


class Device(Protocol):
    """Where a framework works."""

    @property
    def name(self) -> str:
        """What the device calls itself."""
        ...

    def wait(self) -> None:
        """Returns when all work that was given to the device has ended."""
        ...

    def reset_peak(self) -> None:
        """Lets the peak of device memory begin anew."""
        ...

    def peak_mb(self) -> float | None:
        """Peak device memory in MB since the last reset; None where there is none of its own."""
        ...

    def free(self) -> None:
        """Gives back memory that is held in reserve."""
        ...


class Backend(Protocol):
    """A framework, imported and set up."""

    @property
    def device(self) -> Device:
        """Where it works."""
        ...

    def describe(self) -> dict[str, Any]:
        """Version, build, device, threads and modes, as docs/protocol.md lists them."""
        ...

    def build(self, workload: Workload, mode: str, precision: str) -> Subject:
        """Builds a workload in a mode and in float32 or bfloat16.

        Raises:
            ProbeError: The mode is not possible here.
        """
        ...

    def product(self, side: int) -> Callable[[], object]:
        """A call that multiplies two square float32 matrices of so many rows, and waits for the result."""
        ...

    def copy(self, numbers: int) -> Callable[[], object]:
        """A call that copies so many float32 numbers, and waits for the result."""
        ...

    def is_out_of_memory(self, error: Exception) -> bool:
        """Whether an error of the framework means that memory ran out."""
        ...
