"""The first screen: beginning, going on, copying, renaming, deleting, and what there is to measure with."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from advisor.interview import desk as desk_module
from advisor.interview import glance as glance_module
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.screens.asking import AskLine, Choose
from advisor.tui.screens.question import QuestionScreen
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.world import GLANCE, World


@piloted
async def test_a_new_project_is_named_and_kept_with_its_first_answer(world: World) -> None:
    async with world.home() as hand:
        await told(hand, "n", "Churn model")
        assert "Churn model" in hand.text
        assert world.projects.entries() == []
        await hand.ask("stage")
        await hand.press("space")
        await hand.until(lambda: "✓ saved" in hand.text)
        assert world.only().needs.project == "Churn model"
        assert world.only().needs.answers == {"stage": "learning"}


@piloted
async def test_the_list_and_the_buttons_do_the_same_by_mouse(world: World) -> None:
    async with world.home() as hand:
        await hand.click("+ New project")
        await hand.write("By mouse")
        await hand.click("OK")
        assert "By mouse" in hand.text
        hand.screen(QuestionScreen)


@pytest.mark.parametrize("way_out", ["escape", "Cancel"])
@piloted
async def test_a_question_that_is_left_begins_nothing(world: World, way_out: str) -> None:
    async with world.home() as hand:
        await hand.press("n")
        await hand.write("x")
        await (hand.press(way_out) if way_out == "escape" else hand.click(way_out))
        assert hand.at_home


@piloted
async def test_an_empty_name_is_asked_again_and_one_that_is_none_is_refused(world: World) -> None:
    async with world.home() as hand:
        await hand.press("n", "enter", "space", "enter")
        hand.screen(AskLine)
        await hand.write("x" * 3000)
        await hand.press("enter")
        assert "no name for a project" in hand.text
        await hand.press("enter")
        assert hand.at_home


@piloted
async def test_a_needs_file_is_opened_and_kept_as_a_project(world: World, tmp_path: Path) -> None:
    (tmp_path / "needs.yaml").write_text("advisor: 1\nproject: From file\nanswers: {stage: research}\n")
    async with world.home() as hand:
        await told(hand, "o", "~/needs.yaml")
        hand.screen(QuestionScreen)
        assert "From file" in hand.text
        assert world.only().needs.answers == {"stage": "research"}


@piloted
async def test_a_wrong_file_is_answered_with_each_mistake_and_changes_nothing(
    world: World, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("advisor: 1\nproject: X\nanswers: {stage: produkt, models: [cnn]}\n")
    world.kept("Untouched", stage="product")
    async with world.home() as hand:
        await told(hand, "o", "wrong.yaml")
        assert "wrong.yaml:3:18: answers.stage" in hand.text
        assert "Did you mean" in hand.text
        assert "wrong.yaml:3:27: answers.models: unknown key" in hand.text
        await hand.press("escape")
        assert hand.at_home
        assert [entry.name for entry in world.projects.entries()] == ["Untouched"]


@piloted
async def test_a_file_that_is_not_there_is_named(world: World) -> None:
    async with world.home() as hand:
        await told(hand, "o", "nowhere.yaml")
        hand.screen(Choose)
        assert "nowhere.yaml" in hand.text


@piloted
async def test_a_project_is_resumed_from_the_list_with_all_its_answers(world: World) -> None:
    world.kept("Older", 60, stage="research")
    world.kept("Newer", stage="product", horizon="years")
    async with world.home() as hand:
        assert "Newer" in hand.text
        assert "2 answers" in hand.text
        await hand.click("Newer")
        hand.screen(QuestionScreen)
        assert hand.app.desk.needs.answers == {"stage": "product", "horizon": "years"}
        assert "✓ saved" in hand.text


@piloted
async def test_a_copy_has_the_answers_and_leaves_the_first_one_alone(world: World) -> None:
    world.kept("Shelf scanner", stage="product")
    async with world.home() as hand:
        await choose(hand, "Shelf scanner")
        await hand.press("c", "enter")
        assert "Shelf scanner (copy)" in hand.text
        await hand.ask("stage")
        await hand.press("up", "space")
        await hand.until(lambda: "✓ saved" in hand.text)
    stages = {
        e.name: world.projects.load(e.id, world.knowledge.questionnaire).needs.answers["stage"]
        for e in world.projects.entries()
    }
    assert stages == {"Shelf scanner": "product", "Shelf scanner (copy)": "prototype"}


@piloted
async def test_a_project_gets_another_name(world: World) -> None:
    world.kept("Shelf scaner", stage="product")
    async with world.home() as hand:
        await choose(hand, "Shelf scaner")
        await told(hand, "r", "Shelf scanner")
        assert "Shelf scanner" in hand.text
        assert hand.at_home
    assert world.only().needs.project == "Shelf scanner"
    assert world.only().needs.answers == {"stage": "product"}


@piloted
async def test_a_project_is_deleted_only_after_asking(world: World) -> None:
    world.kept("Shelf scanner")
    async with world.home() as hand:
        await choose(hand, "Shelf scanner")
        for keep in ("enter", "escape"):  # what has the focus first is the safe one
            await hand.press("d")
            assert "Delete this project for good?" in hand.text
            await hand.press(keep)
            assert len(world.projects.entries()) == 1
        await hand.press("d")
        await hand.click("Delete it")
        assert world.projects.entries() == []
        assert "Shelf scanner" not in hand.text


@pytest.mark.parametrize("key", ["c", "r", "d"])
@piloted
async def test_keys_for_a_project_need_one_to_be_chosen(world: World, key: str) -> None:
    async with world.home() as hand:
        await hand.press(key)
        assert "Choose a project first" in hand.text
        assert hand.at_home


@piloted
async def test_a_corrupt_project_is_set_aside_with_a_message(world: World) -> None:
    id_ = world.kept("Shelf scanner", stage="product")
    file = world.folder / "projects" / f"{id_}.json"
    text = file.read_text().replace('"product"', '"no such stage"')
    async with world.home() as hand:
        file.write_text(text)
        await hand.click("Shelf scanner")
        assert "was set aside" in hand.text
        assert ".corrupt" in "".join(hand.text.split())
        await hand.press("enter")
        assert hand.at_home
        assert "Shelf scanner" not in hand.text
    (aside,) = file.parent.glob("*.corrupt")
    assert aside.read_text() == text


@piloted
async def test_a_project_that_another_window_deleted_is_told(world: World) -> None:
    id_ = world.kept("Shelf scanner")
    async with world.home() as hand:
        world.projects.delete(id_)
        await hand.click("Shelf scanner")
        assert "not there any more" in hand.text
        await hand.press("enter")
        assert "Shelf scanner" not in hand.text


@piloted
async def test_this_machine_is_shown_with_what_is_missing_and_the_command_for_it(world: World) -> None:
    async with world.home() as hand:
        for words in (
            GLANCE.machine,
            "devices: cpu",
            "✓ PyTorch 2.13.0",
            "✗ TensorFlow: not found",
            "pip install",
        ):
            assert words in hand.text


@piloted
async def test_keys_that_come_before_the_rules_are_loaded_lose_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, knowledge: KnowledgeBase
) -> None:
    go = threading.Event()
    monkeypatch.setattr(desk_module, "load_knowledge", lambda _folders: knowledge if go.wait(30) else None)
    monkeypatch.setattr(glance_module, "look_around", lambda _interpreters: GLANCE)
    app = world.app()
    async with app.run_test(notifications=True) as pilot:
        hand = Hand(app, pilot)
        await hand.until(lambda: "New project" in hand.text)
        await hand.press("c", "d", "r", "n")
        await hand.write("Early")
        await hand.press("enter")
        assert not app.is_ready
        go.set()
        await hand.until(lambda: isinstance(app.screen, QuestionScreen))
        assert "Early" in hand.text
    app.close()


async def told(hand: Hand, key: str, text: str) -> None:
    """Presses a key that asks for something, and tells it."""
    await hand.press(key)
    await hand.write(text)
    await hand.press("enter")


async def choose(hand: Hand, name: str) -> None:
    """Puts the cursor on a project."""
    await hand.press("down", "down")
    assert name in hand.text
