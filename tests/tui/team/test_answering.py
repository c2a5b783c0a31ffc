"""A participant comes in, answers alone, and says "done"."""

from __future__ import annotations

from dataclasses import replace

from textual.widgets import Input

from advisor.tui.team.questions import SeatQuestion, SeatReview
from advisor.tui.team.waiting import WaitingScreen
from advisor.tui.team.welcome import WelcomeScreen
from tests.tui.piloting import piloted
from tests.tui.team.room import Room


@piloted
async def test_a_participant_gives_a_name_answers_and_is_done(room: Room) -> None:
    room.seated("Ben", "mobile", stage="product")
    seat = room.invited()
    async with room.at_seat(seat) as hand:
        assert "You are invited to answer for Shelf scanner" in hand.text
        assert "Until the facilitator reveals" in hand.text
        assert "◐ answering  Ben, mobile" in hand.text
        assert "1 of 21" in hand.text
        await hand.write("Ana")
        await hand.press("tab")
        await hand.write("research")
        await hand.press("enter")
        await hand.comes(SeatQuestion)
        await hand.ask("stage")
        await hand.press("space")
        await hand.shows("✓ saved")
        await hand.press("f5")
        await hand.comes(SeatReview)
        assert "Learning the craft" in hand.text
        assert "F6 says that you are done" in hand.text
        await hand.press("f6")
        await hand.comes(WaitingScreen)
        assert "You are done with round 1" in hand.text
        assert "Still answering: Ben" in hand.text
    me = seat.member
    assert (me.name, me.role, me.finished, me.answered) == ("Ana", "research", True, 1)
    assert room.answers(seat) == {"stage": "learning"}


@piloted
async def test_the_name_that_the_facilitator_gave_needs_no_typing(room: Room) -> None:
    seat = room.invited("Ana", "lead")
    async with room.at_seat(seat) as hand:
        assert [line.value for line in hand.app.screen.query(Input)] == ["Ana", "lead"]
        await hand.press("enter")
        await hand.comes(SeatQuestion)
    assert seat.member.joined is not None


@piloted
async def test_a_name_that_somebody_has_is_refused_on_the_page(room: Room) -> None:
    room.seated("Ben")
    async with room.at_seat(room.invited()) as hand:
        await hand.write("ben")
        await hand.press("enter")
        await hand.shows("✗ somebody in this session has this name")
        hand.screen(WelcomeScreen)


@piloted
async def test_the_questions_come_in_an_order_of_ones_own_and_without_any_hint(room: Room) -> None:
    seats = [room.invited(name) for name in ("Ana", "Ben")]
    keys = tuple(room.world.knowledge.questionnaire.questions)
    firsts = []
    for seat in seats:
        async with room.at_seat(seat) as hand:
            await hand.press("enter")
            await hand.comes(SeatQuestion)
            questions = room.world.knowledge.questionnaire.questions
            assert questions[seat.order(keys)[0]].text in hand.text
            firsts.append(seat.order(keys))
            for hint in ("So far", "Worth asking next", "Result", "Probes"):
                assert hint not in hand.text
            await hand.press("f3", "f6")
            await hand.comes(WaitingScreen)
    assert firsts[0] != firsts[1]


@piloted
async def test_who_comes_back_finds_the_answers_and_goes_on(room: Room) -> None:
    seat = room.seated("Ana", stage="research")
    async with room.at_seat(seat) as hand:
        await hand.click("Go on")
        await hand.comes(SeatQuestion)
        await hand.ask("stage")
        assert "● Research" in hand.text
        await hand.press("escape")
        await hand.comes(WelcomeScreen)


@piloted
async def test_who_has_answered_everything_comes_back_to_all_answers(room: Room) -> None:
    seat = room.seated("Ana")
    project = seat.load(room.world.knowledge.questionnaire)
    passed = dict.fromkeys([*room.world.knowledge.questionnaire.questions, "importance"], "unknown")
    seat.save(replace(project, passed=passed))  # type: ignore[arg-type]
    async with room.at_seat(seat) as hand:
        await hand.click("Go on")
        await hand.comes(SeatReview)
        assert "All answered." in hand.text
        await hand.press("q")
        await hand.comes(SeatQuestion)


@piloted
async def test_who_is_done_can_take_it_back_while_answers_are_open(room: Room) -> None:
    seat = room.seated("Ana", stage="research")
    seat.finish()
    async with room.at_seat(seat) as hand:
        await hand.comes(WaitingScreen)
        assert "Everybody is done" in hand.text
        await hand.press("c")
        await hand.comes(SeatQuestion)
        assert not seat.member.finished
        await hand.ask("stage")
        await hand.press("down", "space")
        await hand.shows("✓ saved")
        await hand.press("f6")
        await hand.comes(WaitingScreen)
    assert room.answers(seat) == {"stage": "prototype"}
    assert seat.member.finished


@piloted
async def test_the_waiting_page_moves_by_itself(room: Room) -> None:
    ben = room.seated("Ben", stage="product")
    seat = room.seated("Ana", stage="research")
    seat.finish()
    async with room.at_seat(seat) as hand:
        await hand.shows("Still answering: Ben")
        room.answered(ben, horizon="years")
        await hand.shows("2 of 21")
        ben.finish()
        await hand.shows("Everybody is done: the reveal comes next")
        room.chair.lock()
        await hand.shows("The facilitator has closed the answers")
        assert "Change answers" not in hand.text
