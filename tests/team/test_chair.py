"""The facilitator's place: people come and go, weights and files are set, and each phase leads where it should."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest

from advisor.errors import AdvisorError
from advisor.team.records import Member, Phase
from advisor.team.refusals import UnreadableError
from advisor.team.roles import Chair
from advisor.team.store import SessionStore
from tests.interview.world import IMPOSSIBLE, questionnaire
from tests.team.world import (
    PRODUCT,
    RESEARCH,
    answer,
    answers_of,
    bytes_of,
    measured,
    rows_in,
    seated,
    sessions_in,
)

#: What leads from each phase where; everything else is refused.
LEADS: dict[tuple[Phase, str], tuple[Phase, int]] = {
    ("answering", "lock"): ("locked", 1),
    ("answering", "reveal"): ("revealed", 1),
    ("answering", "end"): ("ended", 1),
    ("locked", "unlock"): ("answering", 1),
    ("locked", "reveal"): ("revealed", 1),
    ("locked", "end"): ("ended", 1),
    ("revealed", "reopen"): ("answering", 2),
    ("revealed", "end"): ("ended", 1),
}
REACHED: dict[Phase, tuple[str, ...]] = {
    "answering": (),
    "locked": ("lock",),
    "revealed": ("reveal",),
    "ended": ("end",),
}


@pytest.mark.parametrize("step", ["lock", "unlock", "reveal", "reopen", "end"])
@pytest.mark.parametrize("phase", REACHED)
def test_each_phase_leads_where_it_should_and_nowhere_else(
    store: SessionStore, phase: Phase, step: str
) -> None:
    chair = Chair(store)
    answer(seated(store, "Ana"), PRODUCT)
    for earlier in REACHED[phase]:
        getattr(chair, earlier)()
    before = chair.state()
    assert before.phase == phase
    if (phase, step) in LEADS:
        getattr(chair, step)()
        state = chair.state()
        assert (state.phase, state.round) == LEADS[phase, step]
    else:
        assert re.fullmatch(
            r"the session cannot be .+\. That is possible (while|after|once) .+", refusal(chair, step)
        )
        assert chair.state() == before


def refusal(chair: Chair, step: str) -> str:
    """The whole line that says why a step is refused."""
    with pytest.raises(AdvisorError) as found:
        getattr(chair, step)()
    return found.value.lines[0]


def test_nothing_is_revealed_while_nobody_has_answered(store: SessionStore) -> None:
    chair = Chair(store)
    seated(store, "Ana")
    assert "nobody has answered" in refusal(chair, "reveal")
    assert chair.state().phase == "answering"


def test_the_reveal_shows_what_everybody_said_in_each_round(store: SessionStore) -> None:
    chair, ana, ben = Chair(store), seated(store, "Ana", "lead", 2), seated(store, "Ben")
    seated(store, "Silent")
    answer(ana, PRODUCT)
    answer(ben, RESEARCH)
    chair.lock()
    chair.reveal()
    first = chair.revealed(questionnaire())
    assert first is not None
    assert first == ana.revealed(questionnaire())
    assert (first.round, first.earlier) == (1, ())
    assert [(voice.member.name, voice.needs.answers) for voice in first.voices] == [
        ("Ana", PRODUCT),
        ("Ben", RESEARCH),
    ]
    who = first.voices[0].needs.participant
    assert who is not None
    assert (who.name, who.role, who.weight) == ("Ana", "lead", 2.0)

    chair.reopen()
    answer(ben, {"stage": "product"})
    meanwhile = ben.revealed(questionnaire())
    assert meanwhile is not None
    assert [voice.needs for voice in meanwhile.voices] == [voice.needs for voice in first.voices]

    chair.reveal()
    second = chair.revealed(questionnaire())
    assert second is not None
    assert (second.round, [voice.needs.answers for voice in second.voices]) == (
        2,
        [PRODUCT, {"stage": "product"}],
    )
    ((number, voices),) = second.earlier
    assert (number, [voice.needs for voice in voices]) == (1, [voice.needs for voice in first.voices])
    chair.end()
    assert chair.revealed(questionnaire()) == second


def test_a_session_that_ends_unrevealed_stays_so(store: SessionStore) -> None:
    chair, seat = Chair(store), seated(store, "Ana")
    answer(seat, PRODUCT)
    chair.end()
    assert chair.revealed(questionnaire()) is None
    assert seat.revealed(questionnaire()) is None
    assert answers_of(seat) == PRODUCT


def test_a_removed_participant_leaves_no_trace_on_the_disk(store: SessionStore) -> None:
    chair = Chair(store)
    with sessions_in(store.path.parent.parent).open(store.id) as elsewhere:  # a window that stays open
        ana, ben = seated(store, "Ana-whom-nobody-knows", "the role of Ana"), seated(store, "Ben")
        for number in range(20):
            answer(ana, {"libraries": (f"secret-library-{number}",)})
            answer(ben, {"libraries": (f"common-{number}",)})
        elsewhere.state()
        assert b"secret-library" in bytes_of(store.path)
        removed = chair.remove(ana.member.id)
        assert (removed.name, removed.removed) == ("Ana-whom-nobody-knows", True)
        left = bytes_of(store.path)
    assert b"secret-library" not in left
    assert b"whom-nobody-knows" not in left
    assert b"the role of Ana" not in left
    assert b"common-19" in left
    assert [member.name for member in chair.state().members] == ["Ben"]
    assert answers_of(ben) == {"libraries": ("common-19",)}
    assert rows_in(store.path, "SELECT DISTINCT member FROM entry") == [(2,)]
    # The name is free again.
    chair.invite("Ana-whom-nobody-knows")


def test_a_removed_participant_is_in_no_round_that_was_revealed(store: SessionStore) -> None:
    chair, ana, ben = Chair(store), seated(store, "Ana"), seated(store, "Ben")
    answer(ana, PRODUCT)
    answer(ben, RESEARCH)
    chair.reveal()
    chair.remove(ana.member.id)
    revealed = chair.revealed(questionnaire())
    assert revealed is not None
    assert [voice.member.name for voice in revealed.voices] == ["Ben"]


@pytest.mark.parametrize("weight", [-0.001, 100.001, math.inf, math.nan])
def test_a_weight_is_from_0_to_100(store: SessionStore, weight: float) -> None:
    chair, seat = Chair(store), seated(store, "Ana")
    for possible in (0, 100, 2.5):
        chair.weigh(seat.member.id, possible)
        assert seat.member.weight == possible
    with pytest.raises(AdvisorError, match="from 0 to 100"):
        chair.weigh(seat.member.id, weight)
    with pytest.raises(AdvisorError, match="from 0 to 100"):
        chair.invite(weight=weight)
    assert seat.member.weight == 2.5


def test_people_are_listed_in_the_order_in_which_they_were_invited(store: SessionStore) -> None:
    chair = Chair(store)
    members = [chair.invite(name)[0] for name in ("Cem", "", "Ana", "")]
    assert [member.id for member in chair.state().members] == [member.id for member in members]
    assert members[0] == Member(members[0].id, "Cem", "", 1.0, None, False, 0)


def test_shared_measurements_come_back_as_they_were(store: SessionStore) -> None:
    chair, seat = Chair(store), seated(store, "Ana")
    files = [measured(0.8), measured(1.3)]
    for number, file in enumerate(files):
        chair.add_measurements(f"machine {number}", file)
    listed = chair.state().files
    assert [(file.name, file.rows) for file in listed] == [("machine 0", 1), ("machine 1", 1)]
    assert chair.measurements() == tuple(files)
    # A participant could be swayed by them before.
    assert seat.measurements() == ()
    answer(seat, PRODUCT)
    chair.reveal()
    assert seat.measurements() == tuple(files)
    chair.remove_measurements(listed[0].id)
    assert chair.measurements() == (files[1],)
    with pytest.raises(AdvisorError, match="not shared any more"):
        chair.remove_measurements(listed[0].id)


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_shared_file_has_a_name_of_one_line(store: SessionStore, name: str) -> None:
    with pytest.raises(AdvisorError, match="no name for a file"):
        Chair(store).add_measurements(name, measured())


def test_a_shared_file_that_another_hand_changed_is_refused(store: SessionStore) -> None:
    chair = Chair(store)
    chair.add_measurements("machine", measured())
    with store.write("") as connection:
        connection.execute("UPDATE measurements SET file = replace(file, 'ratio', 'Ratio')")
    with pytest.raises(UnreadableError):
        chair.measurements()


def test_after_the_end_nothing_is_changed_but_people_can_still_be_removed(store: SessionStore) -> None:
    chair, seat = Chair(store), seated(store, "Ana")
    chair.add_measurements("machine", measured())
    chair.end()
    attempts: list[Callable[[], object]] = [
        lambda: chair.invite("Ben"),
        lambda: chair.reissue(seat.member.id),
        lambda: chair.weigh(seat.member.id, 2),
        lambda: chair.add_measurements("more", measured()),
        lambda: chair.remove_measurements(1),
    ]
    for attempt in attempts:
        with pytest.raises(AdvisorError, match="the session has ended"):
            attempt()
    chair.remove(seat.member.id)
    assert chair.state().members == ()


def test_who_is_not_there_is_said_to_be_gone(store: SessionStore) -> None:
    chair = Chair(store)
    attempts: list[Callable[[], object]] = [
        lambda: chair.reissue("nobody"),
        lambda: chair.weigh("nobody", 1),
        lambda: chair.remove("nobody"),
    ]
    for attempt in attempts:
        with pytest.raises(AdvisorError, match="not in the session any more"):
            attempt()
