"""Which conditions can come true at all, and how conditions read."""

from __future__ import annotations

import pytest
from hypothesis import given

from advisor.decision.conditions import Condition, evaluate
from advisor.decision.possible import can_hold
from advisor.decision.wording import in_words
from tests.decision.test_conditions import TREES, parsed
from tests.decision.world import questionnaire


@pytest.mark.parametrize(
    ("data", "possible", "escapable"),
    [
        ({"stage": "a"}, True, True),
        ({"all": [{"stage": "a"}, {"stage": "b"}]}, False, True),
        ({"any": [{"stage": "a"}, {"stage": "b"}]}, True, False),
        ({"flags": {"has": "f1", "empty": True}}, False, True),
        ({"flags": {"only": ["f1"]}, "not": {"flags": {"has": "f1"}}}, False, True),
        ({"team.pytorch": {"gt": 3, "lt": 4}}, False, True),
        ({"team.pytorch": {"gt": {"answer": "team.tensorflow"}}}, True, True),
        ({"python": {"ge": "3.14", "lt": "3.14"}}, False, True),
        ({"python": {"ge": "3.99"}}, True, True),
        ({"libraries": {"has_all": ["x", "y"]}}, True, True),
    ],
)
def test_what_can_never_or_must_always_hold_is_found(data: object, possible: bool, escapable: bool) -> None:
    condition = parsed(data)
    assert can_hold(condition, questionnaire(), {}) is possible
    assert can_hold(condition, questionnaire(), {}, wanted=False) is escapable


@given(TREES)
def test_what_holds_for_some_answers_is_never_called_impossible(tree: object) -> None:
    condition: Condition = parsed(tree)
    for stage in ("a", "b"):
        for flags in ((), ("f0",), ("f1",), ("f0", "f1"), ("f5",)):
            if evaluate(condition, {"stage": stage, "flags": flags}, {}):
                assert can_hold(condition, questionnaire(), {})


def test_conditions_read_as_clauses() -> None:
    condition = parsed(
        {
            "flags": {"has_any": ["f1", "f2"]},
            "not": {"stage": "a"},
            "any": [{"python": {"ge": "3.14"}}, {"team.pytorch": {"gt": {"answer": "team.tensorflow"}}}],
        }
    )
    assert in_words(condition) == (
        "flags has f1 or f2 and not (stage is a) and "
        "(python is at least 3.14 or team.pytorch is above team.tensorflow)"
    )
