"""`advisor --plain`: the whole interview line by line, as a screen reader would hear it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor.interview.desk import Desk
from advisor.interview.draft import IMPORTANCE
from advisor.needs.reading import read_needs_file
from advisor.plain import Prompts
from tests.interview.world import desk_in, questionnaire
from tests.talking import Talk, asked_for, key_of, talked


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path / "data") as made:
        yield made


#: An answer to each question, as somebody would type it.
TYPED = {
    "stage": "4",
    "horizon": "years",
    "domain": "images",
    "model": "cnn, transf",
    "libraries": "transformers",
    "targets": "server, android",
    "train_on": "?",
    "python": "3.12",
    "team": "pytorch 3, tensorflow 1",
    "os": "none",
}


def typing(desk: Desk, talk: list[Talk]) -> str:
    """Types what fits what is asked; enter where nothing is known of it."""
    key = key_of(talk[0].asked[-1])
    if key.startswith("importance of"):
        return {"importance of deployment": "5", "importance of training_speed": "?"}.get(key, "")
    return TYPED.get(key, "s")


def test_a_whole_interview_leads_from_the_first_question_to_the_exported_file(
    desk: Desk, tmp_path: Path
) -> None:
    file = tmp_path / "out.yaml"
    talks: list[Talk] = []
    count = len(questionnaire().questions) + len(questionnaire().concerns)
    answers: list[str | Callable[[], str]] = [lambda: typing(desk, talks)] * count
    talk = Talk(["Shelf scanner", *answers, "", "1", str(file), ""])
    talks.append(talk)
    Prompts(desk, talk.ask, talk.heard.append).run()
    assert len(talk.asked) == len(talk.lines)
    assert len(set(asked_for(talk))) == len(asked_for(talk)) == count
    needs = read_needs_file(str(file), questionnaire(), sys.stdin.buffer)
    assert needs.project == "Shelf scanner"
    assert needs.answers == {
        "stage": "product",
        "horizon": "years",
        "domain": ("vision",),
        "model": ("cnn", "transformer"),
        "libraries": ("transformers",),
        "targets": ("server", "android"),
        "python": "3.12",
        "team": {"pytorch": 3, "tensorflow": 1},
        "os": (),
    }
    assert needs.importance == {"training_speed": None, "deployment": 5.0}
    assert f"Written: {file}" in talk.text
    assert f"To repeat it: advisor recommend {file} --budget none" in talk.text
    assert "ruled out" in talk.text or "PyTorch" in talk.text
    review = talk.text[talk.text.index("Your answers") :]
    assert "\nteam: PyTorch fluent, TensorFlow some\n" in review
    assert "\ntrain_on: don't know\n" in review
    assert "\ntraffic: skipped\n" in review
    assert "\nimportance: training_speed ?, deployment 5\n" in review
    assert not any(line.startswith("error:") for line in talk.heard)
    assert talk.heard[-1] == "Saved. advisor --plain goes on with it."


def test_each_question_says_why_it_is_asked_what_may_be_answered_and_what_an_answer_does(desk: Desk) -> None:
    talk = talked(desk, "x", "/which operating", "windows", "quit")
    question = questionnaire().questions["os"]
    assert question.text in talk.heard
    assert f"Why we ask: {question.why}" in talk.heard
    assert "2. Windows, native (windows)" in talk.heard
    (effect,) = [line for line in talk.heard if line.startswith("So far: ")]
    assert "This answer: " in effect
    assert "moves nothing" not in effect
    assert talk.heard[-1] == "Saved. advisor --plain goes on with it."


def test_without_hints_neither_an_effect_nor_a_result_is_told(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", "product", "done", "")
    assert asked_for(talk) == ["stage", "horizon"]
    assert "So far" not in talk.text
    assert "Enter ends; " in talk.text
    assert talk.heard[-1] == "Thank you. The result is shown when everybody has answered."


def test_one_goes_back_and_an_answer_that_stands_is_kept_with_enter(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", "b", "product", "?", "b", "b", "", "vision", "quit")
        assert asked_for(talk) == [
            "stage",
            "stage",
            "horizon",
            "domain",
            "horizon",
            "stage",
            "domain",
            "model",
        ]
        assert "This is the first question" in talk.after(1)[0]
        assert talk.asked[5] == "horizon [don't know]: "
        assert talk.asked[6] == "stage [A product with users]: "
        assert desk.needs.answers == {"stage": "product", "domain": ("vision",)}


def test_what_is_skipped_is_not_asked_again_and_told_in_the_review(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", "s", "S", "review", "quit")
        assert asked_for(talk) == ["stage", "horizon", "domain", "domain"]
        assert talk.after(3)[1:4] == ["Your answers", "stage: skipped", "horizon: skipped"]


def test_an_answer_is_undone_and_asked_for_again(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", "undo", "product", "years", "Undo", "undo", "quit")
        assert talk.after(1)[0] == "There is nothing to take back"
        assert talk.after(4)[0] == "horizon: undone"
        assert asked_for(talk)[3:] == ["domain", "horizon", "stage"]
        assert desk.needs.answers == {}


def test_undoing_a_weight_leads_to_the_weights(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", "/importance", "3", "undo", "quit")
        assert asked_for(talk) == [
            "stage",
            *(f"importance of {c}" for c in ("training_speed", "inference_speed", "training_speed")),
        ]
        assert talk.asked[-1] == "importance of training_speed [left out]: "
        assert desk.needs.importance == {}


def test_a_question_is_found_by_its_words(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", "/zzz", "/which", "99", "/which", "", "/python", "3.12", "quit")
        assert talk.after(1)[0] == "No question has these words"
        assert talk.after(3)[0].startswith("There is no such number; 1 to ")
        assert asked_for(talk) == ["stage", "stage", "stage", "stage", "python", "stage"]
        assert desk.needs.answers == {"python": "3.12"}


def test_every_weight_is_kept_as_soon_as_it_is_given(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", "/importance", "3", "b", "2,5", "seven", "?", "b", "quit")
        speed, inference, footprint = (
            f"importance of {c}" for c in ("training_speed", "inference_speed", "footprint")
        )
        assert asked_for(talk)[1:] == [speed, inference, speed, inference, inference, footprint, inference]
        assert "[3]" in talk.asked[4]
        assert talk.after(5)[0] == "error: 'seven' is no weight. Type a number from 0 to 5, or ?"
        kept = desk.projects.load(desk.draft.project.id, desk.questionnaire)
    assert kept.needs.importance == {"training_speed": 2.5, "inference_speed": None}


def test_weights_that_are_all_left_out_are_skipped(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talked(desk, "x", "/importance", *[""] * len(questionnaire().concerns), "quit")
        assert desk.draft.project.passed == {IMPORTANCE: "skipped"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("9", "error: '9' is no answer here. Possible: learning, research, prototype, product, platform"),
        ("pr", "error: 'pr' fits prototype, product. Write more of it"),
        ("", "Type an answer, ? if you don't know, or s to skip it"),
        (
            "00019",
            "error: '00019' is no answer here. Possible: learning, research, prototype, product, platform",
        ),
    ],
)
def test_a_wrong_answer_is_answered_with_one_clear_line(tmp_path: Path, typed: str, told: str) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "x", typed, "product", "quit")
        assert talk.after(1) == [told]
        assert asked_for(talk) == ["stage", "stage", "horizon"]


def test_a_review_comes_before_the_result_and_leads_back_to_any_answer(desk: Desk) -> None:
    talk = talked(desk, "x", "done", "what?", "/stage", "product", "done", "b", "done", "", "")
    assert talk.after(2) == ["Type nothing, or / and words of a question"]
    assert asked_for(talk)[1] == "stage"
    assert talk.text.count("Your answers") == 3
    assert "stage: A product with users" in talk.heard
    (result,) = [said for said in talk.heard if "Worth finding out" in said]
    # No frame is read out, and nothing in it is lost.
    assert result.startswith("x\n")
    assert not set("╭─╮│╰╯") & set(result)
    assert "\n\nThe other side\n" in result


def test_a_file_is_written_only_where_one_can_be_and_never_over_another_unasked(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = tmp_path / "mine.md"
    mine.write_text("mine")
    talk = talked(
        desk,
        *("My project", "/stage", "product", "done", ""),
        *("9", "one", "1", "/nowhere/x.yaml", "1", "x" * 5000, "1", "a\x00b", "1", "~nobody-of-this-name/x"),
        *("2", str(mine), "n", "2", str(mine), "Yes"),
        *("4", "", ""),
    )
    errors = [line for line in talk.heard if line.startswith("error: ")]
    assert len(errors) == 4
    assert all(len(line) < 300 for line in errors)
    assert talk.heard.count("There is no such number; 1 to 5 are possible") == 2
    assert mine.read_text().endswith("\n")
    assert "My project" in mine.read_text()
    assert json.loads((tmp_path / "my-project.json").read_text())["project"] == "My project"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "mine.md", "my-project.json"]
