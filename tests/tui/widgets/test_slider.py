"""The slider: keys, mouse, messages, and what it says in words."""

from __future__ import annotations

import pytest
from textual.binding import Binding
from textual.content import Content

from advisor.tui.widgets.slider import Slider
from tests.tui.piloting import HOSTILE, OneWidget, assert_aligned, piloted, shown


def app_of(slider: Slider) -> OneWidget[Slider]:
    return OneWidget(slider, Slider.Changed)


def values(app: OneWidget[Slider]) -> list[float | None]:
    return [message.value for message in app.heard if isinstance(message, Slider.Changed)]


@piloted
async def test_keys_move_by_halves_and_jump_and_forget() -> None:
    app = app_of(Slider(3.0))
    async with app.driven() as pilot:
        await pilot.press("right", "l", "left", "h", "h", "home", "end", "2", "u", "4", "delete")
        assert values(app) == [3.5, 4.0, 3.5, 3.0, 2.5, 0.0, 5.0, 2.0, None, 4.0, None]
        assert app.widget.value is None


@piloted
async def test_a_message_names_its_slider() -> None:
    app = app_of(Slider(3.0))
    async with app.driven() as pilot:
        await pilot.press("right")
        message = app.heard[0]
        assert isinstance(message, Slider.Changed)
        assert message.slider is app.widget
        assert message.control is app.widget


@piloted
async def test_what_does_not_change_is_not_told() -> None:
    app = app_of(Slider(5.0))
    async with app.driven() as pilot:
        await pilot.press("right", "end", "5")
        assert values(app) == []
        await pilot.press("u", "u")
        assert values(app) == [None]


@piloted
async def test_a_value_set_from_code_is_shown_and_not_echoed() -> None:
    app = app_of(Slider(1.0))
    async with app.driven() as pilot:
        app.widget.value = 4.5
        await pilot.pause()
        assert "4.5" in shown(app.widget)[0]
        app.widget.value = None
        await pilot.pause()
        assert "don't know" in shown(app.widget)[0]
        assert values(app) == []


@piloted
async def test_values_from_code_stay_on_the_track_and_between_halves() -> None:
    app = app_of(Slider(4.2))
    async with app.driven() as pilot:
        assert app.widget.value == 4.2
        assert "4.2" in shown(app.widget)[0]
        await pilot.press("right", "left", "left")
        assert values(app) == [4.5, 4.0, 3.5]
        for given, kept in ((9.0, 5.0), (-1.0, 0.0), (float("nan"), None)):
            app.widget.value = given
            assert app.widget.value == kept


@piloted
async def test_the_first_step_from_dont_know_goes_to_the_former_value_or_the_middle() -> None:
    for baseline, first in ((None, 2.5), (4.0, 4.0)):
        app = app_of(Slider(baseline=baseline))
        async with app.driven() as pilot:
            await pilot.press("left")
            assert values(app) == [first]


@pytest.mark.parametrize(
    ("width", "told"), [(80, "not said · counts 2, unsure"), (40, "not said"), (20, "–")]
)
@piloted
async def test_one_of_which_nothing_was_said_does_not_claim_that_nobody_knows(width: int, told: str) -> None:
    app = app_of(Slider(left_out=True))
    async with app.driven(width) as pilot:
        assert_aligned(app.widget)
        assert shown(app.widget)[0].partition(" 5 ")[2].strip() == told
        await pilot.press("u", "u")
        assert values(app) == [None]
        assert "not said" not in shown(app.widget)[0]
        await pilot.press("3", "u")
        assert values(app) == [None, 3.0, None]


