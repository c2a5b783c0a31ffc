"""Finding questions, and answers, verdicts and points in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pytest

from advisor.decision.outcome import Decision, Verdict
from advisor.interview.search import find_questions
from advisor.interview.sides import basis, net, sides
from advisor.interview.wording import in_short, moved, standing
from advisor.needs.model import Answer
from tests.interview.world import HOSTILE, questionnaire, questions


def found(text: str) -> list[str]:
    return find_questions(text, questionnaire())


def test_without_words_all_questions_are_found_in_their_order() -> None:
    assert found("") == found("  ") == [question.id for question in questions()]


def test_a_question_is_found_by_its_own_words_its_answers_and_its_reason_in_that_order() -> None:
    keys = found("train")
    assert keys[:3] == ["pretrained", "train_on", "targets"]
    # It asks how large training gets; a reason and an answer of others name it too.
    assert keys.index("targets") < keys.index("scale") < keys.index("extras")
    assert found("existing_code") == found("Existing CODE") == ["existing_code"]
    assert found("ios") == ["targets"]
    assert found("retracing") == ["dynamics"]


def test_every_word_must_be_there() -> None:
    assert "train_on" in found("gpu train")
    assert found("gpu nonsense") == []


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 10_000, "(", "\\", "*"], ids=lambda text: ascii(text)[:30])
def test_no_text_breaks_the_search(text: str) -> None:
    assert set(found(text)) <= set(questionnaire().questions)


@pytest.mark.parametrize(
    ("key", "answer", "words"),
    [
        ("stage", "product", "A product with users"),
        ("stage", None, "don't know"),
        ("model", ("cnn", "rnn"), "Convolutions (CNN), Recurrent (LSTM and GRU)"),
        ("model", (), "none"),
        ("team", {"pytorch": 0, "keras": 4}, "PyTorch none, Keras expert"),
        ("python", "3.9", "3.9"),
        ("libraries", ("[b]x[/b]",), "[b]x[/b]"),
    ],
)
def test_an_answer_is_told_in_the_words_that_were_chosen_from(
    key: str, answer: Answer | None, words: str
) -> None:
    assert in_short(questionnaire().questions[key], answer) == words


def verdict(**parts: Any) -> Verdict:
    given = {
        "kind": "toss-up",
        "framework": None,
        "decided_by": None,
        "share": 0.5,
        "lead": 0.0,
        "tossup": None,
    }
    return Verdict(**{**given, **parts})


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"kind": "infeasible"}, "neither meets all requirements"),
        ({"tossup": "no-evidence"}, "toss-up, too little is known"),
        ({"tossup": "conflict"}, "toss-up, reasons pull both ways"),
        ({"tossup": "conflict", "lead": 0.4}, "toss-up, PyTorch ahead a little"),
        (
            {"kind": "clear", "framework": "tensorflow", "decided_by": "points", "lead": 9.0},
            "clearly TensorFlow",
        ),
        ({"kind": "lean", "framework": "pytorch", "decided_by": "points", "lead": 2.0}, "leans PyTorch"),
        (
            {"kind": "clear", "framework": "pytorch", "decided_by": "veto"},
            "PyTorch, a requirement rules the other out",
        ),
    ],
)
def test_where_the_balance_stands_is_told_in_a_few_words(parts: dict[str, object], words: str) -> None:
    assert standing(verdict(**parts), "pytorch") == words


@dataclass
class Points:
    """What `moved` reads of a decision."""

    concern_points: Mapping[str, Mapping[str, float]]


def test_what_an_answer_moved_is_told_with_the_largest_first_and_without_trifles() -> None:
    before = {"team": {"pytorch": 1.0, "tensorflow": 0.0}}
    after = Points({"team": {"pytorch": 1.04, "tensorflow": -2.0}, "data": {"pytorch": 0.5}})
    assert moved(before, cast("Decision", after)) == [
        ("team", "tensorflow", -2.0),
        ("data", "pytorch", 0.5),
    ]
    assert moved(after.concern_points, cast("Decision", after)) == []


@dataclass
class Entry:
    """A contribution."""

    kind: str
    concern: str
    points: Mapping[str, float]


def test_what_counts_against_one_side_counts_for_the_other() -> None:
    assert net({"pytorch": 2.0, "tensorflow": -1.0}) == (3.0, 0.0)
    assert net({"pytorch": -2.0, "tensorflow": 1.0}) == (0.0, 3.0)
    assert net({}) == (0.0, 0.0)


def test_points_are_added_up_by_concern_with_the_weightiest_first() -> None:
    entries = [
        Entry("rule", "data", {"pytorch": 1.0}),
        Entry("rule", "team", {"pytorch": 1.0, "tensorflow": 2.0}),
        Entry("rule", "team", {"tensorflow": 0.5}),
        Entry("rule", "trifle", {"pytorch": 0.01}),
        Entry("measurement", "data", {"tensorflow": -0.5}),
    ]
    assert list(sides(entries).items()) == [("team", (1.0, 2.5)), ("data", (1.5, 0.0))]
    assert basis(entries, "data") == "measured, 1 reason"
    assert basis(entries, "team") == "2 reasons"
    assert basis(entries, "nothing") == ""
