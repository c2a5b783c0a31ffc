"""Help, keys of one's own, themes, sizes: what makes it pleasant, and possible, to use."""

from __future__ import annotations

import pytest
from textual.widgets import HelpPanel

from advisor.configuration import Configuration
from advisor.interview.desk import Conduct
from advisor.tui.key_ids import all_keys, key_table
from advisor.tui.screens.base import SizeNotice
from advisor.tui.screens.question import QuestionScreen
from advisor.tui.screens.result import ResultScreen
from advisor.tui.start import keymap_of
from tests.tui.piloting import piloted
from tests.tui.scenes import SCENES
from tests.tui.world import World


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("home", "begins a new one"),
        ("question", "Any number of answers"),
        ("one-of", "One answer"),
        ("levels", "How well the team knows"),
        ("importance", "move by half a point"),
        ("review", "Every question with its answer"),
        ("result", "Points for PyTorch to the left"),
        ("whatif", "move by half a point"),
        ("compare", "Choose a scenario for each side"),
    ],
)
@piloted
async def test_f1_says_what_the_focused_part_does_and_hides_again(
    world: World, scene: str, words: str
) -> None:
    async with world.home() as hand:
        await SCENES[scene].way(world, hand)
        await hand.press("f1")
        panel = hand.app.screen.query_one(HelpPanel)
        await hand.until(lambda: words in _told(panel))
        await hand.press("escape")
        assert not hand.app.screen.query(HelpPanel)


def _told(panel: HelpPanel) -> str:
    return " ".join(" ".join(str(part.render()) for part in panel.query("MarkdownBlock")).split())


@pytest.mark.parametrize("scene", ["new", "find", "edit", "export", "reasons", "mistakes"])
@piloted
async def test_f1_works_before_a_question_too(world: World, scene: str) -> None:
    async with world.home() as hand:
        await SCENES[scene].way(world, hand)
        modal = hand.app.screen
        await hand.press("f1")
        assert modal.query(HelpPanel)
        await hand.press("f1")
        assert not modal.query(HelpPanel)
        assert hand.app.screen is modal


@piloted
async def test_the_palette_has_what_can_be_done_here_and_now(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("ctrl+p")
        await hand.write("result")
        await hand.until(lambda: "The verdict on the answers so far" in hand.text)
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, ResultScreen))


@piloted
async def test_a_key_can_be_moved_and_the_foot_shows_the_new_one(world: World) -> None:
    id_ = world.kept()
    async with world.home(keymap={"question.result": "ctrl+r"}) as hand:
        await hand.open(id_, "stage")
        assert "^r Result" in hand.text
        await hand.press("f6")
        hand.screen(QuestionScreen)
        await hand.press("ctrl+r")
        hand.screen(ResultScreen)


def test_keys_of_known_ids_are_taken_as_they_are() -> None:
    assert keymap_of(Configuration(keys={"question.next": "n"})) == {"question.next": "n"}


def test_every_key_has_an_id_a_tooltip_and_stands_in_the_table() -> None:
    keys = all_keys()
    assert len(keys) > 50
    for key_id, binding in keys.items():
        assert binding.tooltip, key_id
        assert f"`{key_id}`" in key_table()


@piloted
async def test_the_keys_at_the_foot_can_be_clicked(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.click("f6 Result")
        await hand.until(lambda: isinstance(hand.app.screen, ResultScreen))
        await hand.click("esc Back")
        hand.screen(QuestionScreen)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@piloted
async def test_the_foot_is_never_wider_than_the_screen_and_always_offers_help(
    world: World, width: int
) -> None:
    async with world.asking("targets", width=width, height=24) as hand:
        foot = hand.text.splitlines()[-1]
        assert "f1 Help" in foot
        assert "f6 Result" in foot
        assert len(foot.rstrip()) <= width


@piloted
async def test_f2_goes_through_dark_light_and_high_contrast(world: World) -> None:
    async with world.asking("stage") as hand:
        seen = [hand.app.theme]
        for _ in range(3):
            await hand.press("f2")
            seen.append(hand.app.theme)
        assert seen == ["textual-dark", "textual-light", "high-contrast", "textual-dark"]


@piloted
async def test_without_colours_all_is_still_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with world.asking("targets", targets=("server", "microcontroller")) as hand:
        assert "[x] Server" in hand.text
        await hand.result()
        assert "PyTorch" in hand.text
        colours = {
            (segment.style.color, segment.style.bgcolor)
            for strip in hand.app.screen._compositor.render_strips()
            for segment in strip.apply_filter(hand.app._filters[0], hand.app.screen.background_colors[1])
            if segment.style is not None and segment.style.color is not None
        }
        assert all(
            part is None or part.triplet is None or len(set(part.triplet)) == 1
            for pair in colours
            for part in pair
        )


@pytest.mark.parametrize("size", [(59, 20), (60, 19), (20, 5), (1, 1)])
@piloted
async def test_a_screen_that_is_too_small_says_how_large_it_has_to_be(
    world: World, size: tuple[int, int]
) -> None:
    async with world.asking("stage") as hand:
        await hand.resize(*size)
        assert hand.app.screen.query_one(SizeNotice).display
        if size[0] > 50:
            assert f"This window is {size[0]} × {size[1]}" in hand.text
        await hand.resize(60, 20)
        assert not hand.app.screen.query_one(SizeNotice).display
        assert "Learning the craft" in hand.text


@pytest.mark.parametrize(
    "scene",
    ["home", "question", "importance", "review", "result", "whatif", "compare", "edit", "export", "help"],
)
@piloted
async def test_every_screen_lives_through_any_resize(world: World, scene: str) -> None:
    if SCENES[scene].measures:
        world.conduct = Conduct()
    async with world.home() as hand:
        await SCENES[scene].way(world, hand)
        before = hand.app.screen
        for size in ((60, 20), (1, 1), (200, 60)):
            await hand.resize(*size)
        assert hand.app.screen is before
        assert hand.app.trouble is None
        assert hand.text.strip()
