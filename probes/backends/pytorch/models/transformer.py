"""Transformers."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from probes.backends.pytorch.models.places import Place, Places, affine, linear
from probes.workloads.base import LAYER_NORM_EPSILON, Workload


class _Encoder(nn.Module):
    def __init__(self, workload: Workload) -> None:
        super().__init__()
        size = workload.size
        self.tokens = nn.Embedding(size["vocabulary"], size["width"])
        self.positions = nn.Embedding(size["input"][0], size["width"])
        self.register_buffer("numbers", torch.arange(size["input"][0]))
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                size["width"],
                size["heads"],
                size["hidden"],
                dropout=0.0,
                activation="gelu",
                layer_norm_eps=LAYER_NORM_EPSILON,
                batch_first=True,
                norm_first=True,
            )
            for _ in range(size["layers"])
        )
        self.last_norm = nn.LayerNorm(size["width"], eps=LAYER_NORM_EPSILON)
        self.head = nn.Linear(size["width"], size["classes"])

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        values = self.tokens(tokens) + self.positions(self.numbers)
        for layer in self.layers:
            values = layer(values)
        return self.head(self.last_norm(values).mean(dim=1))


def encoder(workload: Workload) -> tuple[nn.Module, Places]:
    """PyTorch's own encoder layers."""
    model = _Encoder(workload)
    places = _ends(model)
    for number, layer in enumerate(model.layers):
        attention, width = layer.self_attn, workload.size["width"]
        for part, name in enumerate(("query", "key", "value")):
            rows = slice(part * width, (part + 1) * width)
            places[f"{name}{number}.weight"] = Place(attention.in_proj_weight, rows)
            places[f"{name}{number}.bias"] = Place(attention.in_proj_bias, rows)
        places |= linear(attention.out_proj, f"out{number}")
        places |= linear(layer.linear1, f"up{number}") | linear(layer.linear2, f"down{number}")
        places |= affine(layer.norm1, f"attention_norm{number}") | affine(layer.norm2, f"dense_norm{number}")
    return model, places


class _DecoderLayer(nn.Module):
    def __init__(self, workload: Workload) -> None:
        super().__init__()
        width, hidden, self.heads = (workload.size[key] for key in ("width", "hidden", "heads"))
        self.attention_norm = nn.LayerNorm(width, eps=LAYER_NORM_EPSILON)
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.dense_norm = nn.LayerNorm(width, eps=LAYER_NORM_EPSILON)
        self.up, self.down = nn.Linear(width, hidden), nn.Linear(hidden, width)
        if workload.steps_on:
            shape = workload.state["cache0.keys"].shape
            self.register_buffer("keys", torch.zeros(shape))
            self.register_buffer("values", torch.zeros(shape))

    def forward(
        self, values: torch.Tensor, at: torch.Tensor | None, seen: torch.Tensor | None
    ) -> torch.Tensor:
        normal = self.attention_norm(values)
        query, key, value = (self._split(part(normal)) for part in (self.query, self.key, self.value))
        if at is None:
            mixed = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        else:
            self.keys.index_copy_(2, at, key)
            self.values.index_copy_(2, at, value)
            mixed = functional.scaled_dot_product_attention(query, self.keys, self.values, attn_mask=seen)
        values = values + self.out(mixed.transpose(1, 2).flatten(2))
        return values + self.down(functional.gelu(self.up(self.dense_norm(values))))

    def _split(self, values: torch.Tensor) -> torch.Tensor:
        return values.unflatten(2, (self.heads, -1)).transpose(1, 2)


class _Decoder(nn.Module):
    def __init__(self, workload: Workload) -> None:
        super().__init__()
        size = workload.size
        (context,) = size["input"]
        self.context = context
        self.tokens = nn.Embedding(size["vocabulary"], size["width"])
        self.positions = nn.Embedding(context, size["width"])
        self.layers = nn.ModuleList(_DecoderLayer(workload) for _ in range(size["layers"]))
        self.last_norm = nn.LayerNorm(size["width"], eps=LAYER_NORM_EPSILON)
        self.head = nn.Linear(size["width"], size["vocabulary"])
        self.register_buffer("numbers", torch.arange(context))
        self.steps_on = workload.steps_on
        if workload.steps_on:
            self.register_buffer("position", torch.zeros(1, dtype=torch.int64))

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        at = seen = None
        if self.steps_on:
            at = self.position.clone()
            seen = (self.numbers <= at)[None, None, None, :]
            self.position.copy_(torch.where(at + 1 < self.context, at + 1, self.context // 2))
        values = self.tokens(tokens) + self.positions(self.numbers if at is None else at)
        for layer in self.layers:
            values = layer(values, at, seen)
        return self.head(self.last_norm(values))


def decoder(workload: Workload) -> tuple[nn.Module, Places]:
    """A decoder with its cache, as PyTorch's generation examples keep it: buffers of fixed size."""
    model = _Decoder(workload)
    places = _ends(model)
    if workload.steps_on:
        places["position"] = Place(model.position)
    for number, layer in enumerate(model.layers):
        for name in ("query", "key", "value", "out", "up", "down"):
            places |= linear(getattr(layer, name), f"{name}{number}")
        for name in ("attention_norm", "dense_norm"):
            places |= affine(getattr(layer, name), f"{name}{number}")
        if workload.steps_on:
            places[f"cache{number}.keys"] = Place(layer.keys)
            places[f"cache{number}.values"] = Place(layer.values)
    return model, places


def _ends(model: _Encoder | _Decoder) -> Places:
    return {
        "tokens.table": Place(model.tokens.weight),
        "positions.table": Place(model.positions.weight),
        **affine(model.last_norm, "last_norm"),
        **linear(model.head, "head"),
    }
