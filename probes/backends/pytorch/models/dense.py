"""Dense layers."""

from __future__ import annotations

from torch import nn

from probes.backends.pytorch.models.places import Places, linear
from probes.workloads.base import Workload


def stack(workload: Workload) -> tuple[nn.Sequential, Places]:
    """The layers `dense0`, `dense1` and so on, with ReLU between."""
    layers: list[nn.Module] = []
    places: Places = {}
    for place in range(workload.layers):
        layer = nn.Linear(*workload.weights[f"dense{place}.weight"].shape)
        places |= linear(layer, f"dense{place}")
        layers.append(layer)
        if place < workload.layers - 1:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers), places


def mlp(workload: Workload) -> tuple[nn.Module, Places]:
    """A multi-layer perceptron."""
    return stack(workload)
