"""The facilitator leads a session and sees how far people are, never what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import DataTable, Input

from advisor.evidence.store import probes_file
from advisor.team.roles import Seat
from advisor.team.tokens import digest
from advisor.tui.screens.asking import AskLine, Choose, Pick
from advisor.tui.team.inviting import InviteDialog, ShowLink
from advisor.tui.team.spread import SpreadScreen
from advisor.tui.team.table import ChairScreen
from advisor.tui.team.taking import TakeAway
from tests.decision.world import measurement
from tests.tui.piloting import piloted
from tests.tui.probes import NOW
from tests.tui.team.room import BASE, Room, TeamHand

ANSWERS: Mapping[str, Any] = {"domain": ("vision",), "targets": ("server",), "stage": "research"}


async def choose(hand: TeamHand, name: str) -> None:
    """Puts the cursor on a participant."""
    state, table = hand.app.state, hand.app.screen.query_one(DataTable)
    table.move_cursor(row=[member.name for member in state.members].index(name))
    await hand.settle()


@piloted
async def test_the_table_shows_how_far_everybody_is(room: Room) -> None:
    ana = room.seated("Ana", "research", weight=2, **ANSWERS)
    room.seated("Ben", "mobile")
    room.invited("Cem")
    ana.finish()
    async with room.at_chair() as hand:
        ana_line, ben_line, cem_line = (
            next(line for line in hand.text.splitlines() if line.split()[:1] == [name])
            for name in ("Ana", "Ben", "Cem")
        )
        assert ana_line.split() == ["Ana", "research", "2", "3", "of", "21", "●", "done", "just", "now"]
        assert "◔ joined" in ben_line
        assert "○ invited" in cem_line
        assert "never" in cem_line
        assert "1 of 3 done. Waiting for Ben and Cem." in hand.text
        ben = Seat(room.store, room.member("Ben").id)
        room.answered(ben, stage="product")
        await hand.shows("◐ answering")
        ben.finish()
        await hand.shows("2 of 3 done. Waiting for Cem.")


@piloted
async def test_an_invitation_shows_its_link_once_and_the_clipboard_gets_it(room: Room) -> None:
    async with room.at_chair() as hand:
        assert "Invite the first participant." in hand.text
        await hand.press("i")
        await hand.comes(InviteDialog)
        await hand.write("Ana")
        await hand.press("tab")
        await hand.write("lead")
        await hand.press("tab")
        hand.app.screen.query_one("#invite-weight", Input).value = "two"
        await hand.press("enter")
        assert "✗ 'two' is no weight" in hand.text
        hand.app.screen.query_one("#invite-weight", Input).value = "2"
        await hand.press("enter")
        await hand.comes(ShowLink)
        assert BASE in hand.text
        await hand.click("Copy link")
        link = hand.app.clipboard
        assert link.startswith(BASE)
        await hand.press("escape")
        await hand.comes(ChairScreen)
        assert link.removeprefix(BASE) not in hand.text
    member = room.member("Ana")
    assert (member.role, member.weight) == ("lead", 2.0)
    with room.store.read() as connection:
        (kept,) = connection.execute("SELECT token FROM member").fetchone()
    assert kept == digest(link.removeprefix(BASE))


@piloted
async def test_a_name_that_is_taken_is_told_when_inviting(room: Room) -> None:
    room.invited("Ana")
    async with room.at_chair() as hand:
        await hand.press("i")
        await hand.write("ana")
        await hand.press("enter")
        await hand.comes(Choose)
        assert "somebody in this session has this name" in hand.text


@piloted
async def test_a_new_link_is_made_after_asking(room: Room) -> None:
    room.invited("Ana")
    room.invited("Ben")
    with room.store.read() as connection:
        before = dict(connection.execute("SELECT name, token FROM member").fetchall())
    async with room.at_chair() as hand:
        await choose(hand, "Ben")
        await hand.press("n")
        await hand.comes(Choose)
        assert "Make a new link for Ben?" in hand.text
        await hand.click("Make it")
        await hand.comes(ShowLink)
        assert "The link for Ben" in hand.text
    with room.store.read() as connection:
        after = dict(connection.execute("SELECT name, token FROM member").fetchall())
    assert (after["Ana"] == before["Ana"], after["Ben"] == before["Ben"]) == (True, False)


@piloted
async def test_answers_are_locked_and_unlocked(room: Room) -> None:
    room.invited("Ana")
    async with room.at_chair() as hand:
        assert "l Lock" in hand.text
        assert "u Unlock" not in hand.text
        await hand.press("l")
        await hand.shows("■ answers are closed")
        assert room.chair.state().phase == "locked"
        await hand.shows("u Unlock")
        await hand.press("u")
        await hand.shows("◔ answers are open")
        assert room.chair.state().phase == "answering"


@piloted
async def test_a_reveal_asks_if_somebody_is_not_done(room: Room) -> None:
    ana = room.seated("Ana", **ANSWERS)
    room.seated("Ben", stage="product")
    ana.finish()
    async with room.at_chair() as hand:
        await hand.press("r")
        await hand.comes(Choose)
        assert "Reveal, although 1 is not done?" in hand.text
        assert "Not done: Ben." in hand.text
        await hand.press("enter")
        await hand.comes(ChairScreen)
        assert room.chair.state().phase == "answering"
        await hand.press("r", "tab", "enter")
        await hand.comes(SpreadScreen)
        await hand.shows("explain first")
    assert room.chair.state().phase == "revealed"


@piloted
async def test_a_reveal_of_nothing_is_refused(room: Room) -> None:
    room.seated("Ana").finish()
    async with room.at_chair() as hand:
        await hand.press("r")
        await hand.comes(Choose)
        assert "nobody has answered yet" in hand.text


@piloted
async def test_a_second_round_is_opened_and_revealed_with_before_and_after(room: Room) -> None:
    ana, ben = room.seated("Ana", **ANSWERS), room.seated("Ben", **{**ANSWERS, "stage": "product"})
    for seat in (ana, ben):
        seat.finish()
    async with room.at_chair() as hand:
        await hand.press("r")
        await hand.comes(SpreadScreen)
        await hand.press("escape")
        await hand.press("o")
        await hand.shows("round 2 · ◔ answers are open")
        room.answered(ben, stage="research")
        for seat in (ana, ben):
            seat.finish()
        await hand.shows("Everybody is done")
        await hand.press("r")
        await hand.comes(SpreadScreen)
        await hand.shows("After round 1:")
        await hand.shows("Nobody differs on anything.")


@piloted
async def test_a_weight_is_set_and_a_wrong_one_told(room: Room) -> None:
    room.seated("Ana")
    async with room.at_chair() as hand:
        for typed, told in (("many", "'many' is no weight"), ("101", "a weight is a number from 0 to 100")):
            await hand.press("w")
            await hand.comes(AskLine)
            hand.app.screen.query_one(Input).value = typed
            await hand.press("enter")
            await hand.comes(Choose)
            assert told in hand.text
            await hand.press("enter")
            await hand.comes(ChairScreen)
        await hand.press("w")
        await hand.comes(AskLine)
        hand.app.screen.query_one(Input).value = "0,5"
        await hand.press("enter")
        await hand.until(lambda: room.member("Ana").weight == 0.5)


@piloted
async def test_a_measurement_file_is_shared_and_taken_back_and_a_mistake_told(
    room: Room, tmp_path: Path
) -> None:
    file = tmp_path / "[b]lab.json"
    file.write_text(probes_file([measurement(0.8)], NOW, "advisor probe").model_dump_json(by_alias=True))
    async with room.at_chair() as hand:
        assert "Shared measurements: none" in hand.text
        await hand.press("m")
        await hand.comes(AskLine)
        await hand.write("nothing.json")
        await hand.press("enter")
        await hand.comes(Choose)
        assert "nothing.json cannot be read" in hand.text
        await hand.press("enter", "m")
        await hand.write("[b]lab.json")
        await hand.press("enter")
        await hand.shows("Shared measurements: [b]lab.json (1 rows)")
        assert len(room.chair.measurements()) == 1
        await hand.press("m")
        await hand.comes(Pick)
        await hand.press("down", "enter")
        await hand.shows("Shared measurements: none")


@piloted
async def test_a_participant_is_removed_after_asking(room: Room) -> None:
    room.seated("Ana", **ANSWERS)
    room.seated("Ben")
    async with room.at_chair() as hand:
        await choose(hand, "Ana")
        await hand.press("d")
        await hand.comes(Choose)
        assert "Remove Ana with every answer?" in hand.text
        await hand.press("enter")
        await hand.comes(ChairScreen)
        assert len(room.chair.state().members) == 2
        await hand.press("d", "tab", "enter")
        await hand.until(lambda: [member.name for member in room.chair.state().members] == ["Ben"])
        await hand.until(lambda: " Ana " not in hand.text)


@piloted
async def test_no_screen_of_the_facilitator_shows_an_answer_before_the_reveal(room: Room) -> None:
    seat = room.seated("Ana", libraries=("sesame-open",))
    room.chair.lock()
    room.chair.unlock()
    async with room.at_chair() as hand:
        for key in ("s", "e", "enter", "i", "escape", "m", "escape", "w", "escape", "f1"):
            await hand.press(key)
            assert "sesame-open" not in hand.text
        assert room.chair.revealed(room.world.knowledge.questionnaire) is None
    assert room.answers(seat) == {"libraries": ("sesame-open",)}


@piloted
async def test_the_end_offers_the_export_and_leaves_nothing_to_change(room: Room) -> None:
    room.seated("Ana", **ANSWERS)
    room.chair.reveal()
    async with room.at_chair() as hand:
        await hand.press("x")
        await hand.comes(Choose)
        await hand.click("End it")
        await hand.comes(TakeAway)
        assert room.chair.state().phase == "ended"
        await hand.press("escape")
        await hand.comes(ChairScreen)
        assert "The session has ended" in hand.text
        for label in ("Invite", "Lock", "Reveal", "Reopen", "Weight", "Remove", "x End"):
            assert label not in hand.text
        await hand.press("i")
        hand.screen(ChairScreen)


@piloted
async def test_an_end_without_a_reveal_says_that_nothing_will_be_seen(room: Room) -> None:
    room.seated("Ana", **ANSWERS)
    async with room.at_chair() as hand:
        await hand.press("x")
        await hand.comes(Choose)
        assert "Nothing was revealed: nobody's answers will be seen" in hand.text
        await hand.click("End it")
        await hand.shows("The session has ended")
        hand.screen(ChairScreen)


@pytest.mark.parametrize("width", [60, 80, 120])
@piloted
async def test_the_table_fits_its_window(room: Room, width: int) -> None:
    room.seated("Ana", "research lead", **ANSWERS)
    async with room.at_chair(width, 24) as hand:
        assert hand.app.screen.query_one(DataTable).max_scroll_x == 0
        assert "Ana" in hand.text
        assert "◐ answering" in hand.text
