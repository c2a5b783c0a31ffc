"""After the reveal: who says what, what it is worth, and the second round."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.tui.screens.result import ResultScreen
from advisor.tui.team.questions import SeatQuestion
from advisor.tui.team.spread import Agenda, SpreadScreen
from advisor.tui.team.waiting import WaitingScreen
from tests.tui.piloting import piloted
from tests.tui.team.room import Room

#: Together they lean to PyTorch; were Ben right about where it runs, they would not.
ANA: Mapping[str, Any] = {"domain": ("vision",), "targets": ("server",), "stage": "research"}
BEN: Mapping[str, Any] = {
    "domain": ("vision",),
    "targets": ("microcontroller",),
    "stage": "product",
    "horizon": "decade",
}


@piloted
async def test_everybody_who_waits_sees_the_spread_once_it_is_revealed(room: Room) -> None:
    seat = room.seated("Ana", "research", **ANA)
    room.seated("Ben", "mobile", **BEN)
    seat.finish()
    async with room.at_seat(seat) as hand:
        await hand.comes(WaitingScreen)
        room.chair.reveal()
        await hand.comes(SpreadScreen)
        await hand.shows("explain first")
        assert "Where does the trained model have to run?" in hand.text
        assert "microcontroller" in hand.text
        assert "Ana and Ben" in hand.text
        assert "would turn the answer" in hand.text
        assert "Agreed: domain" in hand.text
        assert "I am done" not in hand.text


@piloted
async def test_what_does_not_matter_is_named_as_such_and_comes_last(room: Room) -> None:
    room.seated("Ana", **ANA, os=("linux",))
    seat = room.seated("Ben", **BEN, os=("macos",))
    room.chair.reveal()
    async with room.at_seat(seat) as hand:
        await hand.shows("does not matter for the outcome")
        assert hand.text.index("would turn the answer") < hand.text.index("does not matter for the outcome")
        entries = hand.screen(SpreadScreen).entries
        assert [entry.value for entry in entries] == sorted((e.value for e in entries), reverse=True)


@piloted
async def test_a_second_round_leads_from_a_disagreement_to_its_question_and_shows_before_and_after(
    room: Room,
) -> None:
    ana = room.seated("Ana", **ANA)
    ben = room.seated("Ben", **BEN)
    room.chair.reveal()
    async with room.at_seat(ben) as hand:
        await hand.shows("explain first")
        place = [entry.key for entry in hand.screen(SpreadScreen).entries].index("answers.targets")
        await hand.press("enter")
        await hand.shows("Answers can be changed when the facilitator opens")
        room.chair.reopen()
        await hand.shows("Round 2 is open; this is what round 1 showed")
        await hand.shows("explain first")
        await hand.press(*["down"] * place, "enter")
        await hand.comes(SeatQuestion)
        assert "[x] Microcontroller" in hand.text
        await hand.press("escape")
        await hand.comes(SpreadScreen)
        await hand.press("enter")
        await hand.comes(SeatQuestion)
        await hand.ask("targets")
        await hand.click("Microcontroller")
        await hand.click("Server")
        await hand.until(lambda: room.answers(ben).get("targets") == ("server",))
        await hand.press("f6")
        await hand.comes(WaitingScreen)
        assert "You are done with round 2" in hand.text
        await hand.press("s")
        await hand.comes(SpreadScreen)
        await hand.shows("microcontroller")
        assert "Enter on a line" not in hand.text
        await hand.press("escape")
        await hand.comes(WaitingScreen)
        ana.finish()
        room.chair.reveal()
        await hand.comes(SpreadScreen)
        await hand.shows("After round 1:")
        await hand.shows("Now:")
        assert "another verdict" in hand.text or "the same verdict" in hand.text


@piloted
async def test_what_others_answer_in_a_second_round_is_hidden_until_the_next_reveal(room: Room) -> None:
    ana = room.seated("Ana", **ANA)
    ben = room.seated("Ben", **BEN)
    room.chair.reveal()
    room.chair.reopen()
    room.answered(ben, targets=("browser",))
    async with room.at_seat(ana) as hand:
        await hand.shows("explain first")
        assert "[browser]" not in hand.text
        assert "[microcontroller]" in hand.text


@piloted
async def test_an_importance_leads_to_the_page_of_importances(room: Room) -> None:
    ana, ben = room.seated("Ana", **ANA), room.seated("Ben", **ANA)
    room.weighed(ana, deployment=5.0)
    room.weighed(ben, deployment=1.0)
    room.chair.reveal()
    room.chair.reopen()
    async with room.at_seat(ben) as hand:
        await hand.shows("Importance:")
        await hand.press("enter")
        await hand.comes(SeatQuestion)
        assert "How much does each of these matter to you?" in hand.text


@piloted
async def test_one_voice_alone_has_nothing_to_compare(room: Room) -> None:
    seat = room.seated("Ana", **ANA)
    room.chair.reveal()
    async with room.at_seat(seat) as hand:
        await hand.shows("Only one person answered")


@piloted
async def test_the_agenda_and_the_whole_result_are_one_key_away(room: Room) -> None:
    room.seated("Ana", **ANA)
    seat = room.seated("Ben", **BEN)
    room.chair.reveal()
    async with room.at_seat(seat) as hand:
        await hand.shows("explain first")
        await hand.press("a")
        await hand.comes(Agenda)
        assert "An agenda for 30 minutes" in hand.text
        await hand.press("escape", "r")
        await hand.until(lambda: isinstance(hand.app.screen, ResultScreen) and "Weighing" not in hand.text)
        assert "wins in" in hand.text
        await hand.press("2")
        assert "No measurement was shared." in hand.text
        for key in ("What if", "Export", "Measure ", "Questions"):
            assert key not in hand.text
        await hand.press("w", "e", "q")
        hand.screen(ResultScreen)
        await hand.press("escape")
        hand.screen(SpreadScreen)
