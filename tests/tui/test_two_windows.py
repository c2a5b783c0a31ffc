"""Two windows on one project: none writes over the other, and nothing is lost."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.evidence import store
from advisor.tui.screens.asking import Choose
from advisor.tui.screens.question import QuestionScreen
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.world import World


def change_elsewhere(world: World, id_: str) -> None:
    """What another window does."""
    project = world.projects.load(id_, world.knowledge.questionnaire)
    answers = {**project.needs.answers, "horizon": "decade"}
    world.projects.save(replace(project, needs=replace(project.needs, answers=answers)))


@asynccontextmanager
async def changed_elsewhere(world: World, key: str, *keys: str) -> AsyncIterator[Hand]:
    """An answer was given by keys while another window changed the project: what to keep is asked."""
    async with world.asking(key, 80, 24) as hand:
        (entry,) = world.projects.entries()
        change_elsewhere(world, entry.id)
        await hand.pilot.press(*keys)
        await hand.until(lambda: isinstance(hand.app.screen, Choose))
        yield hand


def answers(world: World) -> dict[str, dict[str, object]]:
    """All saved projects by name."""
    return {
        entry.name: dict(world.projects.load(entry.id, world.knowledge.questionnaire).needs.answers)
        for entry in world.projects.entries()
    }


@piloted
async def test_mine_is_kept_as_a_copy_and_further_answers_go_there(world: World) -> None:
    async with changed_elsewhere(world, "stage", "space") as hand:
        assert "was changed in another window" in hand.text
        assert "Nothing was overwritten" in hand.text
        await hand.click("Keep mine as a copy")
        await hand.until(lambda: "(copy)" in hand.text)
        await hand.ask("domain")
        await hand.press("space")
        await hand.until(lambda: "✓ saved" in hand.text)
    assert answers(world) == {
        "Shelf scanner": {"horizon": "decade"},
        "Shelf scanner (copy)": {"stage": "learning", "domain": ("vision",)},
    }


@piloted
async def test_the_others_is_taken_and_shown(world: World) -> None:
    async with changed_elsewhere(world, "stage", "space") as hand:
        await hand.click("Take the other's")
        await hand.until(lambda: isinstance(hand.app.screen, QuestionScreen))
        assert hand.app.desk.needs.answers == {"horizon": "decade"}
    assert answers(world) == {"Shelf scanner": {"horizon": "decade"}}


@piloted
async def test_escape_keeps_mine_too_since_nothing_may_be_lost(world: World) -> None:
    async with changed_elsewhere(world, "stage", "space") as hand:
        await hand.press("escape")
        await hand.until(lambda: "(copy)" in hand.text)
    assert len(answers(world)) == 2


@piloted
async def test_answers_that_come_while_it_is_asked_open_no_second_question_and_are_kept(world: World) -> None:
    async with changed_elsewhere(world, "targets", "space", "down", "space", "down", "space") as hand:
        await hand.settle()
        assert sum(isinstance(screen, Choose) for screen in hand.app.screen_stack) == 1
        await hand.click("Keep mine as a copy")
        await hand.until(lambda: "(copy)" in hand.text)
        mine = hand.app.desk.needs.answers["targets"]
    assert answers(world)["Shelf scanner (copy)"]["targets"] == mine


@piloted
async def test_two_running_applications_see_each_other(world: World) -> None:
    world.kept()
    async with world.home() as one, world.home() as other:
        for window, words in ((one, "Learning"), (other, "decade")):
            await window.click("Shelf scanner")
            await window.press("slash")
            await window.write(words)
            await window.press("enter")
        await one.press("space")
        await one.until(lambda: "✓ saved" in one.text and world.only().needs.answers)
        await other.press("space")
        await other.until(lambda: isinstance(other.app.screen, Choose))
        assert world.only().needs.answers == {"stage": "learning"}
        await other.click("Keep mine as a copy")
        await other.until(lambda: "(copy)" in other.text)
    assert answers(world) == {
        "Shelf scanner": {"stage": "learning"},
        "Shelf scanner (copy)": {"horizon": "months"},
    }


@piloted
async def test_a_full_disk_is_told_and_the_answers_stay_on_the_screen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with world.asking("stage") as hand:
        with monkeypatch.context() as patch:
            patch.setattr(store, "write_atomically", full)
            await hand.press("space")
            await hand.until(lambda: "✗ not saved" in hand.text)
        assert "No space left on device" in hand.text
        assert "● Learning the craft" in hand.text
        await hand.press("down", "space")
        await hand.until(lambda: "✓ saved" in hand.text)
        assert world.only().needs.answers == {"stage": "research"}
