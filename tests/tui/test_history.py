"""Earlier results on the screen: listed, opened with their measurements, deleted after asking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.widgets import OptionList, Static

from advisor.interview.desk import Conduct
from advisor.report.model import NeedsPart
from advisor.tui.screens.asking import Choose
from advisor.tui.screens.history import HistoryScreen
from advisor.tui.screens.question import QuestionScreen
from advisor.tui.screens.result import ResultScreen
from tests.report import made_up, parts
from tests.tui.hand import Hand
from tests.tui.piloting import HOSTILE, piloted
from tests.tui.world import World


async def history(hand: Hand) -> None:
    await hand.press("h")
    await hand.until(lambda: "…" not in str(hand.app.screen.query_one("#history-note", Static).render()))


async def reopen(hand: Hand) -> None:
    await history(hand)
    await hand.press("enter")
    await hand.until(lambda: is_weighed(hand))


def is_weighed(hand: Hand) -> bool:
    screen = hand.app.screen
    return isinstance(screen, ResultScreen) and screen.report is not None


def banner(hand: Hand) -> str:
    return str(hand.screen(ResultScreen).query_one("#banner", Static).render())


@piloted
async def test_the_newest_stands_first_with_its_verdict_and_share(world: World) -> None:
    world.results.keep(made_up.report(project="Older", generated=parts.NOW - timedelta(days=3)))
    world.results.keep(made_up.report(project="Newer", verdict=made_up.LEAN))
    async with world.home() as hand:
        await history(hand)
        lines = [line for line in hand.text.splitlines() if "2026-11-2" in line]
        assert "Newer" in lines[0]
        assert "PyTorch, leaning, 71%" in lines[0]
        assert "Older" in lines[1]
        await hand.press("escape")
        assert hand.at_home


@piloted
async def test_without_any_the_screen_says_how_one_comes_about(world: World) -> None:
    async with world.home() as hand:
        await history(hand)
        assert "advisor recommend keeps each of its own" in hand.text
        await hand.press("enter", "d")
        hand.screen(HistoryScreen)


@piloted
async def test_a_result_is_opened_with_its_measurements_and_without_a_probe(world: World) -> None:
    world.conduct = Conduct()
    world.results.keep(made_up.report())
    async with world.home() as hand:
        await reopen(hand)
        assert "then: PyTorch, clearly, 93% (2026-11-24)" in banner(hand)
        assert "result of 2026-11-24" in hand.text
        await hand.press("2")
        assert "2026-11-20" in hand.text
        assert [row.origin for row in hand.app.desk.evidence().rows] == ["file"] * 3
        assert hand.app.desk.measuring.standing.status == "idle"
        assert world.projects.entries() == []
        await hand.press("escape")
        hand.screen(HistoryScreen)


@piloted
async def test_the_verdict_of_then_is_told_only_where_it_is_another_one(world: World) -> None:
    async with world.asking("stage", targets=("server",)) as hand:
        await hand.result()
        report = hand.screen(ResultScreen).report
        assert report is not None
        world.results.keep(report)
        hand.app.back_home()
        await hand.settle()
        await reopen(hand)
        assert "then:" not in banner(hand)


@piloted
async def test_a_change_of_what_was_reopened_is_saved_as_a_project(world: World) -> None:
    needs = NeedsPart(
        project="Shelf scanner", answers={"stage": "product"}, importance={}, workload=None, participant=None
    )
    world.results.keep(made_up.report(needs=needs))
    async with world.home() as hand:
        await reopen(hand)
        await hand.press("q")
        hand.screen(QuestionScreen)
        await hand.ask("stage")
        await hand.press("up", "space")
        await hand.until(lambda: "✓ saved" in hand.text)
        assert world.only().needs.answers == {"stage": "prototype"}


@piloted
async def test_what_is_no_answer_any_more_is_named(world: World) -> None:
    needs = NeedsPart(
        project="Shelf scanner", answers={"colour": "red"}, importance={}, workload=None, participant=None
    )
    world.results.keep(made_up.report(needs=needs))
    async with world.home() as hand:
        await reopen(hand)
        await hand.until(lambda: "answers.colour" in hand.text)


@piloted
async def test_a_result_is_deleted_only_after_asking(world: World) -> None:
    world.results.keep(made_up.report())
    async with world.home() as hand:
        await history(hand)
        for keep in ("enter", "escape"):  # what has the focus first is the safe one
            await hand.press("d")
            assert "Delete this result for good?" in hand.text
            await hand.press(keep)
            assert len(world.results.entries()) == 1
        await hand.press("d")
        await hand.click("Delete it")
        await hand.until(lambda: world.results.entries() == [] and "Shelf" not in hand.text)


@piloted
async def test_a_corrupt_result_is_listed_and_opening_it_names_what_is_wrong(world: World) -> None:
    (world.folder / "results").mkdir(parents=True)
    (world.folder / "results" / "20200101-000000-deadbeef.json").write_text('{"schema": "advisor/report/1"}')
    async with world.home() as hand:
        await history(hand)
        assert "✗ cannot be read" in hand.text
        await hand.press("enter")
        hand.screen(Choose)
        await hand.until(lambda: "this key is missing" in hand.prose)
        await hand.press("enter")
        hand.screen(HistoryScreen)


@piloted
async def test_a_result_that_is_gone_by_then_is_told(world: World) -> None:
    world.results.keep(made_up.report())
    async with world.home() as hand:
        await history(hand)
        world.results.delete(world.results.entries()[0])
        await hand.press("enter")
        hand.screen(Choose)
        assert "cannot be read" in hand.text


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50)])
@piloted
async def test_hostile_names_are_shown_and_the_lines_stay_whole(world: World, size: tuple[int, int]) -> None:
    names = [name for name in HOSTILE if "\udc80" not in name]
    for days, name in enumerate(names):
        world.results.keep(made_up.report(project=name, generated=parts.NOW - timedelta(days=days)))
    async with world.home(*size) as hand:
        await history(hand)
        assert all(line.isprintable() for line in hand.text.splitlines())
        assert hand.app.screen.query_one(OptionList).option_count == len(names)
        await hand.resize(size[0] + 10, size[1])
        assert all(line.isprintable() for line in hand.text.splitlines())


@piloted
async def test_a_result_that_the_program_is_started_with_is_on_the_screen_at_once(world: World) -> None:
    app = world.app(opening=made_up.report())
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        hand = Hand(app, pilot)
        await hand.until(lambda: is_weighed(hand))
        assert "then: PyTorch, clearly" in banner(hand)
        await hand.press("escape")
        assert hand.at_home
    app.close()
