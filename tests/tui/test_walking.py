"""From question to question: in the order of worth or any other, back, undone, skipped, found."""

from __future__ import annotations

import pytest

from advisor.interview.desk import Conduct
from advisor.tui.screens.question import QuestionScreen
from advisor.tui.screens.review import ReviewScreen
from advisor.tui.widgets.asked import Asked
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.world import World


def title(hand: Hand) -> str:
    return str(hand.screen(QuestionScreen).query_one("#question-text").render())


def asked(hand: Hand) -> str:
    return hand.screen(QuestionScreen).query_one(Asked).key


def panel(hand: Hand) -> str:
    return str(hand.screen(QuestionScreen).query_one("#balance").render())


@piloted
async def test_with_measuring_the_first_questions_are_those_that_let_it_begin(world: World) -> None:
    world.conduct = Conduct()
    id_ = world.kept()
    async with world.home() as hand:
        await hand.open(id_)
        assert title(hand) == "Which kinds of model will it use?"
        await hand.press("down", "space", "f8")
        assert title(hand) == "On what will it be trained?"


@piloted
async def test_the_next_question_is_the_one_that_is_worth_most(world: World) -> None:
    async with world.asking("stage", stage="product") as hand:
        await hand.press("f8")
        first = max(hand.app.desk.worths().items(), key=lambda entry: entry[1])[0]
        assert title(hand) == hand.app.desk.questionnaire.questions[first].text
        assert hand.app.desk.worths()[first] > 0


@piloted
async def test_the_panel_says_where_it_stands_what_the_answer_does_and_what_to_ask_next(world: World) -> None:
    async with world.asking("targets", stage="product") as hand:
        assert "is still open" in panel(hand)
        await hand.click("[ ] Microcontroller")
        assert "leans TensorFlow" in panel(hand)
        assert "▸ deployment: TensorFlow +1.5" in panel(hand)
        assert "Worth asking next\n1 " in panel(hand)
        await hand.click("[x] Microcontroller")
        await hand.click("[ ] Server")
        assert "◂ deployment: PyTorch +0.8" in panel(hand)


@piloted
async def test_the_progress_line_has_a_dot_for_each_question_and_marks_the_one_at_hand(world: World) -> None:
    async with world.asking("horizon", stage="product") as hand:
        assert "Project ●◆○" in hand.text
        assert " 1/21" in hand.text
        await hand.press("space")
        await hand.ask("domain")
        assert "Project ●●◆" in hand.text
        assert " 2/21" in hand.text


@piloted
async def test_back_goes_the_way_one_came(world: World) -> None:
    async with world.asking("stage") as hand:
        first = title(hand)
        await hand.press("f8")
        second = title(hand)
        await hand.press("f8", "f7")
        assert title(hand) == second
        await hand.press("ctrl+b")
        assert title(hand) == first
        await hand.press("f7")
        assert "This is the first question" in hand.text


@pytest.mark.parametrize("hints", [True, False])
@piloted
async def test_next_alone_goes_once_through_all_open_questions_and_ends_at_the_review(
    world: World, hints: bool
) -> None:
    world.conduct = Conduct(hints=hints, budget="none")
    async with world.asking("targets", stage="product") as hand:
        seen = [asked(hand)]
        while True:
            await hand.press("f8")
            if not isinstance(hand.app.screen, QuestionScreen):
                break
            seen.append(asked(hand))
            assert len(seen) <= 20, seen
        hand.screen(ReviewScreen)
        questions = {*hand.app.desk.questionnaire.questions, "importance"}
        assert len(seen) == 20
        assert set(seen) == questions - {"stage"}
        # Whoever comes back goes through what is open once more.
        await hand.press("escape", "f8")
        assert asked(hand) == hand.app.desk.next_key()


