"""Convolutional models."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from probes.backends.pytorch.models.places import Place, Places, affine, linear
from probes.workloads.base import (
    BATCH_NORM_EPSILON,
    BATCH_NORM_MOMENTUM,
    GROUP_NORM_EPSILON,
    Workload,
)


def cnn(workload: Workload) -> tuple[nn.Module, Places]:
    """Convolutions, batch normalisation, ReLU, pooling."""
    layers: list[nn.Module] = []
    places: Places = {}
    for number in range(workload.layers):
        *_, before, after = workload.weights[f"conv{number}.weight"].shape
        conv = nn.Conv2d(before, after, 3, padding=1, bias=False)
        norm = nn.BatchNorm2d(after, eps=BATCH_NORM_EPSILON, momentum=1 - BATCH_NORM_MOMENTUM)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        places |= affine(norm, f"norm{number}")
        places[f"conv{number}.weight"] = Place(conv.weight)
        places[f"norm{number}.mean"] = Place(norm.running_mean)
        places[f"norm{number}.variance"] = Place(norm.running_var)
        layers += [conv, norm, nn.ReLU(), nn.MaxPool2d(2)]
    dense = nn.Linear(*workload.weights["dense.weight"].shape)
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), dense]
    return nn.Sequential(*layers), places | linear(dense, "dense")


class _Residual(nn.Module):
    def __init__(self, workload: Workload, name: str) -> None:
        super().__init__()
        *_, before, after = workload.weights[f"{name}.conv0.weight"].shape
        groups = workload.size["groups"]
        self.norm0 = nn.GroupNorm(groups, before, eps=GROUP_NORM_EPSILON)
        self.conv0 = nn.Conv2d(before, after, 3, padding=1)
        self.step = nn.Linear(workload.size["step"], after)
        self.norm1 = nn.GroupNorm(groups, after, eps=GROUP_NORM_EPSILON)
        self.conv1 = nn.Conv2d(after, after, 3, padding=1)
        self.skip = nn.Conv2d(before, after, 1) if before != after else nn.Identity()

    def forward(self, image: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
        values = self.conv0(functional.silu(self.norm0(image)))
        values = values + self.step(step)[:, :, None, None]
        return self.conv1(functional.silu(self.norm1(values))) + self.skip(image)

    def places(self, name: str) -> Places:
        places = linear(self.step, f"{name}.step")
        places |= affine(self.norm0, f"{name}.norm0") | affine(self.norm1, f"{name}.norm1")
        places |= _conv(self.conv0, f"{name}.conv0") | _conv(self.conv1, f"{name}.conv1")
        return places | (_conv(self.skip, f"{name}.skip") if isinstance(self.skip, nn.Conv2d) else {})


class _Block(nn.Module):
    def __init__(self, workload: Workload) -> None:
        super().__init__()
        channels, width = workload.size["input"][0], workload.size["width"]
        self.first = nn.Conv2d(channels, width, 3, padding=1)
        self.down = _Residual(workload, "down")
        self.middle = _Residual(workload, "middle")
        self.up = _Residual(workload, "up")
        self.last_norm = nn.GroupNorm(workload.size["groups"], width, eps=GROUP_NORM_EPSILON)
        self.last = nn.Conv2d(width, channels, 3, padding=1)

    def forward(self, image: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
        skipped = self.down(self.first(image), step)
        values = self.middle(functional.avg_pool2d(skipped, 2), step)
        values = functional.interpolate(values, scale_factor=2.0, mode="nearest")
        values = self.up(torch.cat([values, skipped], dim=1), step)
        return self.last(functional.silu(self.last_norm(values)))


def diffusion(workload: Workload) -> tuple[nn.Module, Places]:
    """A small U-Net block."""
    block = _Block(workload)
    places = _conv(block.first, "first") | _conv(block.last, "last") | affine(block.last_norm, "last_norm")
    for name in ("down", "middle", "up"):
        places |= getattr(block, name).places(name)
    return block, places


def _conv(conv: nn.Conv2d, name: str) -> Places:
    assert conv.bias is not None
    return {f"{name}.weight": Place(conv.weight), f"{name}.bias": Place(conv.bias)}
