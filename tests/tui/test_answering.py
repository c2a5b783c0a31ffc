"""Each kind of question, by keyboard and by mouse."""

from __future__ import annotations

import pytest

from advisor.needs.model import Answer
from advisor.tui.screens.question import QuestionScreen
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.world import World


def answer(hand: Hand, key: str) -> Answer | None:
    return hand.app.desk.needs.answers.get(key)


@piloted
async def test_one_of_several_is_chosen_by_key(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("down", "space")
        assert answer(hand, "stage") == "research"
        assert "● Research on new ideas" in hand.text
        await hand.press("down", "enter")
        assert answer(hand, "stage") == "prototype"
        assert "What is this project?" not in hand.text


@piloted
async def test_one_of_several_is_chosen_by_mouse_and_the_question_stays(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.click("A product with users")
        assert answer(hand, "stage") == "product"
        await hand.click("A prototype")
        assert answer(hand, "stage") == "prototype"
        assert hand.text.count("●") - hand.text.count("● Model") >= 1
        assert "○ A product with users" in hand.text
        await hand.click("○ Don't know")
        assert answer(hand, "stage") is None
        assert hand.app.desk.draft.project.passed == {"stage": "unknown"}


@piloted
async def test_several_are_chosen_by_key_and_a_mark_in_text_says_which(world: World) -> None:
    async with world.asking("targets") as hand:
        await hand.press("space", "down", "down", "space")
        assert answer(hand, "targets") == ("server", "llm-server")
        assert "[x] Server" in hand.text
        assert "[ ] Batch jobs" in hand.text
        await hand.press("space")
        assert answer(hand, "targets") == ("server",)
        await hand.press("enter")
        assert "Where does the trained model have to run?" not in hand.text.partition("│")[0]


@piloted
async def test_a_line_is_chosen_by_its_number(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("4")
        assert answer(hand, "stage") == "product"
        await hand.press("9")
        assert answer(hand, "stage") == "product"
    async with world.asking("targets") as hand:
        await hand.press("1", "3", "2", "1")
        assert answer(hand, "targets") == ("batch", "llm-server")


@piloted
async def test_numbers_of_versions_are_typed_and_choose_no_line(world: World) -> None:
    async with world.asking("python") as hand:
        await hand.press("3")
        assert answer(hand, "python") is None


@piloted
async def test_a_slash_at_the_beginning_of_the_names_finds_another_question(world: World) -> None:
    async with world.asking("libraries") as hand:
        await hand.press("slash", *"traffic", "enter")
        assert "What traffic will it serve?" in hand.text
        assert answer(hand, "libraries") is None
    async with world.asking("libraries") as hand:
        await hand.press("a", "slash", "b")
        assert answer(hand, "libraries") == ("a/b",)


@piloted
async def test_a_name_that_is_still_being_typed_is_not_called_unknown(world: World) -> None:
    async with world.asking("libraries") as hand:
        await hand.press(*"transf")
        assert "not in our list" not in hand.text
        await hand.press("x")
        assert "not in our list, so it will not count: transfx" in hand.text


@piloted
async def test_none_and_dont_know_stand_alone(world: World) -> None:
    async with world.asking("targets", targets=("server", "android")) as hand:
        await hand.click("[ ] None of these")
        assert answer(hand, "targets") == ()
        assert "[ ] Server" in hand.text
        await hand.click("[ ] Don't know")
        assert answer(hand, "targets") is None
        assert "[ ] None of these" in hand.text
        await hand.click("[ ] Android")
        assert answer(hand, "targets") == ("android",)
        assert "[ ] Don't know" in hand.text
        await hand.click("[x] Android")
        assert "targets" not in hand.app.desk.draft.project.passed
        assert not hand.app.desk.draft.is_settled("targets")


@piloted
async def test_levels_are_set_by_key(world: World) -> None:
    async with world.asking("team") as hand:
        await hand.press("3", "down", "1", "right", "down", "right", "u")
        assert answer(hand, "team") == {"pytorch": 3, "tensorflow": 2}
        assert "3 fluent" in hand.text
        await hand.press("up", "delete", "up", "u")
        assert answer(hand, "team") is None
        assert not hand.app.desk.draft.is_settled("team")


@piloted
async def test_levels_are_set_by_mouse(world: World) -> None:
    async with world.asking("team") as hand:
        at = hand.place("PyTorch      ○")
        await hand.pilot.click(offset=(at.x + 13 + 2 * 4, at.y))
        await hand.settle()
        assert answer(hand, "team") == {"pytorch": 4}


@piloted
async def test_a_version_is_chosen_or_typed_and_a_wrong_one_is_told(world: World) -> None:
    async with world.asking("python") as hand:
        await hand.press("down", "space")
        assert answer(hand, "python") == "3.11"
        await hand.click("another version")
        await hand.write("4.x")
        await hand.press("enter")
        assert "✗" in hand.text
        assert answer(hand, "python") == "3.11"
        await hand.press("backspace", "backspace", "backspace")
        await hand.write("3.9")
        await hand.press("enter")
        assert answer(hand, "python") == "3.9"
        assert "✗" not in hand.text


@piloted
async def test_libraries_complete_as_one_types_and_strangers_are_told(world: World) -> None:
    async with world.asking("libraries") as hand:
        await hand.write("numpy, tran")
        await hand.until(lambda: "numpy, transformers" in hand.text)
        await hand.press("right")
        assert answer(hand, "libraries") == ("numpy", "transformers")
        await hand.write(", homemade")
        await hand.settle()
        assert "not in our list, so it will not count: homemade" in hand.text
        await hand.press("enter")
        assert answer(hand, "libraries") == ("numpy", "transformers", "homemade")


@piloted
async def test_a_line_of_libraries_that_is_emptied_opens_the_question_again(world: World) -> None:
    async with world.asking("libraries", libraries=("numpy",)) as hand:
        await hand.press("end", "ctrl+u")
        assert answer(hand, "libraries") is None
        assert not hand.app.desk.draft.is_settled("libraries")
        await hand.write("none")
        await hand.press("enter")
        assert answer(hand, "libraries") == ()


@piloted
async def test_the_sliders_say_what_their_ends_mean_and_move_by_key(world: World) -> None:
    async with world.asking("importance") as hand:
        assert "0  Training time does not matter here" in hand.text
        await hand.press("4", "right", "down", "down", "0")
        assert hand.app.desk.needs.importance == {"training_speed": 4.5, "footprint": 0.0}
        assert "5  It has to fit into tight memory" in hand.text
        await hand.press("u")
        assert hand.app.desk.needs.importance["footprint"] is None


@piloted
async def test_the_sliders_are_dragged_by_mouse(world: World) -> None:
    async with world.asking("importance") as hand:
        line = hand.place("Ease of development")
        track = hand.text.splitlines()[line.y].index("0 ─") + 2
        await hand.pilot.mouse_down(offset=(track, line.y))
        await hand.pilot.hover(offset=(track + 20, line.y))
        await hand.pilot.mouse_up(offset=(track + 20, line.y))
        await hand.settle()
        assert hand.app.desk.needs.importance["development"] == 5.0


@pytest.mark.parametrize("key", ["stage", "targets", "libraries", "team", "python"])
@piloted
async def test_f4_answers_that_one_does_not_know(world: World, key: str) -> None:
    async with world.asking(key) as hand:
        await hand.press("f4")
        assert hand.app.desk.draft.project.passed == {key: "unknown"}
        assert hand.app.desk.draft.is_settled(key)
        await hand.until(lambda: "✓ saved" in hand.text)
        assert world.only().passed == {key: "unknown"}
        assert hand.focused in hand.screen(QuestionScreen).query("#answer-editor *")
