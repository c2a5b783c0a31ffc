from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.decision.conditions import Condition, evaluate, mentions
from advisor.decision.parsing import ConditionProblem, Vocabulary, find_circle, parse_condition
from advisor.decision.worlds import World
from advisor.needs.model import Answer
from tests.decision.world import questionnaire

VOCABULARY = Vocabulary(questionnaire(), frozenset({"special"}))
DERIVED: dict[str, Condition] = {}


def parsed(data: object) -> Condition:
    problems: list[ConditionProblem] = []
    condition = parse_condition(data, VOCABULARY, problems)
    assert problems == []
    assert condition is not None
    return condition


@pytest.mark.parametrize(
    ("data", "answers", "truth"),
    [
        ({"stage": "a"}, {"stage": "a"}, True),
        ({"stage": "a"}, {"stage": "b"}, False),
        ({"stage": "a"}, {}, None),
        ({"stage": ["a", "b"]}, {"stage": "b"}, True),
        ({"flags": {"has": "f1"}}, {"flags": ("f1", "f2")}, True),
        ({"flags": {"has": "f1"}}, {"flags": ()}, False),
        ({"flags": {"has": "f1"}}, {}, None),
        ({"flags": {"has_all": ["f1", "f2"]}}, {"flags": ("f1",)}, False),
        ({"flags": {"only": ["f1", "f2"]}}, {"flags": ("f1",)}, True),
        ({"flags": {"only": ["f1"]}}, {"flags": ("f1", "f2")}, False),
        ({"flags": {"only": ["f1"]}}, {"flags": ()}, False),
        ({"flags": {"empty": True}}, {"flags": ()}, True),
        ({"flags": {"empty": False}}, {"flags": ()}, False),
        (
            {"team.pytorch": {"gt": {"answer": "team.tensorflow"}}},
            {"team": {"pytorch": 3, "tensorflow": 1}},
            True,
        ),
        ({"team.pytorch": {"gt": {"answer": "team.tensorflow"}}}, {"team": {"pytorch": 3}}, None),
        ({"team.pytorch": {"ge": 2, "le": 3}}, {"team": {"pytorch": 4}}, False),
        ({"python": {"ge": "3.10"}}, {"python": "3.9"}, False),
        ({"python": {"ge": "3.10"}}, {"python": "3.14"}, True),
        ({"stage": "a", "flags": {"has": "f1"}}, {"stage": "b"}, False),
        ({"any": [{"stage": "a"}, {"flags": {"has": "f1"}}]}, {"stage": "a"}, True),
        ({"any": [{"stage": "a"}, {"flags": {"has": "f1"}}]}, {"stage": "b"}, None),
        ({"not": {"stage": "a"}}, {}, None),
        ({"not": {"stage": "a"}}, {"stage": "b"}, True),
        ({"libraries": {"has": "anything"}}, {"libraries": ("anything",)}, True),
    ],
)
def test_conditions_are_true_false_or_open(
    data: object, answers: dict[str, Answer], truth: bool | None
) -> None:
    assert evaluate(parsed(data), answers, DERIVED) is truth


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("stage", "mapping"),
        ({}, "mapping"),
        ({"stag": "a"}, "'stag' is no question"),
        ({"stage": "c"}, "'c' is no answer"),
        ({"stage": {"has": "a"}}, "'has' is no test"),
        ({"flags": "f1"}, "no test"),
        ({"flags": {"has": "f99"}}, "no answer"),
        ({"flags": {"has_any": "f1"}}, "list of words"),
        ({"team": {"gt": 2}}, "no question"),
        ({"team.pytorch": {"gt": 9}}, "0 … 4"),
        ({"team.pytorch": {"gt": {"answer": "stage"}}}, "cannot be compared"),
        ({"python": {"ge": 3.14}}, "version"),
        ({"special": "yes"}, "true or false"),
        ({"all": {}}, "list of conditions"),
        ({"flags": {"empty": "no"}}, "true or false"),
    ],
)
def test_each_mistake_is_named(data: object, words: str) -> None:
    problems: list[ConditionProblem] = []
    assert parse_condition(data, VOCABULARY, problems) is None
    assert any(words in problem.what for problem in problems), problems


def test_all_mistakes_come_at_once_with_their_paths() -> None:
    problems: list[ConditionProblem] = []
    parse_condition({"any": [{"stage": "c"}, {"flags": {"has": "x"}}], "nope": 1}, VOCABULARY, problems)
    assert [problem.path for problem in problems] == [
        ("any", 0, "stage", "is"),
        ("any", 1, "flags", "has"),
        ("nope",),
    ]


def test_a_derived_answer_that_depends_on_itself_is_found() -> None:
    circle = Vocabulary(questionnaire(), frozenset({"x", "y"}))
    problems: list[ConditionProblem] = []
    x, y = parse_condition({"y": True}, circle, problems), parse_condition({"x": False}, circle, problems)
    assert x is not None
    assert y is not None
    assert find_circle({"x": x, "y": y}) in ("x", "y")


def test_the_questions_behind_a_derived_answer_are_mentioned() -> None:
    derived = {"special": parsed({"stage": "a"})}
    assert mentions(parsed({"special": True, "flags": {"has": "f1"}}), derived) == {"stage", "flags"}


TREES = st.recursive(
    st.sampled_from(
        [
            {"stage": "a"},
            {"flags": {"has": "f1"}},
            {"flags": {"has_all": ["f0", "f1"]}},
            {"flags": {"only": ["f0", "f1"]}},
            {"flags": {"empty": True}},
        ]
    ),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=6,
)


@given(TREES, st.sampled_from([None, "a", "b"]), st.sampled_from([None, (), ("f0",), ("f0", "f1"), ("f5",)]))
def test_what_is_known_of_a_condition_holds_however_the_open_answers_turn_out(
    tree: object, stage: str | None, flags: tuple[str, ...] | None
) -> None:
    condition = parsed(tree)
    answers: dict[str, Answer] = {}
    if stage is not None:
        answers["stage"] = stage
    if flags is not None:
        answers["flags"] = flags
    truth = evaluate(condition, answers, DERIVED)
    if truth is None:
        return
    stages = [stage] if stage else ["a", "b"]
    lists = [flags] if flags is not None else [(), ("f0",), ("f1",), ("f0", "f1"), ("f5",)]
    for one, many in itertools.product(stages, lists):
        assert evaluate(condition, {"stage": one, "flags": many}, DERIVED) is truth


@given(TREES)
def test_drawn_worlds_agree_with_evaluating_each(tree: object) -> None:
    condition = parsed(tree)
    world = World({}, questionnaire(), DERIVED, seed=5, n=200)
    holds = world.holds(condition)
    stages, flags = (
        world.holds(parsed({"stage": "a"})),
        {f"f{number}": world.holds(parsed({"flags": {"has": f"f{number}"}})) for number in range(12)},
    )
    for draw in range(0, 200, 17):
        answers: dict[str, Answer] = {
            "stage": "a" if stages[draw] else "b",
            "flags": tuple(word for word, drawn in flags.items() if drawn[draw]),
        }
        assert evaluate(condition, answers, DERIVED) is bool(holds[draw])
