"""Names, answers and files that try to act: they are shown as they are written, and nothing else happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.diagnostics import visible
from tests.tui.piloting import piloted
from tests.tui.world import World

TEXTS = {
    "a link that quits": "[@click=app.quit]x[/]",
    "markup": "[b red]bold[/b",
    "an escape sequence": "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "marks that turn the line round": "abc\u202egnp.exe\u200f",
    "wide characters": "漢字仮名交じり文" * 12,
    "many combining marks": "a" + "\u0301" * 150,
    "as long as can be": "x" * 199,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@piloted
async def test_a_name_is_shown_literally_on_every_screen(world: World, text: str) -> None:
    id_ = world.kept(visible(text), stage="product", targets=("server",), libraries=("homemade",))
    async with world.home(80, 24) as hand:
        for _ in ("home", "question", "review", "result", "what-if", "export"):
            for line in hand.text.splitlines():
                assert line.isprintable()
            if text.startswith("["):
                assert text[:9] in hand.text
            if hand.at_home:
                await hand.open(id_, "libraries")
                continue
            key = {"question": "f5", "review": "f6", "result": "w", "what-if": "escape"}
            screen = type(hand.app.screen).__name__
            if screen == "QuestionScreen":
                await hand.press(key["question"])
            elif screen == "ReviewScreen":
                await hand.press(key["review"])
                await hand.until(lambda: "Weighing" not in hand.text)
            elif screen == "ResultScreen":
                await hand.press("w")
            else:
                await hand.press("escape", "e")
        assert hand.app.trouble is None


@pytest.mark.parametrize("text", [text for text in TEXTS.values() if not text.isprintable()])
@piloted
async def test_a_name_that_acts_on_a_terminal_is_no_name_but_is_listed_and_offered_literally(
    world: World, text: str
) -> None:
    world.kept(text)
    async with world.home() as hand:
        await hand.press("down", "down")
        for key in ("c", "r", "d"):
            await hand.press(key)
            assert visible(text)[:9] in hand.text
            for line in hand.text.splitlines():
                assert line.isprintable()
            await hand.press("escape")
        await hand.press("enter")
        assert "was set aside" in hand.text
        for line in hand.text.splitlines():
            assert line.isprintable()


@pytest.mark.parametrize("text", [*TEXTS.values(), "y" * 10_000], ids=[*TEXTS, "ten thousand characters"])
@piloted
async def test_a_library_is_shown_literally_wherever_it_comes(world: World, text: str) -> None:
    async with world.asking("libraries") as hand:
        line = hand.focused
        line.value = text  # type: ignore[attr-defined]
        await hand.settle()
        for line_ in hand.text.splitlines():
            assert line_.isprintable()
        await hand.press("f5")
        await hand.press("f6")
        await hand.until(lambda: "Weighing" not in hand.text)
        await hand.press("6")
        for line_ in hand.text.splitlines():
            assert line_.isprintable()
        assert hand.app.trouble is None


@piloted
async def test_the_mistakes_of_a_hostile_file_are_shown_literally(world: World, tmp_path: Path) -> None:
    file = tmp_path / "[b]bad.yaml"
    file.write_text(
        'advisor: 1\nproject: "[@click=app.quit]x"\nanswers: {"[red]stage": "\\u202e", os: ["\\e[31m"]}\n'
    )
    async with world.home() as hand:
        await hand.press("o")
        await hand.write("[b]bad.yaml")
        await hand.press("enter")
        assert "[b]bad.yaml:3" in hand.text
        assert "[red]stage" in hand.text
        for line in hand.text.splitlines():
            assert line.isprintable()


@piloted
async def test_a_click_on_a_name_that_is_a_link_does_nothing(world: World) -> None:
    world.kept("[@click=app.quit]quit me[/]", stage="product")
    async with world.home() as hand:
        await hand.click("quit me")
        assert "Worth asking next" in hand.text
        await hand.click("quit me")
        assert hand.app.is_running