@piloted
async def test_next_after_back_comes_again_to_the_question_that_was_left(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("f8")
        second = title(hand)
        await hand.press("f7", "f8")
        assert title(hand) == second
        await hand.press("f8")
        assert title(hand) != second


@piloted
async def test_a_skipped_question_comes_no_more_by_itself_and_stays_open(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("f9")
        assert title(hand) != "What is this project?"
        await hand.until(lambda: "✓ saved" in hand.text)
        assert world.only().passed == {"stage": "skipped"}
        assert " 0/21" in hand.text
        assert hand.app.desk.next_key() != "stage"


@piloted
async def test_when_nothing_is_left_the_review_comes_and_then_the_result(world: World) -> None:
    async with world.asking("stage") as hand:
        for key in [*hand.app.desk.questionnaire.questions, "importance"]:
            hand.app.desk.draft.answer(key, None)
        await hand.press("enter")
        hand.screen(ReviewScreen)
        assert "All answered" in hand.text


@piloted
async def test_undo_and_redo_show_where_something_changed(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("space")
        await hand.ask("horizon")
        await hand.press("space")
        await hand.press("ctrl+z")
        assert "horizon" not in hand.app.desk.needs.answers
        await hand.press("ctrl+z")
        assert title(hand) == "What is this project?"
        assert "○ Learning the craft" in hand.text
        assert hand.app.desk.needs.answers == {}
        await hand.press("ctrl+z")
        assert "nothing to take back" in hand.text
        await hand.press("ctrl+y")
        assert "● Learning the craft" in hand.text
        await hand.press("ctrl+y")
        await hand.until(lambda: "✓ saved" in hand.text)
        assert set(world.only().needs.answers) == {"stage", "horizon"}


@piloted
async def test_any_question_is_found_by_its_words_or_those_of_its_answers(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("slash")
        await hand.write("microcontroller")
        await hand.press("enter")
        assert title(hand) == "Where does the trained model have to run?"
        await hand.press("slash")
        await hand.write("python")
        await hand.press("down", "up")
        await hand.click("Which version of Python is fixed?")
        assert title(hand) == "Which version of Python is fixed?"
        await hand.press("slash")
        await hand.write("importance")
        await hand.press("enter")
        assert "How much does each of these matter" in hand.text


@piloted
async def test_a_search_that_finds_nothing_goes_nowhere(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.press("slash")
        await hand.write("zzz")
        await hand.press("enter", "escape")
        assert title(hand) == "What is this project?"


@piloted
async def test_the_review_leads_to_any_question_and_back(world: World) -> None:
    async with world.asking("stage", stage="product", targets=("server",)) as hand:
        await hand.press("f5")
        assert "A product with users" in hand.text
        assert "19 still open" in hand.text
        await hand.click("Where does the trained model")
        assert title(hand) == "Where does the trained model have to run?"
        assert "[x] Server" in hand.text
        await hand.press("f5", "escape")
        assert title(hand) == "Where does the trained model have to run?"
        await hand.press("f5", "f6")
        await hand.until(lambda: "1 Answer" in hand.text)


@piloted
async def test_with_hints_off_panel_dock_result_and_order_tell_nothing(world: World) -> None:
    world.conduct = Conduct(hints=False)
    async with world.asking("stage", model=("cnn",), train_on=("cpu",)) as hand:
        for words in ("So far", "PyTorch wins", "Probes", "Worth asking"):
            assert words not in hand.text
        await hand.press("f6")
        hand.screen(QuestionScreen)
        assert "when everybody has answered" in hand.text
        await hand.press("down", "enter")
        assert title(hand) == "How long will it be maintained?"
        await hand.press("f5", "f6")
        hand.screen(ReviewScreen)


@pytest.mark.parametrize("keys", [("f8",), ("enter",)])
@piloted
async def test_keys_in_quick_succession_end_at_one_question(world: World, keys: tuple[str, ...]) -> None:
    async with world.asking("targets") as hand:
        await hand.pilot.press(*keys * 6, "f7", *keys)
        await hand.settle()
        assert len(hand.screen(QuestionScreen).query("#answer-editor, #importance-editor")) == 1


@piloted
async def test_screens_that_are_left_before_they_are_done_tell_nobody(world: World) -> None:
    async with world.asking("stage", model=("cnn",), targets=("server",)) as hand:
        for keys in (
            ("f6", "escape"),
            ("f5", "escape"),
            ("f6", "w", "escape", "escape"),
            ("slash", "escape"),
        ):
            await hand.pilot.press(*keys * 3)
            await hand.settle()
        await hand.pilot.press("space", "f8", "f8", "f7", "ctrl+z", "f9", "f6", "escape")
        await hand.settle()
        assert hand.app.trouble is None
