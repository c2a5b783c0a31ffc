"""Transformers on tokens: an encoder that classifies texts, and a decoder that writes the next token.

Layers normalise first, then attend or apply two dense layers with an exact GELU (Xiong et al. 2020). The
decoder is trained on whole sequences; it infers one token a call, with keys and values of the tokens before
in a cache of fixed size that fills from call to call, as both ecosystems' generation loops keep it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from probes.protocol import ProbeError
from probes.workloads.base import (
    Array,
    Workload,
    dense,
    norm,
    random_stream,
    small,
    take_shape,
    traffic,
    work,
)

VOCABULARY = 2048
WIDTH = 128
HEADS = 4
HIDDEN = 512
LAYERS = 2
CLASSES = 10


def transformer(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds the encoder; `input` is [tokens].

    Raises:
        ProbeError: The input has another form.
    """
    (tokens,) = take_shape(size, [64], "tokens")
    random = random_stream(seed)
    weights = _body(random, tokens) | dense(random, "head", WIDTH, CLASSES)
    forward = batch * tokens * _flops_of_token(tokens) + 2 * batch * WIDTH * CLASSES
    return Workload(
        name="transformer",
        size=_sizes([tokens]) | {"classes": CLASSES},
        task=task,
        batch=batch,
        weights=weights,
        state={},
        inputs={"tokens": random.randint(0, VOCABULARY, (batch, tokens)).astype(np.int64)},
        targets=random.randint(0, CLASSES, batch).astype(np.int64),
        flops=work(task, forward),
        bytes=traffic(task, weights, batch * _activations(tokens)),
    )


def decoder(size: dict[str, Any], task: str, batch: int, seed: int) -> Workload:
    """Builds the decoder; `input` is [context]: the tokens of a training sequence, or the cache's length.

    Raises:
        ProbeError: The input has another form, or holds fewer than two tokens.
    """
    (context,) = take_shape(size, [64], "context", least=2)
    random = random_stream(seed)
    weights = _body(random, context) | dense(random, "head", WIDTH, VOCABULARY)
    train = task == "train"
    tokens = context if train else 1
    state: dict[str, Array] = {}
    if not train:
        # Half the context is there already, as after a prompt; a call adds one token, and at the end the
        # prompt's half begins anew.
        state["position"] = np.array(context // 2, dtype=np.int64)
        for layer in range(LAYERS):
            for part in ("keys", "values"):
                state[f"cache{layer}.{part}"] = small(random, batch, HEADS, context, WIDTH // HEADS) * 10
    forward = batch * tokens * (_flops_of_token(context) + 2 * WIDTH * VOCABULARY)
    activations = batch * (_activations(tokens) + tokens * VOCABULARY)
    cache = sum(array.nbytes for array in state.values())
    return Workload(
        name="decoder",
        size=_sizes([context]),
        task=task,
        batch=batch,
        weights=weights,
        state=state,
        inputs={"tokens": random.randint(0, VOCABULARY, (batch, tokens)).astype(np.int64)},
        targets=random.randint(0, VOCABULARY, (batch, tokens)).astype(np.int64),
        flops=work(task, forward),
        bytes=traffic(task, weights, activations) + cache,
        steps_on=not train,
    )


def _sizes(shape: list[int]) -> dict[str, Any]:
    if WIDTH % HEADS:
        raise ProbeError("unsupported", "the width has to be a multiple of the heads")
    return {
        "input": shape,
        "vocabulary": VOCABULARY,
        "width": WIDTH,
        "heads": HEADS,
        "hidden": HIDDEN,
        "layers": LAYERS,
    }


def _body(random: np.random.RandomState, positions: int) -> dict[str, Array]:
    weights: dict[str, Array] = {
        "tokens.table": small(random, VOCABULARY, WIDTH) * 5,
        "positions.table": small(random, positions, WIDTH) * 5,
    }
    for layer in range(LAYERS):
        weights |= norm(random, f"attention_norm{layer}", WIDTH)
        for part in ("query", "key", "value", "out"):
            weights |= dense(random, f"{part}{layer}", WIDTH, WIDTH)
        weights |= norm(random, f"dense_norm{layer}", WIDTH)
        weights |= dense(random, f"up{layer}", WIDTH, HIDDEN)
        weights |= dense(random, f"down{layer}", HIDDEN, WIDTH)
    return weights | norm(random, "last_norm", WIDTH)


def _flops_of_token(attended: int) -> int:
    """Of one token through all layers: projections, attention to so many tokens, dense layers."""
    return LAYERS * 2 * (4 * WIDTH * WIDTH + 2 * attended * WIDTH + 2 * WIDTH * HIDDEN)


def _activations(tokens: int) -> int:
    return tokens * (WIDTH + LAYERS * (8 * WIDTH + HIDDEN))