@pytest.mark.parametrize("width", [120, 80, 60, 30])
@piloted
async def test_a_click_puts_the_knob_under_the_mouse(width: int) -> None:
    app = app_of(Slider())
    async with app.driven(width) as pilot:
        line = shown(app.widget)[0]
        start, end = line.index("─"), line.rindex("─")
        await pilot.click(Slider, offset=(end, 0))
        await pilot.click(Slider, offset=(start, 0))
        await pilot.click(Slider, offset=((start + end) // 2, 0))
        assert values(app) == [5.0, 0.0, 2.5]
        assert shown(app.widget)[0].index("●") == (start + end) // 2


@piloted
async def test_the_knob_follows_a_drag_past_its_ends_until_it_is_let_go() -> None:
    app = app_of(Slider(1.0))
    async with app.driven() as pilot:
        line = shown(app.widget)[0]
        start, end = line.index("─"), line.rindex("─")
        await pilot.mouse_down(Slider, offset=(start, 0))
        await pilot.hover(Slider, offset=((start + end) // 2, 0))
        await pilot.hover(offset=(79, 10))
        await pilot.mouse_up(offset=(79, 10))
        await pilot.hover(Slider, offset=(start, 0))
        assert values(app) == [0.0, 2.5, 5.0]
        assert app.mouse_captured is None


@piloted
async def test_moving_the_mouse_without_a_button_moves_nothing() -> None:
    app = app_of(Slider(1.0))
    async with app.driven() as pilot:
        await pilot.hover(Slider, offset=(20, 0))
        assert values(app) == []


@piloted
async def test_the_hint_can_be_clicked_once_it_was_seen() -> None:
    app = app_of(Slider(3.0))
    async with app.driven() as pilot:
        at = (shown(app.widget)[0].index("u don't know") + 3, 0)
        app.widget.blur()
        await pilot.pause()
        assert "don't know" not in shown(app.widget)[0]
        await pilot.click(Slider, offset=at)
        assert app.widget.value == 3.0
        await pilot.click(Slider, offset=at)
        assert values(app) == [None]


@piloted
async def test_the_hint_names_the_key_that_the_user_chose() -> None:
    app = app_of(Slider(3.0))
    app.set_keymap({"slider.unknown": "f4"})
    async with app.driven() as pilot:
        assert "f4 don't know" in shown(app.widget)[0]
        await pilot.press("u")
        assert values(app) == []
        await pilot.press("f4")
        assert values(app) == [None]


@piloted
async def test_a_former_value_has_a_mark_and_a_word_while_it_differs() -> None:
    app = app_of(Slider(4.0, baseline=3.0))
    async with app.driven() as pilot:
        line = shown(app.widget)[0]
        assert "╵" in line
        assert "was 3" in line
        assert line.index("╵") < line.index("●")
        await pilot.press("3")
        assert "was" not in shown(app.widget)[0]


@pytest.mark.parametrize("width", [120, 80, 60, 40, 20])
@pytest.mark.parametrize("baseline", [None, 3.0])
@piloted
async def test_it_fits_and_says_its_value(width: int, baseline: float | None) -> None:
    for value, told in ((3.5, "3.5"), (0.0, "0"), (None, "don't know" if width >= 40 else "?")):
        app = app_of(Slider(value, baseline=baseline))
        async with app.driven(width):
            assert_aligned(app.widget)
            _, _, behind = shown(app.widget)[0].partition(" 5 ")
            assert told in behind


@piloted
async def test_focus_can_be_seen_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of(Slider(3.5))
    async with app.driven() as pilot:
        assert app.no_color
        assert "▸" in shown(app.widget)[0]
        app.widget.blur()
        await pilot.pause()
        assert "▸" not in shown(app.widget)[0]


@piloted
async def test_a_disabled_slider_does_not_move() -> None:
    app = app_of(Slider(3.0, disabled=True))
    async with app.driven() as pilot:
        await pilot.click(Slider, offset=(10, 0))
        assert values(app) == []


def test_what_the_ends_mean_is_shown_literally() -> None:
    for text in HOSTILE:
        tooltip = Slider(low=text, high="most").tooltip
        assert isinstance(tooltip, Content)
        assert not tooltip.spans
        assert all(line.isprintable() for line in tooltip.plain.splitlines())
    assert Slider().tooltip is None


def test_every_key_says_what_it_does() -> None:
    for binding in Slider.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.tooltip
        assert binding.description
