"""The models that both frameworks build, described without either."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from probes.protocol import ProbeError
from probes.workloads.base import Workload
from probes.workloads.cnn import cnn
from probes.workloads.diffusion import diffusion
from probes.workloads.mlp import mlp
from probes.workloads.recurrent import dynamic, rnn
from probes.workloads.sparse import embedding, gnn
from probes.workloads.transformer import decoder, transformer

_BUILDERS: dict[str, Callable[[dict[str, Any], str, int, int], Workload]] = {
    "cnn": cnn,
    "decoder": decoder,
    "diffusion": diffusion,
    "dynamic": dynamic,
    "embedding": embedding,
    "gnn": gnn,
    "mlp": mlp,
    "rnn": rnn,
    "transformer": transformer,
}


def build_workload(name: str, size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds a workload with its weights and data.

    Args:
        name: Which one.
        size: Sizes that differ from its own; may be empty.
        task: train or infer.
        batch: Examples a call.
        seed: Of weights and data.

    Raises:
        ProbeError: There is no such workload, or it cannot have these sizes.
    """
    if name not in _BUILDERS:
        raise ProbeError("unsupported", f"no workload '{name}'; there are {', '.join(sorted(_BUILDERS))}")
    if task not in ("train", "infer") or batch < 1:
        raise ProbeError("unsupported", f"no task '{task}' with batch {batch}")
    return _BUILDERS[name](size, task, batch, seed)
