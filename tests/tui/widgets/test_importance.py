"""The sliders of all concerns: what was said, what nobody knows, and what nothing was said of."""

from __future__ import annotations

from textual import events

from advisor.needs.questions import Concern
from advisor.tui.widgets.importance import ImportanceEditor
from advisor.tui.widgets.slider import Slider
from tests.tui.piloting import OneWidget, piloted, shown

CONCERNS = {
    name: Concern(name, f"How {name} it is", f"{name} never matters", f"{name} is all that matters")
    for name in ("fast", "small", "sure")
}


def app_of(**importance: float | None) -> OneWidget[ImportanceEditor]:
    return OneWidget(ImportanceEditor(CONCERNS, importance), ImportanceEditor.Changed)


def lines(app: OneWidget[ImportanceEditor]) -> list[str]:
    return [shown(slider)[0] for slider in app.widget.query(Slider)]


def ends(app: OneWidget[ImportanceEditor]) -> str:
    return str(app.widget.query_one(".ends").render())


@piloted
async def test_left_out_dont_know_and_a_number_can_be_told_apart() -> None:
    app = app_of(small=None, sure=4.0)
    async with app.driven(120):
        fast, small, sure = lines(app)
        assert "not said · counts 2, unsure" in fast
        assert "don't know" in small
        assert "not said" not in small
        assert sure.rstrip().endswith("4")


@piloted
async def test_what_has_no_value_is_told_with_what_it_counts_for() -> None:
    app = app_of(small=None, sure=4.0)
    async with app.driven() as pilot:
        app.widget.focus_first()
        for told in ("not said: counts as 2, unsure", "don't know: counts as 2, quite open", ""):
            await pilot.pause()
            assert ends(app).splitlines()[2:] == ([told] if told else [])
            await pilot.press("down")


@piloted
async def test_to_say_that_one_does_not_know_is_to_say_something() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.focus_first()
        await pilot.pause()
        await pilot.press("u")
        await pilot.pause()
        (message,) = app.heard
        assert isinstance(message, ImportanceEditor.Changed)
        assert message.importance == {"fast": None}
        assert "don't know" in lines(app)[0]
        assert "quite open" in ends(app)


@piloted
async def test_sliders_that_are_set_again_are_left_out_again() -> None:
    app = app_of(fast=1.0, small=2.0)
    async with app.driven() as pilot:
        app.widget.show({"small": None})
        await pilot.pause()
        fast, small, sure = lines(app)
        assert "not said" in fast
        assert "don't know" in small
        assert "not said" in sure
        assert app.heard == []


@piloted
async def test_keys_that_come_faster_than_the_focus_each_move_one_slider() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.focus_first()
        await pilot.pause()
        for key in ("down", "down", "5"):
            app.post_message(events.Key(key, key if key.isdigit() else None))
        await pilot.pause()
        await pilot.pause()
        (message,) = app.heard
        assert isinstance(message, ImportanceEditor.Changed)
        assert message.importance == {"sure": 5.0}
