"""Probes beside the questions: when they begin, how they are held, and that leaving ends them."""

from __future__ import annotations

from pathlib import Path

from advisor.interview.desk import Conduct
from advisor.tui.widgets.dock import ProbeDock
from tests.tui.hand import Hand
from tests.tui.piloting import piloted
from tests.tui.world import World


def dock(hand: Hand) -> str:
    return "\n".join(line.text for line in hand.app.screen.query_one(ProbeDock).lines(118))


@piloted
async def test_they_begin_as_soon_as_model_and_hardware_are_known(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("model") as hand:
        assert "waiting for the kind of model" in dock(hand)
        await hand.press("down", "space")
        assert "waiting for the hardware" in dock(hand)
        assert not world.probes.wishes
        await hand.ask("train_on")
        await hand.press("space")
        await hand.until(lambda: "trying modes" in dock(hand))
        (wish,) = world.probes.wishes
        assert {row.workload for row in wish.rows} == {"cnn"}
        await hand.until(lambda: "42 s left" in dock(hand))


@piloted
async def test_a_project_that_needs_none_gets_none(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("model", model=("custom",), train_on=("cpu",)) as hand:
        assert "no probe stands for this kind of model" in dock(hand)
        assert not world.probes.wishes


@piloted
async def test_hardware_that_is_elsewhere_is_told(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("model", model=("cnn",), train_on=("nvidia",), serve_on=("nvidia",)) as hand:
        assert "cannot speak for your hardware" in dock(hand)
        assert not world.probes.wishes


@piloted
async def test_they_pause_skip_and_stop_by_key_and_go_on_with_m(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("stage", model=("cnn",), train_on=("cpu",)) as hand:
        await hand.until(world.probes.begun.is_set)
        await hand.press("f3", "p")
        control = world.probes.control
        assert control is not None
        assert control.paused
        assert "paused" in dock(hand)
        await hand.press("p")
        assert not control.paused
        await hand.press("down", "s")
        await hand.until(lambda: "skipped" in dock(hand))
        await hand.press("x")
        await hand.until(world.probes.ended.is_set)
        await hand.until(lambda: "stopp" in dock(hand) or "done" in dock(hand))
        await hand.press("f3")
        assert hand.focused.id != "probes"
        await hand.result()
        world.probes.finish()
        await hand.press("m")
        await hand.until(lambda: len(world.probes.wishes) == 2)


@piloted
async def test_the_words_of_the_dock_can_be_clicked_beside_the_question(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("stage", model=("cnn",), train_on=("cpu",)) as hand:
        await hand.until(lambda: "x stop" in hand.text)
        await hand.click("x stop")
        await hand.until(world.probes.ended.is_set)


@piloted
async def test_what_was_measured_moves_the_balance_while_questions_go_on(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("stage", model=("cnn",), train_on=("cpu",)) as hand:
        await hand.until(world.probes.begun.is_set)
        await hand.press("down")
        world.probes.finish()
        await hand.until(lambda: "0.50 [0.45, 0.55]" in dock(hand))
        await hand.until(
            lambda: (
                "leans TensorFlow" in str(hand.app.screen.query_one("#balance").render())
                or "TensorFlow" in str(hand.app.screen.query_one("#balance").render())
            )
        )
        await hand.press("space")
        assert hand.app.desk.needs.answers["stage"] == "research"


@piloted
async def test_an_answer_that_changes_while_new_evidence_is_weighed_breaks_nothing(world: World) -> None:
    world.conduct = Conduct()
    async with world.asking("targets", model=("cnn",), train_on=("cpu",)) as hand:
        await hand.until(world.probes.begun.is_set)
        world.probes.finish()
        for _ in range(6):
            await hand.pilot.press("space", "down")
        await hand.until(world.probes.ended.is_set)
        await hand.settle()
        assert hand.app.trouble is None


@piloted
async def test_the_budget_is_changed_in_the_command_palette(world: World) -> None:
    async with world.asking("stage", model=("cnn",), train_on=("cpu",)) as hand:
        await hand.press("ctrl+p")
        await hand.write("Measuring: quick")
        await hand.until(lambda: "at most a minute" in hand.text)
        await hand.press("down", "enter") if "▌" in hand.text else await hand.press("enter")
        await hand.until(world.probes.begun.is_set)
        assert hand.app.desk.conduct.budget == "quick"


@piloted
async def test_leaving_ends_them_and_keeps_the_last_answer(world: World, tmp_path: Path) -> None:
    world.conduct = Conduct()
    async with world.asking("stage", model=("cnn",), train_on=("cpu",)) as hand:
        await hand.until(world.probes.begun.is_set)
        await hand.pilot.press("space", "ctrl+q")
        await hand.left()
    assert world.probes.ended.wait(10)
    assert world.only().needs.answers["stage"] == "learning"
