"""What a framework has to offer to be measured."""

from __future__ import annotations

from typing import Any, Protocol

from probes.workloads.base import Array, Workload


class Subject(Protocol):
    """A workload in one framework and mode, ready to be called."""

    @property
    def layout(self) -> str:
        """The memory layout, where there was a choice; empty otherwise."""
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


class Backend(Protocol):
    """A framework, imported and set up."""

    def describe(self) -> dict[str, Any]:
        """Version, build, device, threads and modes, as docs/protocol.md lists them."""
        ...

    def build(self, workload: Workload, mode: str) -> Subject:
        """Builds a workload in a mode.

        Raises:
            ProbeError: The mode is not possible here.
        """
        ...

    def is_out_of_memory(self, error: Exception) -> bool:
        """Whether an error of the framework means that memory ran out."""
        ...
