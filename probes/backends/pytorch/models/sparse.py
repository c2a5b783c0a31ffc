"""Models that gather and scatter."""

from __future__ import annotations

import torch
from torch import nn

from probes.backends.pytorch.models.dense import stack
from probes.backends.pytorch.models.places import Place, Places, linear
from probes.workloads.base import Workload


class _Recommender(nn.Module):
    def __init__(self, workload: Workload, dense: nn.Sequential) -> None:
        super().__init__()
        size = workload.size
        self.tables = nn.ModuleList(
            nn.EmbeddingBag(size["rows"], size["width"], mode="sum", sparse=True)
            for _ in range(size["tables"])
        )
        self.dense = dense

    def forward(self, features: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        found = [table(rows[:, number]) for number, table in enumerate(self.tables)]
        return self.dense(torch.cat([features, *found], dim=1))


def embedding(workload: Workload) -> tuple[nn.Module, Places]:
    """Bags of look-ups with sparse gradients, as PyTorch's documentation recommends for large tables."""
    dense, places = stack(workload)
    model = _Recommender(workload, dense)
    for number, table in enumerate(model.tables):
        places[f"lookup{number}.table"] = Place(table.weight)
    return model, places


class _Graph(nn.Module):
    def __init__(self, workload: Workload) -> None:
        super().__init__()
        size = workload.size
        before, hidden = size["input"][1], size["hidden"]
        self.nodes, self.degree, self.batch = size["input"][0], size["degree"], workload.batch
        widths = [before] + [hidden] * (size["layers"] - 1)
        self.own = nn.ModuleList(nn.Linear(width, hidden) for width in widths)
        self.neighbour = nn.ModuleList(nn.Linear(width, hidden, bias=False) for width in widths)
        self.head = nn.Linear(hidden, size["classes"])

    def forward(
        self, features: torch.Tensor, senders: torch.Tensor, receivers: torch.Tensor, graphs: torch.Tensor
    ) -> torch.Tensor:
        values = features
        for own, neighbour in zip(self.own, self.neighbour, strict=True):
            sent = values.index_select(0, senders)
            heard = torch.zeros_like(values).index_add_(0, receivers, sent) / self.degree
            values = torch.relu(own(values) + neighbour(heard))
        pooled = values.new_zeros(self.batch, values.shape[1]).index_add_(0, graphs, values)
        return self.head(pooled / self.nodes)


def gnn(workload: Workload) -> tuple[nn.Module, Places]:
    """Messages by gathering and adding at indices."""
    model = _Graph(workload)
    places = linear(model.head, "head")
    for number, (own, neighbour) in enumerate(zip(model.own, model.neighbour, strict=True)):
        places |= linear(own, f"own{number}") | linear(neighbour, f"neighbour{number}")
    return model, places
