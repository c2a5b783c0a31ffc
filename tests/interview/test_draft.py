"""Answers while they are being given: everything can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from advisor.errors import AdvisorError
from advisor.interview.draft import IMPORTANCE, Draft
from advisor.interview.project import Project
from advisor.needs.model import Answer, Needs
from tests.interview.world import questionnaire, questions

NOW = datetime(2026, 11, 24, tzinfo=UTC)
State = tuple[Needs, Mapping[str, str]]
Change = Callable[[Draft], object]


def draft_of(**answers: Answer) -> Draft:
    return Draft(Project("p", Needs(project="Shelf scanner", answers=answers), NOW, NOW), questionnaire())


def state_of(draft: Draft) -> State:
    return draft.needs, dict(draft.project.passed)


CHANGES: dict[str, tuple[Change, str]] = {
    "an answer": (lambda draft: draft.answer("stage", "research"), "stage"),
    "don't know": (lambda draft: draft.answer("horizon", None), "horizon"),
    "an answer that is cleared": (lambda draft: draft.clear("model"), "model"),
    "don't know that is cleared": (lambda draft: draft.clear("os"), "os"),
    "a skip": (lambda draft: draft.skip("team"), "team"),
    "an answer over another": (lambda draft: draft.answer("model", ("mlp", "rnn")), "model"),
    "an answer over don't know": (lambda draft: draft.answer("os", ("linux",)), "os"),
    "none": (lambda draft: draft.answer("targets", ()), "targets"),
    "levels": (lambda draft: draft.answer("team", {"pytorch": 3}), "team"),
    "weights": (lambda draft: draft.weigh({"deployment": 5.0, "footprint": None}), IMPORTANCE),
    "another name": (lambda draft: draft.rename("Other"), "project"),
    "other needs": (
        lambda draft: draft.take(Needs(project="Taken", answers={"stage": "product"})),
        "project",
    ),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_every_kind_of_change_is_undone_and_done_again(kind: str) -> None:
    change, key = CHANGES[kind]
    draft = draft_of(model=("cnn",))
    draft.answer("os", None)
    before = state_of(draft)
    draft.seal()
    assert change(draft) is True
    after = state_of(draft)
    assert after != before
    undone = draft.undo()
    assert undone is not None
    assert undone.key == key
    assert state_of(draft) == before
    again = draft.redo()
    assert again is not None
    assert again.key == key
    assert state_of(draft) == after
    assert draft.redo() is None


def test_there_is_nothing_to_take_back_at_the_start() -> None:
    draft = draft_of(model=("cnn",))
    assert draft.undo() is None
    assert draft.redo() is None
    # What changes nothing is no change.
    assert draft.answer("model", ("cnn",)) is False
    assert draft.clear("stage") is False
    assert draft.skip("model") is False
    assert draft.rename("Shelf scanner") is False
    assert draft.weigh({}) is False
    assert draft.undo() is None


def test_changes_of_one_visit_are_one_and_a_new_visit_is_a_change_of_its_own() -> None:
    draft = draft_of()
    for model in (("mlp",), ("mlp", "cnn"), ("mlp", "cnn", "rnn")):
        draft.answer("model", model)
    draft.seal()
    draft.answer("model", ("rnn",))
    draft.undo()
    assert draft.needs.answers == {"model": ("mlp", "cnn", "rnn")}
    draft.undo()
    assert draft.needs.answers == {}


def test_changes_of_two_questions_are_two_also_without_a_seal_between_them() -> None:
    draft = draft_of()
    draft.answer("stage", "research")
    draft.answer("horizon", "years")
    draft.answer("stage", "product")
    for answers in ({"stage": "research", "horizon": "years"}, {"stage": "research"}, {}):
        draft.undo()
        assert draft.needs.answers == answers


def test_what_was_ticked_and_unticked_again_leaves_nothing_to_undo() -> None:
    draft = draft_of()
    draft.answer("stage", "research")
    draft.answer("model", ("cnn",))
    draft.clear("model")
    draft.undo()
    assert draft.needs.answers == {}
    assert draft.undo() is None


def test_a_change_after_an_undo_ends_what_could_be_done_again() -> None:
    draft = draft_of()
    draft.answer("stage", "research")
    draft.undo()
    draft.answer("stage", "product")
    assert draft.redo() is None
    draft.undo()
    assert draft.needs.answers == {}


def test_the_oldest_of_very_many_changes_cannot_be_taken_back_any_more() -> None:
    draft = draft_of()
    for number in range(600):
        draft.rename(f"name {number}")
        draft.seal()
    count = 0
    while draft.undo():
        count += 1
    assert count == 500
    assert draft.needs.project == "name 99"


def test_dont_know_is_settled_and_a_cleared_question_is_open_again() -> None:
    draft = draft_of()
    draft.answer("stage", None)
    assert draft.is_settled("stage")
    assert "stage" not in draft.open_keys()
    draft.clear("stage")
    assert not draft.is_settled("stage")
    assert draft.open_keys()[0] == "stage"


def test_a_skipped_question_keeps_its_answer_and_an_open_one_comes_last() -> None:
    draft = draft_of(stage="research")
    assert draft.skip("stage") is False
    assert draft.needs.answers == {"stage": "research"}
    assert draft.skip("horizon") is True
    assert draft.skip("horizon") is False
    assert not draft.is_settled("horizon")
    assert draft.open_keys()[-1] == "horizon"
    draft.answer("horizon", "years")
    assert draft.project.passed == {}


def test_open_questions_follow_the_ranking_and_then_the_questionnaire() -> None:
    draft = draft_of(stage="research")
    draft.skip("team")
    keys = draft.open_keys(["python", "team", "stage"])
    rest = [q.id for q in questions() if q.id not in ("stage", "python", "team")]
    assert keys == ["python", *rest, IMPORTANCE, "team"]


def test_weights_are_settled_by_a_number_by_dont_know_and_not_by_a_skip() -> None:
    draft = draft_of()
    draft.skip(IMPORTANCE)
    assert not draft.is_settled(IMPORTANCE)
    draft.weigh({"deployment": None, "nothing known": 3.0})
    assert draft.is_settled(IMPORTANCE)
    assert draft.needs.importance == {"deployment": None}
    assert draft.project.passed == {}
    draft.weigh({})
    assert not draft.is_settled(IMPORTANCE)


def test_answers_stand_in_the_order_of_the_questions_however_they_were_given() -> None:
    draft = draft_of()
    for key, answer in (("team", {"pytorch": 1}), ("stage", "research"), ("model", ("cnn",))):
        draft.answer(key, answer)
    assert list(draft.needs.answers) == ["stage", "model", "team"]
    draft.weigh({"deployment": 1.0, "training_speed": 2.0})
    assert list(draft.needs.importance) == ["training_speed", "deployment"]


def test_progress_counts_answers_and_dont_knows_section_by_section() -> None:
    draft = draft_of(stage="research")
    draft.answer("horizon", None)
    draft.skip("domain")
    first, *_, last = draft.progress()
    assert (first.name, first.settled) == ("Project", frozenset({"stage", "horizon"}))
    assert (last.name, last.keys, last.settled) == ("Importance", (IMPORTANCE,), frozenset())
    keys = [key for section in draft.progress() for key in section.keys]
    assert sorted(keys) == sorted([*questionnaire().questions, IMPORTANCE])


def test_what_ifs_are_kept_and_dropped_beside_the_answers() -> None:
    draft = draft_of(stage="research")
    bold, own = Needs(project="Shelf scanner"), draft.needs
    draft.keep_scenario("bold", own)
    draft.keep_scenario("bold", bold)
    assert draft.project.scenarios == {"bold": bold}
    draft.drop_scenario("bold")
    draft.drop_scenario("bold")
    assert draft.project.scenarios == {}
    assert draft.needs == own


def test_a_draft_that_goes_on_as_another_project_keeps_its_new_name_through_undo_and_redo() -> None:
    draft = draft_of()
    draft.answer("stage", "research")
    draft.answer("horizon", "years")
    draft.undo()
    draft.move_to(replace(draft.project, id="q", needs=replace(draft.needs, project="Copy")))
    draft.redo()
    assert (draft.needs.project, draft.needs.answers) == ("Copy", {"stage": "research", "horizon": "years"})
    draft.undo()
    draft.undo()
    assert (draft.project.id, draft.needs) == ("q", Needs(project="Copy"))


def test_a_draft_cannot_be_called_what_would_not_be_read_again() -> None:
    draft = draft_of()
    with pytest.raises(AdvisorError):
        draft.rename("two\nlines")
    assert draft.needs.project == "Shelf scanner"
