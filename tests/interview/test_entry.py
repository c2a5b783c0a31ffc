"""Typed answers: numbers, words and beginnings of words, whatever the question."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import AdvisorError
from advisor.interview.entry import as_typed, number_in, parse_answer, parse_weight, suggestion
from advisor.needs.model import Answer
from advisor.needs.questions import Question
from tests.interview.world import HOSTILE, IMPOSSIBLE, answered, questionnaire, questions, text_of


def typed(key: str, text: str) -> Answer | None:
    return parse_answer(text, questionnaire().questions[key], questionnaire())


@given(given_=answered())
def test_an_answer_as_it_is_typed_is_read_as_the_same_answer(given_: tuple[Question, Answer]) -> None:
    question, answer = given_
    assert parse_answer(as_typed(answer), question, questionnaire()) == answer


@pytest.mark.parametrize(
    "question", [q for q in questions() if q.kind in ("choice", "list")], ids=lambda question: question.id
)
def test_every_choice_can_be_named_by_its_number_its_word_and_its_text(question: Question) -> None:
    for number, choice in enumerate(question.choices, 1):
        expected = choice.id if question.kind == "choice" else (choice.id,)
        for text in (str(number), choice.id, f" {choice.id.upper()} "):
            assert typed(question.id, text) == expected
        # A comma ends an entry of a list.
        if question.kind == "choice" or "," not in choice.text:
            assert typed(question.id, choice.text.upper()) == expected


@pytest.mark.parametrize(
    ("key", "text", "answer"),
    [
        ("stage", "pl", "platform"),
        ("stage", "A prod", "product"),
        ("horizon", "٢", "years"),
        ("pretrained", "none", "none"),
        ("pretrained", "1", "none"),
        ("targets", "ser, andr", ("server", "android")),
        ("targets", "1,2,,1, ", ("server", "batch")),
        ("targets", "none", ()),
        ("os", "windows", ("windows",)),
        ("libraries", "transformers,  scikit-learn", ("transformers", "scikit-learn")),
        ("libraries", "NONE", ("NONE",)),
        ("libraries", "none", ()),
        ("python", "3.12", "3.12"),
        ("python", '"3.9"', "3.9"),
        ("team", "pytorch 3, ten=1, KERAS: 0", {"pytorch": 3, "tensorflow": 1, "keras": 0}),
        ("team", "pytorch unknown", None),
        *(
            (key, text, None)
            for key in ("stage", "targets", "libraries", "python", "team")
            for text in ("?", "Unknown", "don't know")
        ),
    ],
)
def test_people_may_write_as_they_like(key: str, text: str, answer: Answer | None) -> None:
    assert typed(key, text) == answer


@pytest.mark.parametrize(
    ("key", "text", "what"),
    [
        ("stage", "pr", "'pr' fits prototype, product. Write more of it"),
        ("stage", "produkt", "'produkt' is no answer here. Did you mean 'product'?"),
        ("stage", "6", "'6' is no answer here. Possible: learning, research"),
        ("stage", "0", "'0' is no answer here"),
        ("stage", "00019", "'00019' is no answer here"),
        ("stage", "1, 2", "'1, 2' is no answer here"),
        ("stage", "9" * 5000, "is no answer here"),
        ("targets", ",", "nothing was named. Write none if there is none, ? if you don't know"),
        ("targets", "", "nothing was named"),
        ("targets", "none, server", "'none' cannot stand beside other answers"),
        ("targets", "server, moon", "'moon' is no answer here"),
        ("libraries", "torch, torch", "'torch' stands here twice"),
        ("libraries", " , ,", "nothing was named"),
        ("python", "three", "a version such as"),
        ("python", "3", "a version such as"),
        ("team", "pytorch", "'pytorch' names no level. Write pytorch 3"),
        ("team", "pytorch 5", "a whole number from 0"),
        ("team", "pytorch 3 4", "'pytorch 3' is no answer here"),
        ("team", "torch 3", "'torch' is no answer here. Did you mean 'pytorch'?"),
    ],
)
def test_what_is_no_answer_is_told_in_one_line_with_a_way_out(key: str, text: str, what: str) -> None:
    with pytest.raises(AdvisorError) as error:
        typed(key, text)
    (line,) = error.value.lines
    assert what in line
    assert len(line) < 500


@pytest.mark.parametrize(
    "text",
    [*sorted({*HOSTILE} - {"yes"}), *IMPOSSIBLE, "x" * 10_000, "1" * 10_000, "," * 10_000],
    ids=lambda text: ascii(text)[:30],
)
def test_hostile_text_is_an_answer_only_where_any_words_are(text: str) -> None:
    for question in questions():
        try:
            answer = parse_answer(text, question, questionnaire())
        except AdvisorError as error:
            assert len(error.lines[0]) < 700
        else:
            assert answer is None or question.kind == "open-list"
            if isinstance(answer, tuple):
                assert all(len(name) <= 200 and name.isprintable() for name in answer)


@given(text=st.text() | text_of(), place=st.integers(0, len(questions()) - 1))
@example(text="1²", place=0)
def test_no_text_breaks_the_reading(text: str, place: int) -> None:
    question = questions()[place]
    try:
        answer = parse_answer(text, question, questionnaire())
    except AdvisorError as error:
        assert error.what
    else:
        if answer is not None and question.kind != "open-list":
            assert parse_answer(as_typed(answer), question, questionnaire()) == answer


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("12", 12),
        ("13", None),
        ("0", None),
        ("001", None),
        ("1.0", None),
        ("²", None),
        ("-1", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_a_number_counts_from_one_to_the_end_of_the_list(text: str, number: int | None) -> None:
    assert number_in(text, 12) == number


@pytest.mark.parametrize(
    ("text", "weight"),
    [("0", 0.0), (" 5 ", 5.0), ("2,5", 2.5), ("3.25", 3.25), ("?", None), ("unknown", None)],
)
def test_a_weight_is_a_number_from_0_to_5_or_open(text: str, weight: float | None) -> None:
    assert parse_weight(text) == weight


@pytest.mark.parametrize("text", ["", "-1", "5.1", "nan", "inf", "five", "1e9", "9" * 500])
def test_what_is_no_weight_is_told(text: str) -> None:
    with pytest.raises(AdvisorError, match="is no weight") as error:
        parse_weight(text)
    assert error.value.remedy == "Type a number from 0 to 5, or ?"


KNOWN = ("torch", "torchvision", "transformers", "scikit-learn")


@pytest.mark.parametrize(
    ("text", "suggested"),
    [
        ("tr", "transformers"),
        ("TORCHV", "torchvision"),
        ("torch", None),
        ("torch, t", "torch, torchvision"),
        ("scikit-learn,tr", "scikit-learn,transformers"),
        ("transformers, tr", None),
        ("x", None),
        ("", None),
        ("torch, ", None),
        ("torch,", None),
    ],
)
def test_the_last_word_is_completed_from_what_is_known_and_not_named_yet(
    text: str, suggested: str | None
) -> None:
    assert suggestion(text, KNOWN) == suggested


@given(text=st.text())
def test_a_suggestion_only_adds_to_what_was_typed(text: str) -> None:
    suggested = suggestion(text, KNOWN)
    assert suggested is None or (
        suggested.casefold().startswith(text.casefold()) and len(suggested) > len(text)
    )
