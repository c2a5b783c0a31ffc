"""The workloads as PyTorch modules, with the neutral weights."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from probes.backends.pytorch.models import dense, images, recurrent, sparse, transformer
from probes.backends.pytorch.models.places import Places
from probes.protocol import ProbeError
from probes.workloads.base import Workload

_BUILDERS: dict[str, Callable[[Workload], tuple[nn.Module, Places]]] = {
    "cnn": images.cnn,
    "decoder": transformer.decoder,
    "diffusion": images.diffusion,
    "dynamic": recurrent.dynamic,
    "embedding": sparse.embedding,
    "gnn": sparse.gnn,
    "mlp": dense.mlp,
    "rnn": recurrent.rnn,
    "transformer": transformer.encoder,
}


def build_model(workload: Workload) -> tuple[nn.Module, Places]:
    """The module, and where the neutral arrays lie in it.

    Raises:
        ProbeError: There is no such model.
    """
    if workload.name not in _BUILDERS:
        raise ProbeError("unsupported", f"PyTorch has no model for '{workload.name}'")
    return _BUILDERS[workload.name](workload)
