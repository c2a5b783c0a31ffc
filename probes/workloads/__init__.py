"""The models that both frameworks build, described without either."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from probes.protocol import ProbeError
from probes.workloads.base import Workload, take_shape
from probes.workloads.cnn import cnn
from probes.workloads.diffusion import diffusion
from probes.workloads.files import image_files
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


#: The input of those that work on images, (channels, height, width).
_IMAGES = {"cnn": [3, 32, 32], "diffusion": [3, 16, 16]}


def build_workload(name: str, size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds a workload with its weights and data.

    Args:
        name: Which one.
        size: Sizes that differ from its own; may be empty.
        task: train, infer or input.
        batch: Examples a call.
        seed: Of weights and data.

    Raises:
        ProbeError: There is no such workload, or it cannot have these sizes.
    """
    if name not in _BUILDERS:
        raise ProbeError("unsupported", f"no workload '{name}'; there are {', '.join(sorted(_BUILDERS))}")
    if task not in ("train", "infer", "input") or batch < 1:
        raise ProbeError("unsupported", f"no task '{task}' with batch {batch}")
    if task == "input":
        if name not in _IMAGES:
            raise ProbeError("unsupported", f"{name} reads no images, and the task input is about images")
        shape = take_shape(size, _IMAGES[name], "channels, height, width")
        return image_files(name, shape, batch, seed, Path.cwd())
    return _BUILDERS[name](size, task, batch, seed)
