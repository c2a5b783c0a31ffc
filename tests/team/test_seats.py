"""A participant's place: answers are kept as given, windows tell each other, and the phase decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import AdvisorError
from advisor.interview.project import Passed
from advisor.interview.projects import ChangedElsewhereError
from advisor.needs.model import Needs, Participant
from advisor.needs.questions import Questionnaire
from advisor.team.refusals import ClosedError, RemovedError
from advisor.team.roles import Chair, Seat
from advisor.team.store import SessionStore
from tests.interview.world import HOSTILE, IMPOSSIBLE, all_needs, questionnaire, questions
from tests.team.world import PRODUCT, RESEARCH, answer, answers_of, begun, rows_in, seated, sessions_in

PASSED = st.dictionaries(
    st.sampled_from([*(question.id for question in questions()), "importance"]),
    st.sampled_from(["unknown", "skipped"]),
)


@given(first=all_needs(), then=all_needs(), passed=PASSED)
@settings(max_examples=25, deadline=None)
def test_what_is_saved_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, first: Needs, then: Needs, passed: Mapping[str, Passed]
) -> None:
    with begun(tmp_path_factory.mktemp("data")) as store:
        seat = seated(store, "Ana", "lead", weight=2)
        project = seat.load(questionnaire())
        for needs, how in ((first, {}), (then, passed), (first, passed)):
            mine = replace(needs, project="Shelf scanner", participant=Participant("Ana", "lead", 2.0))
            project = seat.save(replace(project, needs=mine, passed=how))
            # Another window, opened later, sees the same.
            again = Seat(store, seat.member.id).load(questionnaire())
            assert (again.needs, dict(again.passed), again.revision) == (mine, how, project.revision)


def test_each_answer_is_kept_as_it_was_given_and_when(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    for answers in ({"stage": "research"}, {"stage": "product"}, {}):
        project = seat.load(questionnaire())
        seat.save(replace(project, needs=replace(project.needs, answers=answers)))
    log = rows_in(store.path, "SELECT round, kind, key, value, at FROM entry ORDER BY number")
    assert [row[:4] for row in log] == [
        (1, "answer", "stage", '"research"'),
        (1, "answer", "stage", '"product"'),
        (1, "answer", "stage", None),
    ]
    assert log == sorted(log, key=lambda row: str(row[4]))
    assert answers_of(seat) == {}


def test_a_save_adds_what_changed_and_nothing_else(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project = answer(seat, {"stage": "product", "model": ("cnn",)})
    importance = {"speed": None} if "speed" in questionnaire().concerns else {}
    needs = replace(project.needs, answers={**project.needs.answers, "stage": "research"})
    saved = seat.save(replace(project, needs=replace(needs, importance=importance)))
    log = rows_in(store.path, "SELECT kind, key, value FROM entry ORDER BY number")
    assert len(log) == 3 + len(importance)
    assert ("answer", "stage", '"research"') in log
    assert seat.save(saved) == saved  # nothing changed, nothing is written
    assert len(rows_in(store.path, "SELECT number FROM entry")) == len(log)


def test_how_much_is_settled_counts_what_is_not_known_too(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    project = seat.load(questionnaire())
    concern = next(iter(questionnaire().concerns))
    seat.save(
        replace(
            project,
            needs=replace(project.needs, answers=PRODUCT, importance={concern: 3.0}),
            passed={"fields": "unknown", "python": "skipped"},
        )
    )
    assert seat.member.answered == len(PRODUCT) + 1 + 1


def test_of_two_windows_of_one_participant_one_is_told(store: SessionStore) -> None:
    seat = seated(store, "Ana")
    with sessions_in(store.path.parent.parent).open(store.id) as elsewhere:
        other = Seat(elsewhere, seat.member.id)
        mine, theirs = seat.load(questionnaire()), other.load(questionnaire())
        other.save(replace(theirs, needs=replace(theirs.needs, answers=RESEARCH)))
        late = replace(mine, needs=replace(mine.needs, answers=PRODUCT))
        with pytest.raises(ChangedElsewhereError):
            seat.save(late)
        assert answers_of(seat) == RESEARCH
        # Having looked, it may go on.
        seat.save(replace(late, revision=seat.load(questionnaire()).revision))
        assert answers_of(other) == PRODUCT


def test_participants_never_disturb_each_other(store: SessionStore) -> None:
    ana, ben = seated(store, "Ana"), seated(store, "Ben")
    hers, his = ana.load(questionnaire()), ben.load(questionnaire())
    ana.save(replace(hers, needs=replace(hers.needs, answers=RESEARCH)))
    ben.save(replace(his, needs=replace(his.needs, answers=PRODUCT)))
    assert (answers_of(ana), answers_of(ben)) == (RESEARCH, PRODUCT)


def test_answers_are_taken_in_the_answering_phase_alone(store: SessionStore) -> None:
    chair, seat = Chair(store), seated(store, "Ana")
    project = answer(seat, PRODUCT)
    other = replace(project, needs=replace(project.needs, answers=RESEARCH))
    chair.lock()
    for attempt in (lambda: seat.save(other), seat.finish, seat.unfinish):
        with pytest.raises(ClosedError, match="answers are not taken while it is locked"):
            attempt()
    chair.unlock()
    project = seat.save(other)
    chair.reveal()
    with pytest.raises(ClosedError, match="after the reveal"):
        seat.save(replace(project, needs=replace(project.needs, answers=PRODUCT)))
    chair.reopen()
    seat.save(replace(project, needs=replace(project.needs, answers=PRODUCT)))
    chair.end()
    with pytest.raises(ClosedError, match="once it has ended"):
        seat.finish()
    assert answers_of(seat) == PRODUCT


def test_nobody_is_done_at_the_start_of_a_round(store: SessionStore) -> None:
    chair, seat = Chair(store), seated(store, "Ana")
    answer(seat, PRODUCT)
    assert not seat.member.finished
    seat.finish()
    assert seat.member.finished
    seat.unfinish()
    assert not seat.member.finished
    seat.finish()
    chair.reveal()
    assert seat.member.finished
    chair.reopen()
    assert not seat.member.finished
    assert answers_of(seat) == PRODUCT


@pytest.mark.parametrize("name", HOSTILE)
def test_any_line_of_text_is_a_name_and_a_role(store: SessionStore, name: str) -> None:
    seat = seated(store, name, role=name)
    assert (seat.member.name, seat.member.role) == (name, name)
    assert answer(seat, PRODUCT).needs.participant == Participant(name, name, 1.0)


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_what_would_act_on_a_terminal_is_neither_a_name_nor_a_role(store: SessionStore, text: str) -> None:
    seat = seated(store, "Ana", "lead")
    with pytest.raises(AdvisorError, match="no name for a participant"):
        seat.introduce(text, "")
    if text.strip():
        with pytest.raises(AdvisorError, match="no role"):
            seat.introduce("Ana", text)
    assert (seat.member.name, seat.member.role) == ("Ana", "lead")


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ("Strasse", "Straße"),
        ("Strasse", "STRASSE"),
        ("Strasse", " strasse "),
        ("Strasse", "\uff33\uff34\uff32\uff21\uff33\uff33\uff25"),  # in full width
        ("Ana  Li", "ana li"),
        ("MHz", "\u3392"),  # one character that looks like three
    ],
)
def test_a_name_that_people_would_take_for_anothers_is_taken(
    store: SessionStore, first: str, name: str
) -> None:
    seated(store, first)
    other = seated(store, "Ben")
    with pytest.raises(AdvisorError, match="somebody in this session has this name"):
        other.introduce(name, "")
    with pytest.raises(AdvisorError, match="somebody in this session has this name"):
        Chair(store).invite(name)
    assert other.member.name == "Ben"


def test_one_may_change_ones_own_name_and_keeps_the_time_of_joining(store: SessionStore) -> None:
    seat = seated(store, "ana")
    joined = seat.member.joined
    seat.introduce("Ana", "data")
    assert (seat.member.name, seat.member.role, seat.member.joined) == ("Ana", "data", joined)
    Chair(store).end()
    with pytest.raises(AdvisorError, match="the session has ended"):
        seat.introduce("Anna", "")


def test_nobody_answers_without_a_name(store: SessionStore) -> None:
    member, _ = Chair(store).invite()
    seat = Seat(store, member.id)
    project = seat.load(questionnaire())
    assert (project.id, project.needs.participant, project.needs.project) == (
        member.id,
        None,
        "Shelf scanner",
    )
    with pytest.raises(AdvisorError, match="nobody has given a name"):
        seat.save(replace(project, needs=replace(project.needs, answers=PRODUCT)))


def test_a_removed_participant_can_do_nothing_more(store: SessionStore) -> None:
    chair, seat = Chair(store), seated(store, "Ana")
    project = answer(seat, PRODUCT)
    seen = seat.state().version
    assert chair.remove(seat.member.id).removed
    assert seat.changed(seen)
    for attempt in (
        seat.state,
        lambda: seat.member,
        lambda: seat.introduce("Ana", ""),
        lambda: seat.load(questionnaire()),
        lambda: seat.save(project),
        seat.finish,
        seat.unfinish,
        lambda: seat.revealed(questionnaire()),
        seat.measurements,
        lambda: Seat(store, project.id),
    ):
        with pytest.raises(RemovedError):
            attempt()


def test_the_order_of_the_questions_is_ones_own_and_stays(store: SessionStore, tmp_path: Path) -> None:
    keys = tuple(questionnaire().questions)
    seats = [seated(store, f"Member {number}") for number in range(6)]
    orders = [seat.order(keys) for seat in seats]
    assert len({keys, *orders}) == 7
    assert all(sorted(order) == sorted(keys) for order in orders)
    # It depends neither on the window nor on what else is asked.
    again = Seat(store, seats[0].member.id)
    assert again.order(list(reversed(keys))) == orders[0]
    assert again.order(keys[3:]) == tuple(key for key in orders[0] if key in keys[3:])


def test_an_answer_that_todays_questions_do_not_take_is_left_out_and_kept(store: SessionStore) -> None:
    full = questionnaire()
    seat = seated(store, "Ana")
    project = answer(seat, PRODUCT)
    concern = next(iter(full.concerns))
    seat.save(replace(project, needs=replace(project.needs, importance={concern: 4.0})))
    stage = full.questions["stage"]
    fewer = replace(stage, choices=tuple(c for c in stage.choices if c.id != PRODUCT["stage"]))
    smaller = Questionnaire(
        {**{key: q for key, q in full.questions.items() if key != "model"}, "stage": fewer},
        {key: c for key, c in full.concerns.items() if key != concern},
    )
    seen = seat.load(smaller)
    assert (dict(seen.needs.answers), dict(seen.needs.importance)) == ({}, {})
    # Answering on with the smaller questionnaire takes nothing of it back.
    seat.save(replace(seen, needs=replace(seen.needs, answers={"python": "3.12"})))
    kept = seat.load(full).needs
    assert kept.answers == {**PRODUCT, "python": "3.12"}
    assert kept.importance == {concern: 4.0}
    Chair(store).reveal()
    revealed = seat.revealed(smaller)
    assert revealed is not None
    assert sorted(revealed.voices[0].unread) == sorted(["stage", "model", concern])


def test_who_is_there_is_seen(store: SessionStore) -> None:
    member, _ = Chair(store).invite()
    assert (member.seen, member.joined) == (None, None)
    seat = Seat(store, member.id)
    seat.load(questionnaire())
    looked = seat.member.seen
    assert looked is not None
    seat.introduce("Ana", "")
    answer(seat, PRODUCT)
    later = seat.member.seen
    assert later is not None
    assert later > looked
