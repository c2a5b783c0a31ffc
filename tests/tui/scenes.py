"""Every screen once, as pictures and prose show it: the way to it, over made-up projects."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from textual.widgets import Input

from advisor.interview.draft import IMPORTANCE
from tests.report import made_up
from tests.tui.hand import Hand
from tests.tui.probes import NOW
from tests.tui.world import World

ANSWERS: Mapping[str, Any] = {
    "stage": "product",
    "horizon": "years",
    "domain": ("vision",),
    "model": ("cnn",),
    "targets": ("server", "microcontroller"),
    "train_on": ("cpu",),
    "team": {"pytorch": 3, "tensorflow": 1},
}


@dataclass(frozen=True)
class Scene:
    """A screen and the way to it.

    Attributes:
        way: From the first screen.
        measures: Whether probes run.
    """

    way: Callable[[World, Hand], Awaitable[None]]
    measures: bool = False


async def _at(world: World, hand: Hand, key: str) -> None:
    await hand.open(world.kept(**ANSWERS), key)


async def home(world: World, hand: Hand) -> None:
    for name, minutes in (("Part inspection", 3 * 24 * 60), ("Churn model", 61), ("Shelf scanner", 2)):
        world.kept(name, minutes, **ANSWERS)
    hand.app.screen.list_projects()  # type: ignore[attr-defined]
    await hand.settle()


async def question(world: World, hand: Hand) -> None:
    await _at(world, hand, "targets")
    if hand.app.desk.conduct.budget != "none":
        # The probes have said how long they take, and the screen shows it.
        await hand.until(lambda: hand.app.desk.measuring.standing.left_s is not None)
        await hand.settle()
    hand.app.screen.query_one("#question").scroll_home(animate=False)
    await hand.settle()


async def one_of(world: World, hand: Hand) -> None:
    await _at(world, hand, "stage")


async def levels(world: World, hand: Hand) -> None:
    await _at(world, hand, "team")


async def libraries(world: World, hand: Hand) -> None:
    await _at(world, hand, "libraries")
    await hand.write("numpy, somelib, transf")
    await hand.settle()


async def version(world: World, hand: Hand) -> None:
    await _at(world, hand, "python")


async def importance(world: World, hand: Hand) -> None:
    await _at(world, hand, IMPORTANCE)
    await hand.press("4", "down", "2", "down")


async def find(world: World, hand: Hand) -> None:
    await question(world, hand)
    await hand.press("slash")
    await hand.write("run")
    await hand.settle()


async def review(world: World, hand: Hand) -> None:
    await question(world, hand)
    await hand.press("f5")


async def result(world: World, hand: Hand) -> None:
    await question(world, hand)
    await hand.result()


async def _tab(world: World, hand: Hand, key: str) -> None:
    await result(world, hand)
    await hand.press(key)


async def measured(world: World, hand: Hand) -> None:
    await question(world, hand)
    world.probes.finish()
    await hand.result()
    await hand.press("2")
    await hand.until(lambda: "2026-11-24" in hand.text and "done" in hand.text)


async def flips(world: World, hand: Hand) -> None:
    await _tab(world, hand, "3")


async def other_side(world: World, hand: Hand) -> None:
    await _tab(world, hand, "4")


async def stack(world: World, hand: Hand) -> None:
    await _tab(world, hand, "5")


async def warnings(world: World, hand: Hand) -> None:
    await _tab(world, hand, "6")


async def reasons(world: World, hand: Hand) -> None:
    await result(world, hand)
    await hand.press("enter")


async def whatif(world: World, hand: Hand) -> None:
    await result(world, hand)
    await hand.press("w")
    for _ in range(5):
        await hand.press("down")
    await hand.press("5")


async def whatif_answers(world: World, hand: Hand) -> None:
    await whatif(world, hand)
    await hand.press("t")


async def edit(world: World, hand: Hand) -> None:
    await whatif_answers(world, hand)
    await hand.press("down", "enter")


async def compare(world: World, hand: Hand) -> None:
    await whatif(world, hand)
    await hand.press("k", "enter")
    await hand.press("escape", "c")


async def export(world: World, hand: Hand) -> None:
    await result(world, hand)
    await hand.press("e")
    hand.app.screen.query_one(Input).value = "/home/ada/shelf-scanner.yaml"
    await hand.settle()


async def history(world: World, hand: Hand) -> None:
    for days, name, share in (
        (400, "Part inspection", 0.93),
        (61, "Churn model", 0.71),
        (1, "Shelf scanner", 0.78),
    ):
        verdict = made_up.LEAN.model_copy(update={"share": share})
        world.results.keep(
            made_up.report(generated=NOW - timedelta(days=days), project=name, verdict=verdict)
        )
    (world.folder / "results" / "20200101-000000-deadbeef.json").write_text("{")
    os.utime(world.folder / "results" / "20200101-000000-deadbeef.json", (1577836800, 1577836800))
    await hand.press("h")
    await hand.until(lambda: "Churn model" in hand.text)


async def reopened(world: World, hand: Hand) -> None:
    await history(world, hand)
    await hand.press("enter")
    await hand.until(lambda: "then: " in hand.text)


async def new(world: World, hand: Hand) -> None:
    await hand.press("n")


async def mistakes(world: World, hand: Hand) -> None:
    world.folder.mkdir(exist_ok=True)
    (world.folder.parent / "wrong.yaml").write_text(
        "advisor: 1\nproject: X\nanswers: {stage: produkt, models: [cnn]}\n"
    )
    await hand.press("o")
    await hand.write("wrong.yaml")
    await hand.press("enter")


async def help_panel(world: World, hand: Hand) -> None:
    await question(world, hand)
    await hand.press("f1")
    # The panel reads its Markdown in a thread.
    await hand.until(lambda: "Any number of answers" in hand.text)
    await hand.settle()


SCENES: Mapping[str, Scene] = {
    "home": Scene(home),
    "question": Scene(question, measures=True),
    "one-of": Scene(one_of),
    "levels": Scene(levels),
    "libraries": Scene(libraries),
    "version": Scene(version),
    "importance": Scene(importance),
    "find": Scene(find),
    "review": Scene(review),
    "result": Scene(result, measures=True),
    "measured": Scene(measured, measures=True),
    "flips": Scene(flips),
    "other-side": Scene(other_side),
    "stack": Scene(stack),
    "warnings": Scene(warnings),
    "reasons": Scene(reasons),
    "whatif": Scene(whatif),
    "whatif-answers": Scene(whatif_answers),
    "edit": Scene(edit),
    "compare": Scene(compare),
    "export": Scene(export),
    "history": Scene(history),
    "reopened": Scene(reopened),
    "new": Scene(new),
    "mistakes": Scene(mistakes),
    "help": Scene(help_panel),
}
