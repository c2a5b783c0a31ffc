"""Whether the answers are kept is said above every screen, and never of answers that are not kept yet."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from advisor.evidence import store
from advisor.tui.screens.finding import FindQuestion
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.world import World

_PATIENCE_S = 30.0


class Disk:
    """A disk on which each write waits until it is let go.

    Attributes:
        begun: How many writes have begun.
    """

    def __init__(self, write: Callable[[Path, str], None]) -> None:
        self.begun = 0
        self._write = write
        self._permits = threading.Semaphore(0)

    def __call__(self, path: Path, text: str) -> None:
        self.begun += 1
        assert self._permits.acquire(timeout=_PATIENCE_S), "nobody let it write"
        self._write(path, text)

    def let_go(self, writes: int = 1) -> None:
        self._permits.release(writes)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk(store.write_atomically)
    monkeypatch.setattr(store, "write_atomically", made)
    yield made
    made.let_go(100)


@asynccontextmanager
async def held_up(world: World, disk: Disk) -> AsyncIterator[Hand]:
    """An answer was given that the disk does not write yet."""
    disk.let_go()
    async with world.asking("stage", 80, 24) as hand:
        await hand.press("space")
        await hand.until(lambda: disk.begun == 2)
        yield hand


@piloted
async def test_what_is_kept_under_a_dialog_is_said_to_be_when_the_dialog_is_gone(
    world: World, disk: Disk
) -> None:
    async with held_up(world, disk) as hand:
        assert "saving …" in hand.text
        await hand.press("slash")
        hand.screen(FindQuestion)
        disk.let_go()
        await hand.until(lambda: world.only().needs.answers)
        await hand.settle()
        await hand.press("escape")
        await hand.until(lambda: "✓ saved" in hand.text)


@piloted
async def test_while_a_newer_answer_waits_the_older_one_that_is_kept_is_not_called_saved(
    world: World, disk: Disk
) -> None:
    async with held_up(world, disk) as hand:
        await hand.press("down", "space")
        disk.let_go()
        await hand.until(lambda: disk.begun == 3)
        await hand.settle()
        assert world.only().needs.answers == {"stage": "learning"}
        assert "saving …" in hand.text
        disk.let_go()
        await hand.until(lambda: "✓ saved" in hand.text)
        assert world.only().needs.answers == {"stage": "research"}


@piloted
async def test_a_fault_while_saving_is_told_and_the_next_answer_is_kept(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(_path: Path, _text: str) -> None:
        raise KeyError("revision")

    async with world.asking("stage", 80, 24) as hand:
        with monkeypatch.context() as patch:
            patch.setattr(store, "write_atomically", faulty)
            await hand.press("space")
            await hand.until(lambda: "✗ not saved" in hand.text)
        await hand.press("down", "space")
        await hand.until(lambda: "✓ saved" in hand.text)
        assert world.only().needs.answers == {"stage": "research"}


@piloted
async def test_a_project_that_is_new_is_not_called_saved_because_the_one_before_it_was(world: World) -> None:
    async with world.asking("stage", 80, 24) as hand:
        assert "✓ saved" in hand.text
        hand.app.back_home()
        await hand.press("n")
        await hand.write("Another")
        await hand.press("enter")
        assert "Another" in hand.text
        assert "saved" not in hand.text.splitlines()[0]
        await hand.ask("stage")
        await hand.press("space")
        await hand.until(lambda: "✓ saved" in hand.text)
