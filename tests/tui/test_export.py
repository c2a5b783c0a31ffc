"""Export from a result: every form, and everything that can stand in its way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from advisor.tui.screens.asking import Choose
from advisor.tui.screens.exporting import ExportDialog
from advisor.tui.screens.result import ResultScreen
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.scenes import ANSWERS
from tests.tui.world import World


async def export(hand: Hand) -> None:
    await hand.result()
    await hand.press("e")
    hand.screen(ExportDialog)


@pytest.mark.parametrize(
    ("downs", "ending", "words"),
    [
        (0, ".yaml", "stage: product"),
        (1, ".md", "# "),
        (2, ".txt", "Shelf scanner"),
        (3, ".json", '"advisor/report/1"'),
        (4, ".html", "<svg"),
    ],
)
@piloted
async def test_each_form_is_written_with_its_own_ending(
    world: World, tmp_path: Path, downs: int, ending: str, words: str
) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await export(hand)
        await hand.press(*["down"] * downs, "enter", "enter")
        file = tmp_path / f"shelf-scanner{ending}"
        await hand.until(lambda: file.exists() and isinstance(hand.app.screen, ResultScreen))
        assert words in file.read_text("utf-8")


@piloted
async def test_an_exported_needs_file_gives_the_same_answer_on_the_command_line(
    world: World, tmp_path: Path
) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await export(hand)
        assert "advisor recommend shelf-scanner.yaml --budget none" in hand.text
        await hand.click("Write")
        file = tmp_path / "shelf-scanner.yaml"
        await hand.until(file.exists)
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "recommend", str(file), "--budget", "none", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    answers = json.loads(done.stdout)["needs"]["answers"]
    assert answers == {
        key: list(value) if isinstance(value, tuple) else value for key, value in ANSWERS.items()
    }


@piloted
async def test_a_file_that_is_there_is_replaced_only_after_asking(world: World, tmp_path: Path) -> None:
    file = tmp_path / "shelf-scanner.yaml"
    file.write_text("mine")
    async with world.asking("stage", **ANSWERS) as hand:
        await export(hand)
        await hand.click("Write")
        hand.screen(Choose)
        assert "is there already" in hand.text
        await hand.press("enter")
        hand.screen(ExportDialog)
        assert file.read_text() == "mine"
        write = hand.app.screen.query_one("#write")
        await hand.until(lambda: not write.has_class("-active"))
        await hand.click("Write")
        await hand.until(lambda: "Replace it" in hand.text)
        await hand.click("Replace it")
        await hand.until(lambda: file.read_text() != "mine")


@pytest.mark.parametrize("place", ["/nowhere/x.yaml", "", "."])
@piloted
async def test_a_place_that_cannot_be_written_to_is_said_and_nothing_is_lost(
    world: World, place: str
) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await export(hand)
        hand.app.screen.query_one(Input).value = place
        await hand.click("Write")
        hand.screen(ExportDialog)
        assert "✗" in hand.text


@piloted
async def test_a_name_that_was_typed_stays_when_the_form_changes(world: World) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await export(hand)
        line = hand.app.screen.query_one(Input)
        line.value = "/tmp/of my own"
        await hand.press("down")
        assert line.value == "/tmp/of my own"


@piloted
async def test_cancel_and_escape_write_nothing(world: World, tmp_path: Path) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await export(hand)
        await hand.click("Cancel")
        hand.screen(ResultScreen)
        await hand.press("e", "escape")
        hand.screen(ResultScreen)
    assert list(tmp_path.glob("*.yaml")) == []
