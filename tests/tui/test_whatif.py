"""What-if, and comparing what was kept of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml
from textual.widgets import Select

from advisor.tui.screens.comparing import CompareScreen
from advisor.tui.screens.result import ResultScreen
from advisor.tui.screens.whatif import WhatIfScreen
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.scenes import ANSWERS
from tests.tui.world import World


def moved(hand: Hand) -> str:
    return str(hand.screen(WhatIfScreen).query_one("#moved").render())


@asynccontextmanager
async def whatif(world: World) -> AsyncIterator[Hand]:
    """The what-if screen, over a result that leans to PyTorch."""
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        await hand.press("w")
        yield hand


async def push_deployment(hand: Hand) -> None:
    """Moves the importance of deployment to its end, step by step."""
    await hand.press("down", "down", "down", "down", "down", "5")


@piloted
async def test_a_slider_moves_verdict_share_and_bars_beside_the_baseline(world: World) -> None:
    async with whatif(world) as hand:
        assert "WHAT-IF" in hand.text
        assert "not saved" in hand.text
        assert "nothing moved yet" in moved(hand)
        await push_deployment(hand)
        assert "was leans PyTorch" in moved(hand)
        assert "deployment TensorFlow +1.9" in moved(hand)
        assert "(+1.9)" in hand.text
        assert "another verdict" in moved(hand)
        assert hand.app.desk.needs.importance == {}
        assert world.only().needs.importance == {}


@piloted
async def test_reset_goes_back_and_escape_drops_it(world: World) -> None:
    async with whatif(world) as hand:
        await push_deployment(hand)
        await hand.press("r")
        assert "nothing moved yet" in moved(hand)
        await hand.press("5", "escape")
        hand.screen(ResultScreen)
        assert hand.app.desk.needs.importance == {}


@piloted
async def test_any_answer_can_be_changed_too(world: World) -> None:
    async with whatif(world) as hand:
        await hand.press("t")
        await hand.click("targets")
        await hand.click("[x] Server")
        await hand.click("OK")
        assert "≠ targets" in hand.text
        assert "was Server" in hand.text
        assert "deployment PyTorch -0.8" in moved(hand)
        await hand.press("enter", "escape", "t")
        assert "nothing moved yet" not in moved(hand)
        assert hand.app.desk.needs.answers["targets"] == ("server", "microcontroller")


@piloted
async def test_an_edit_that_is_left_changes_nothing(world: World) -> None:
    async with whatif(world) as hand:
        await hand.press("t", "enter", "up", "space", "escape")
        assert "nothing moved yet" in moved(hand)


@piloted
async def test_it_is_kept_as_a_scenario_under_a_name(world: World) -> None:
    async with whatif(world) as hand:
        await push_deployment(hand)
        await hand.press("k")
        await hand.write("deploy first")
        await hand.press("enter")
        await hand.until(lambda: world.only().scenarios)
        assert world.only().scenarios["deploy first"].importance == {"deployment": 5.0}
        assert world.only().needs.importance == {}


@piloted
async def test_it_can_become_the_answers(world: World) -> None:
    async with whatif(world) as hand:
        await push_deployment(hand)
        await hand.press("a")
        hand.screen(ResultScreen)
        await hand.until(lambda: world.only().needs.importance == {"deployment": 5.0})
        await hand.until(lambda: "Toss-up" in hand.text)
        await hand.press("q", "ctrl+z")
        assert hand.app.desk.needs.importance == {}


@piloted
async def test_it_is_written_as_another_needs_file(world: World, tmp_path: Path) -> None:
    async with whatif(world) as hand:
        await push_deployment(hand)
        await hand.press("s", "enter", "enter")
        await hand.until((tmp_path / "shelf-scanner.yaml").exists)
        assert yaml.safe_load((tmp_path / "shelf-scanner.yaml").read_text())["importance"] == {
            "deployment": 5.0
        }
        await hand.until(lambda: isinstance(hand.app.screen, WhatIfScreen), "the what-ifs")


@piloted
async def test_two_scenarios_are_compared_side_by_side(world: World) -> None:
    async with whatif(world) as hand:
        await push_deployment(hand)
        await hand.press("k", "enter", "escape", "c")
        hand.screen(CompareScreen)
        text = " ".join(hand.text.split())
        assert "≠ verdict leans PyTorch toss-up, PyTorch ahead a little" in text
        assert "≠ importance: deployment left out 5" in text
        hand.app.screen.query_one("#compare-right", Select).value = 0
        await hand.settle()
        assert "≠" not in hand.text


@piloted
async def test_with_nothing_kept_comparing_says_how_to_keep(world: World) -> None:
    async with world.asking("stage", **ANSWERS) as hand:
        await hand.result()
        await hand.press("c")
        assert "keep a what-if (w, then k)" in hand.text
        await hand.press("escape")
        hand.screen(ResultScreen)
