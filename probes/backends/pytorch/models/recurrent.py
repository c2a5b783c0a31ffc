"""Recurrent models."""

from __future__ import annotations

import torch
from torch import nn

from probes.backends.pytorch.models.places import Place, Places, linear
from probes.workloads.base import Workload


class _Recurrent(nn.Module):
    def __init__(self, workload: Workload) -> None:
        super().__init__()
        units = workload.size["units"]
        self.lstm = nn.LSTM(workload.size["input"][1], units, batch_first=True)
        # PyTorch adds two biases where one does: the second stays zero, or the two would learn twice as fast.
        nn.init.zeros_(self.lstm.bias_hh_l0).requires_grad_(False)
        self.head = nn.Linear(units, workload.size["classes"])

    def forward(self, sequence: torch.Tensor) -> torch.Tensor:
        values, _ = self.lstm(sequence)
        return self.head(values[:, -1])


def rnn(workload: Workload) -> tuple[nn.Module, Places]:
    """PyTorch's own LSTM."""
    model = _Recurrent(workload)
    return model, {
        "lstm.input.weight": Place(model.lstm.weight_ih_l0),
        "lstm.recurrent.weight": Place(model.lstm.weight_hh_l0),
        "lstm.bias": Place(model.lstm.bias_ih_l0),
        **linear(model.head, "head"),
    }


class _Dynamic(nn.Module):
    def __init__(self, workload: Workload) -> None:
        super().__init__()
        (features,), units = workload.size["input"], workload.size["units"]
        self.input = nn.Linear(features, units)
        self.recurrent = nn.Linear(units, units)
        self.head = nn.Linear(units, workload.size["classes"])

    def forward(self, features: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
        given = self.input(features)
        values, left = torch.tanh(given), wanted
        while bool((left > 0).any()):
            values = torch.where((left > 0)[:, None], torch.tanh(given + self.recurrent(values)), values)
            left = left - 1
        return self.head(values)


def dynamic(workload: Workload) -> tuple[nn.Module, Places]:
    """A plain Python loop, as PyTorch's dynamic graph is meant to be used."""
    model = _Dynamic(workload)
    places = linear(model.input, "input") | linear(model.recurrent, "recurrent")
    return model, places | linear(model.head, "head")
