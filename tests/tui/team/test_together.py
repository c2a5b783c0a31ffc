"""A participant and the facilitator at one session, each in an application of their own."""

from __future__ import annotations

from advisor.tui.screens.asking import Choose
from advisor.tui.team.questions import SeatQuestion
from advisor.tui.team.spread import SpreadScreen
from advisor.tui.team.waiting import WaitingScreen
from tests.tui.piloting import piloted
from tests.tui.team.room import Room


@piloted
async def test_a_session_goes_from_invitation_to_a_second_reveal(room: Room) -> None:
    room.seated("Ben", "mobile", targets=("microcontroller",), domain=("vision",)).finish()
    seat = room.invited("Ana")
    async with room.at_chair() as chair, room.at_seat(seat) as ana:
        await chair.shows("○ invited")
        await ana.press("enter")
        await ana.comes(SeatQuestion)
        await chair.shows("◔ joined")
        await ana.ask("targets")
        await ana.click("Server")
        await chair.shows("◐ answering")
        await ana.press("f6")
        await ana.comes(WaitingScreen)
        await chair.shows("Everybody is done: reveal when you like.")
        await chair.press("r")
        await chair.comes(SpreadScreen)
        await ana.comes(SpreadScreen)
        for hand in (chair, ana):
            await hand.shows("explain first")
        await chair.press("escape", "o")
        await ana.shows("Round 2 is open")
        await ana.press("f8")
        await ana.comes(SeatQuestion)
        await ana.ask("targets")
        await ana.click("Microcontroller")
        await ana.shows("✓ saved")
        await chair.press("l")
        await ana.comes(Choose)
        await ana.press("enter")
        await ana.comes(WaitingScreen)
        await chair.press("r", "tab", "enter")
        for hand in (chair, ana):
            await hand.comes(SpreadScreen)
            await hand.shows("After round 1:")
