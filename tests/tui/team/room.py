"""A session in a made-up world, with people who answer in it elsewhere or at a screen of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from advisor.needs.model import Answer
from advisor.team.records import Member
from advisor.team.roles import Chair, Seat
from advisor.team.sessions import Sessions
from advisor.team.store import SessionStore
from advisor.tui.team.app import TeamApp
from advisor.tui.team.chair import ChairApp
from advisor.tui.team.seat import SeatApp
from tests.tui.hand import Hand
from tests.tui.probes import NOW
from tests.tui.world import World

BASE = "http://host:8000/?token="
#: Seconds between two looks: soon, and never.
SOON, NEVER = 0.01, 3600.0


@dataclass
class TeamHand(Hand):
    """A participant or the facilitator at a screen."""

    app: TeamApp

    async def _round(self) -> None:
        # Of two applications in one process each has to be looked after as its own.
        with self.app._context():
            await super()._round()

    async def shows(self, words: str) -> None:
        """Waits until words are on the screen."""
        await self.until(lambda: words in self.text, repr(words))

    async def comes(self, kind: type[object]) -> None:
        """Waits until a screen of this kind is on top and has settled."""
        await self.until(lambda: isinstance(self.app.screen, kind), kind.__name__)
        await self.settle()


@dataclass
class Room:
    """A session.

    Attributes:
        world: Where the applications run.
        store: The session.
    """

    world: World
    store: SessionStore

    @property
    def chair(self) -> Chair:
        """What the facilitator may do from elsewhere."""
        return Chair(self.store)

    def invited(self, name: str = "", role: str = "", weight: float = 1.0) -> Seat:
        """Somebody who was invited and has not come yet."""
        member, _ = self.chair.invite(name, role, weight)
        return Seat(self.store, member.id)

    def seated(self, name: str, role: str = "", weight: float = 1.0, **answers: Any) -> Seat:
        """Somebody who came from elsewhere and answered."""
        seat = self.invited(weight=weight)
        seat.introduce(name, role)
        if answers:
            self.answered(seat, **answers)
        return seat

    def answered(self, seat: Seat, **answers: Any) -> None:
        """Somebody answers elsewhere."""
        project = seat.load(self.world.knowledge.questionnaire)
        needs = replace(project.needs, answers={**project.needs.answers, **answers})
        seat.save(replace(project, needs=needs))

    def weighed(self, seat: Seat, **importance: float) -> None:
        """Somebody weighs the concerns elsewhere."""
        project = seat.load(self.world.knowledge.questionnaire)
        seat.save(replace(project, needs=replace(project.needs, importance=importance)))

    def answers(self, seat: Seat) -> dict[str, Answer]:
        """What is kept of somebody."""
        return dict(seat.load(self.world.knowledge.questionnaire).needs.answers)

    def member(self, name: str) -> Member:
        """A participant by name."""
        return next(member for member in self.chair.state().members if member.name == name)

    def seat_app(self, seat: Seat, every_s: float = SOON, **settings: Any) -> SeatApp:
        """A participant's application, not running yet."""
        return SeatApp(seat, self.world.folder, every_s=every_s, clock=lambda: NOW, **settings)

    def chair_app(self, **settings: Any) -> ChairApp:
        """The facilitator's application, not running yet."""
        return ChairApp(self.chair, self.world.folder, BASE, every_s=SOON, clock=lambda: NOW, **settings)

    @asynccontextmanager
    async def at_seat(
        self, seat: Seat, width: int = 120, height: int = 36, **settings: Any
    ) -> AsyncIterator[TeamHand]:
        """A participant's application, all loaded."""
        async with _running(self.seat_app(seat, **settings), width, height) as hand:
            yield hand

    @asynccontextmanager
    async def at_chair(self, width: int = 120, height: int = 36, **settings: Any) -> AsyncIterator[TeamHand]:
        """The facilitator's application, all loaded."""
        async with _running(self.chair_app(**settings), width, height) as hand:
            yield hand

    @asynccontextmanager
    async def asking(
        self, seat: Seat, key: str, width: int = 120, height: int = 36, **settings: Any
    ) -> AsyncIterator[TeamHand]:
        """A participant who has come in, at a question."""
        async with self.at_seat(seat, width, height, **settings) as hand:
            await hand.click("Begin")
            await hand.until(lambda: hand.app.screen.query("#answer-editor, #importance-editor"))
            await hand.ask(key)
            yield hand


@contextmanager
def opened(world: World) -> Iterator[Room]:
    """A session that has just begun."""
    with Sessions(world.folder, lambda: NOW).create("Shelf scanner") as store:
        yield Room(world, store)


@asynccontextmanager
async def _running(app: TeamApp, width: int, height: int) -> AsyncIterator[TeamHand]:
    async with app.run_test(size=(width, height), notifications=True) as pilot:
        hand = TeamHand(app, pilot)
        try:
            await hand.until(lambda: app.is_ready, "the rules")
            await hand.settle()
            yield hand
        finally:
            app.close()
