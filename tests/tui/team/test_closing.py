"""The session is closed, ended, or taken from a participant who is typing: it is told, and nothing is lost."""

from __future__ import annotations

import threading
import unittest.mock

from advisor.errors import ExitCode
from advisor.team.sessions import Sessions
from advisor.tui.screens.asking import Choose
from advisor.tui.team.questions import SeatQuestion
from advisor.tui.team.spread import SpreadScreen
from advisor.tui.team.waiting import WaitingScreen
from tests.tui.hand import PATIENCE_S
from tests.tui.piloting import piloted
from tests.tui.team.room import NEVER, Room


@piloted
async def test_a_lock_while_a_question_is_open_is_told_once_and_leads_to_waiting(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage") as hand:
        await hand.press("space")
        await hand.shows("✓ saved")
        room.chair.lock()
        await hand.comes(Choose)
        assert "The facilitator has closed the answers" in hand.text
        assert "All that you answered is saved." in hand.text
        await hand.press("enter")
        await hand.comes(WaitingScreen)
        assert "Change answers" not in hand.text
        assert sum(isinstance(screen, Choose) for screen in hand.app.screen_stack) == 0
        room.chair.unlock()
        await hand.shows("You have not said that you are done")
        await hand.press("c")
        await hand.comes(SeatQuestion)


@piloted
async def test_an_answer_that_came_too_late_is_named_kept_and_saved_once_answers_are_open(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage", every_s=NEVER) as hand:
        await hand.press("space")
        await hand.shows("✓ saved")
        room.chair.lock()
        await hand.press("down", "space")
        await hand.comes(Choose)
        assert "This could not be saved:" in hand.text
        assert "Research" in hand.text
        assert room.answers(seat) == {"stage": "learning"}
        await hand.press("enter")
        await hand.comes(WaitingScreen)
        room.chair.unlock()
        await hand.app.attempt(lambda: None)
        await hand.press("c")
        await hand.comes(SeatQuestion)
        await hand.shows("✓ saved")
        await hand.ask("stage")
        assert "● Research" in hand.text
    assert room.answers(seat) == {"stage": "research"}


@piloted
async def test_saying_done_once_answers_are_closed_is_refused_in_the_same_words(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage", every_s=NEVER) as hand:
        room.chair.lock()
        await hand.press("f6")
        await hand.comes(Choose)
        assert "The facilitator has closed the answers" in hand.text
        await hand.press("enter")
        await hand.comes(WaitingScreen)
    assert not seat.member.finished


@piloted
async def test_a_reveal_while_a_question_is_open_is_told_and_leads_to_the_spread(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage") as hand:
        await hand.press("space")
        await hand.shows("✓ saved")
        room.chair.reveal()
        await hand.comes(Choose)
        assert "The answers are revealed" in hand.text
        await hand.press("enter")
        await hand.comes(SpreadScreen)


@piloted
async def test_the_end_is_told_to_whoever_is_answering(room: Room) -> None:
    async with room.asking(room.invited("Ana"), "stage") as hand:
        room.chair.end()
        await hand.comes(Choose)
        assert "The session has ended" in hand.text
        await hand.press("enter")
        await hand.comes(SpreadScreen)
        await hand.shows("Nothing was revealed.")


@piloted
async def test_whoever_was_removed_is_told_and_leaves(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage") as hand:
        room.chair.remove(seat.member.id)
        await hand.comes(Choose)
        assert "you are no longer part of this session" in hand.text
        await hand.press("enter")
        await hand.left()
        assert (hand.app.return_code, hand.app.trouble) == (ExitCode.DONE, None)


@piloted
async def test_whoever_was_removed_while_typing_hears_what_was_not_saved(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage", every_s=NEVER) as hand:
        room.chair.remove(seat.member.id)
        await hand.press("space")
        await hand.comes(Choose)
        assert "you are no longer part of this session" in hand.text
        assert "This could not be saved:" in hand.text
        assert "Learning the craft" in hand.text


@piloted
async def test_a_session_that_was_deleted_is_told(room: Room) -> None:
    async with room.asking(room.invited("Ana"), "stage") as hand:
        Sessions(room.world.folder).delete(room.store.id)
        await hand.comes(Choose)
        assert "was deleted or replaced" in hand.text
        await hand.press("enter")
        await hand.left()


@piloted
async def test_two_windows_of_one_participant_do_not_overwrite_each_other(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage") as hand:
        room.answered(seat, horizon="decade")
        await hand.press("space")
        await hand.comes(Choose)
        assert "was changed in another window" in hand.text
        assert room.answers(seat) == {"horizon": "decade"}
        await hand.click("Take the other window's")
        await hand.comes(SeatQuestion)
        await hand.ask("stage")
        await hand.press("space")
        await hand.until(lambda: len(room.answers(seat)) == 2)
        room.answered(seat, horizon="years")
        await hand.press("down", "space")
        await hand.comes(Choose)
        await hand.click("Keep what I see here")
        await hand.comes(SeatQuestion)
        await hand.until(lambda: room.answers(seat) == {"stage": "research", "horizon": "decade"})


@piloted
async def test_the_old_question_takes_no_key_while_the_other_windows_answers_are_read(room: Room) -> None:
    seat = room.invited("Ana")
    async with room.asking(seat, "stage") as hand:
        room.answered(seat, horizon="decade")
        await hand.press("space")
        await hand.comes(Choose)
        desk, may_read = hand.app.desk, threading.Event()
        read = desk.open

        def slowly(id_: str) -> None:
            assert may_read.wait(PATIENCE_S)
            read(id_)

        with unittest.mock.patch.object(desk, "open", slowly):
            await hand.pilot.click(offset=hand.place("Take the other window's"))
            await hand.until(
                lambda: not any(isinstance(screen, Choose | SeatQuestion) for screen in hand.app.screen_stack)
            )
            may_read.set()
            await hand.comes(SeatQuestion)
        assert room.answers(seat) == {"horizon": "decade"}
