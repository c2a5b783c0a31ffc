"""Where neither framework is the right tool."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.decision.conditions import OneOf
from advisor.decision.outside import Outsider, outside_of
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Answer
from advisor.paths import rules_folder
from tests.decision.world import TODAY, flag

TREES = Outsider("trees", flag("f0"), "Claim.", "Take trees.", "https://e.org", TODAY, True, TODAY, "t:1")


def named(outsider: Outsider, **answers: Answer) -> bool:
    return bool(outside_of([outsider], answers, {}))


def test_it_is_named_where_its_condition_certainly_holds() -> None:
    assert named(TREES, flags=("f0",))
    assert not named(TREES, flags=("f1",))
    assert not named(TREES), "an open answer is no reason to send anybody elsewhere"


def test_an_exception_counts_only_where_it_certainly_holds() -> None:
    trees = replace(TREES, unless=OneOf("stage", ("b",)))
    assert named(trees, flags=("f0",))
    assert named(trees, flags=("f0",), stage="a")
    assert not named(trees, flags=("f0",), stage="b")


JAX_TEAM: dict[str, Answer] = {"team": {"jax": 3, "pytorch": 1, "tensorflow": 0}}


@pytest.mark.parametrize(
    ("answers", "stays"),
    [
        ({"existing_code": ("jax",)}, True),
        ({"existing_code": ("jax",), "code_plan": "keep"}, True),
        ({"existing_code": ("jax",), "code_plan": "migrate"}, False),
        ({"existing_code": ("jax", "pytorch")}, False),
        ({**JAX_TEAM, "train_on": ("tpu",)}, True),
        ({**JAX_TEAM, "train_on": ("tpu", "nvidia")}, False),
        ({**JAX_TEAM}, False),
        ({"team": {"jax": 3, "pytorch": 2, "tensorflow": 0}, "train_on": ("tpu",)}, False),
        ({"train_on": ("tpu",)}, False),
    ],
)
def test_a_jax_house_is_told_to_stay_one(answers: dict[str, Answer], stays: bool) -> None:
    known = load_knowledge([rules_folder()])
    found = {entry.id for entry in outside_of(known.outsiders, answers, known.derived)}
    assert ("jax-house" in found) is stays
