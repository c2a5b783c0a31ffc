"""The workloads as PyTorch modules, with the neutral weights."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from probes.protocol import ProbeError
from probes.workloads.base import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, Array, Workload


def build_model(workload: Workload) -> tuple[nn.Module, dict[str, torch.Tensor]]:
    """The module, and its trained and untrained tensors by their neutral names."""
    if workload.name == "mlp":
        return _mlp(workload)
    if workload.name == "cnn":
        return _cnn(workload)
    raise ProbeError("unsupported", f"PyTorch has no model for '{workload.name}'")


def to_torch(array: Array) -> Array:
    """From the neutral layout to PyTorch's: dense (out, in), convolutions (out, in, height, width)."""
    if array.ndim == 4:
        array = array.transpose(3, 2, 0, 1)
    elif array.ndim == 2:
        array = array.T
    return np.ascontiguousarray(array)


def from_torch(array: Array) -> Array:
    """From PyTorch's layout of weights to the neutral one."""
    if array.ndim == 4:
        return array.transpose(2, 3, 1, 0)
    return array.T if array.ndim == 2 else array


def _mlp(workload: Workload) -> tuple[nn.Module, dict[str, torch.Tensor]]:
    layers: list[nn.Module] = []
    named: dict[str, torch.Tensor] = {}
    count = sum(name.endswith(".weight") for name in workload.weights)
    for place in range(count):
        before, after = workload.weights[f"dense{place}.weight"].shape
        dense = nn.Linear(before, after)
        named |= {f"dense{place}.weight": dense.weight, f"dense{place}.bias": dense.bias}
        layers.append(dense)
        if place < count - 1:
            layers.append(nn.ReLU())
    return nn.Sequential(*layers), named


def _cnn(workload: Workload) -> tuple[nn.Module, dict[str, torch.Tensor]]:
    layers: list[nn.Module] = []
    named: dict[str, torch.Tensor] = {}
    for place in range(len(workload.size["channels"])):
        *_, before, after = workload.weights[f"conv{place}.weight"].shape
        conv = nn.Conv2d(before, after, 3, padding=1, bias=False)
        norm = nn.BatchNorm2d(after, eps=BATCH_NORM_EPSILON, momentum=1 - BATCH_NORM_MOMENTUM)
        named |= {
            f"conv{place}.weight": conv.weight,
            f"norm{place}.gamma": norm.weight,
            f"norm{place}.beta": norm.bias,
            f"norm{place}.mean": norm.running_mean,
            f"norm{place}.variance": norm.running_var,
        }
        layers += [conv, norm, nn.ReLU(), nn.MaxPool2d(2)]
    dense = nn.Linear(*workload.weights["dense.weight"].shape)
    named |= {"dense.weight": dense.weight, "dense.bias": dense.bias}
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense]
    return nn.Sequential(*layers), named
