"""Names, roles and answers that try to act: they are shown as they are written, and nothing else happens."""

from __future__ import annotations

import pytest

from advisor.tui.screens.asking import Choose
from advisor.tui.team.spread import Agenda, SpreadScreen
from advisor.tui.team.waiting import WaitingScreen
from tests.tui.piloting import piloted
from tests.tui.team.room import Room
from tests.tui.team.test_spread_screen import ANA, BEN
from tests.tui.test_hostile import TEXTS

#: What a participant can be called; the session itself refuses what acts on a terminal.
POSSIBLE = {name: text for name, text in TEXTS.items() if text.isprintable()}


@pytest.mark.parametrize("size", [(120, 36), (60, 20)], ids=str)
@pytest.mark.parametrize("text", POSSIBLE.values(), ids=POSSIBLE)
@piloted
async def test_a_name_is_shown_literally_to_everybody(room: Room, text: str, size: tuple[int, int]) -> None:
    room.seated(text, text, **BEN, libraries=(text[:60],))
    seat = room.seated("Ana", **ANA, libraries=("numpy",))
    async with room.at_seat(seat, *size) as ana, room.at_chair(*size) as chair:
        for hand in (ana, chair):
            assert text[:6] in hand.text
            assert_harmless(hand.text)
        seat.finish()
        await ana.click("Go on")
        await ana.comes(WaitingScreen)
        assert_harmless(ana.text)
        room.chair.reveal()
        await ana.comes(SpreadScreen)
        await ana.shows("explain first")
        assert text[:6] in ana.text
        assert_harmless(ana.text)
        await ana.press("a")
        await ana.comes(Agenda)
        assert_harmless(ana.text)
        await chair.press("d")
        await chair.comes(Choose)
        assert text[:6] in chair.text
        assert_harmless(chair.text)
        for hand in (ana, chair):
            assert hand.app.trouble is None
            assert hand.app.is_running


@pytest.mark.parametrize("text", [text for text in TEXTS.values() if not text.isprintable()])
@piloted
async def test_a_name_that_acts_on_a_terminal_is_refused_and_told_literally(room: Room, text: str) -> None:
    seat = room.invited()
    async with room.at_seat(seat) as hand:
        hand.app.begin(text, "")  # type: ignore[attr-defined]
        await hand.shows("✗ this is no name for a participant")
        assert_harmless(hand.text)
    assert seat.member.joined is None


def assert_harmless(text: str) -> None:
    for line in text.splitlines():
        assert line.isprintable()
