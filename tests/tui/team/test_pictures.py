"""Each screen of a session as a picture. After a change that is meant, run with --snapshot-update."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot

from advisor.team.roles import Seat
from advisor.tui.team.app import TeamApp
from advisor.tui.team.inviting import InviteDialog
from advisor.tui.team.spread import SpreadScreen
from advisor.tui.team.taking import TakeAway
from tests.tui.team.room import Room, TeamHand

WIDE, NORMAL, NARROW = (120, 36), (80, 24), (60, 20)


@dataclass(frozen=True)
class Scene:
    """A screen and the way to it.

    Attributes:
        at: Whose screen: the facilitator's, or Ana's.
        before: What has happened in the session.
        way: From the first screen.
    """

    at: str
    before: Callable[[Room, Seat], None]
    way: Callable[[TeamHand], Awaitable[None]]


def people(room: Room) -> Seat:
    """Five people who differ; Ana's seat."""
    ana = room.seated("Ana", "research", domain=("vision",), targets=("server",), stage="research")
    ben = room.seated("Ben", "mobile lead", weight=2, domain=("vision",), targets=("microcontroller",))
    room.answered(ben, stage="product", horizon="decade")
    cem = room.seated("Cem", "platform", domain=("vision",), targets=("server", "microcontroller"))
    room.seated("Dana", "")
    room.invited("Eve", "data")
    room.weighed(ana, deployment=2.0)
    room.weighed(cem, deployment=5.0)
    return ana


def nothing(_room: Room, _ana: Seat) -> None:
    pass


def ana_is_done(room: Room, ana: Seat) -> None:
    ana.finish()


def revealed(room: Room, ana: Seat) -> None:
    room.chair.reveal()


def second_round(room: Room, ana: Seat) -> None:
    room.chair.reveal()
    room.chair.reopen()


def second_reveal(room: Room, ana: Seat) -> None:
    second_round(room, ana)
    room.answered(ana, targets=("microcontroller",), stage="product")
    room.chair.reveal()


async def stay(_hand: TeamHand) -> None:
    pass


async def weighed(hand: TeamHand) -> None:
    await hand.comes(SpreadScreen)
    await hand.shows("explain first")
    await hand.settle()


async def question(hand: TeamHand) -> None:
    await hand.click("Go on")
    await hand.until(lambda: hand.app.screen.query("#answer-editor"))
    await hand.ask("stage")


async def review(hand: TeamHand) -> None:
    await question(hand)
    await hand.press("f5")


async def agenda(hand: TeamHand) -> None:
    await weighed(hand)
    await hand.press("a")


async def reveal(hand: TeamHand) -> None:
    await hand.press("r")


async def invite(hand: TeamHand) -> None:
    await hand.press("i")
    await hand.comes(InviteDialog)


async def export(hand: TeamHand) -> None:
    await hand.press("e")
    await hand.comes(TakeAway)
    hand.app.screen.query_one("#take-folder").value = "/home/ada/shelf-scanner-team"  # type: ignore[attr-defined]
    await hand.settle()


SCENES: Mapping[str, Scene] = {
    "welcome": Scene("seat", nothing, stay),
    "question": Scene("seat", nothing, question),
    "review": Scene("seat", nothing, review),
    "waiting": Scene("seat", ana_is_done, stay),
    "spread": Scene("seat", revealed, weighed),
    "second-round": Scene("seat", second_round, weighed),
    "before-and-after": Scene("seat", second_reveal, weighed),
    "agenda": Scene("seat", revealed, agenda),
    "chair": Scene("chair", ana_is_done, stay),
    "chair-revealed": Scene("chair", revealed, stay),
    "reveal": Scene("chair", ana_is_done, reveal),
    "invite": Scene("chair", nothing, invite),
    "export": Scene("chair", revealed, export),
}
PICTURES = [
    *((name, size, "textual-dark") for name in SCENES for size in (WIDE, NORMAL)),
    *((name, NARROW, "textual-dark") for name in ("welcome", "waiting", "spread", "chair")),
    *((name, WIDE, "high-contrast") for name in ("spread", "chair")),
]


@pytest.mark.parametrize(("name", "size", "theme"), PICTURES, ids=lambda part: str(part).replace(" ", ""))
def test_the_screen_looks_as_it_did(
    name: str, size: tuple[int, int], theme: str, room: Room, snap_compare: Callable[..., bool]
) -> None:
    scene, ana = SCENES[name], people(room)
    scene.before(room, ana)
    app: TeamApp = room.chair_app(theme=theme) if scene.at == "chair" else room.seat_app(ana, theme=theme)

    async def way(pilot: Pilot[Any]) -> None:
        hand = TeamHand(app, pilot)
        await hand.until(lambda: app.is_ready)
        await hand.settle()
        await scene.way(hand)
        await hand.rest()

    try:
        assert snap_compare(app, terminal_size=size, run_before=way)
    finally:
        app.close()
