"""The bars by concern: sides, numbers, cursor, and what opens."""

from __future__ import annotations

import time

import pytest
from textual.binding import Binding

from advisor.tui.widgets.bars import BarRow, SignedBars
from tests.tui.piloting import HOSTILE, OneWidget, assert_aligned, piloted, shown

ROWS = [
    BarRow("ecosystem", "ecosystem", 3.0, 0.0, "4 rules"),
    BarRow("deployment", "deployment", 0.0, 3.4, "3 rules"),
    BarRow("training_speed", "training speed", 0.0, 2.1, "measured 0.62 [0.55, 0.70] today, here"),
    BarRow("team", "team", 1.0, 0.05, "2 answers"),
]
TOTAL = (4.0, 5.6)


def app_of() -> OneWidget[SignedBars]:
    return OneWidget(SignedBars(), SignedBars.Opened)


def opened(app: OneWidget[SignedBars]) -> list[str]:
    return [message.id for message in app.heard if isinstance(message, SignedBars.Opened)]


@pytest.mark.parametrize("width", [120, 80, 60])
@piloted
async def test_each_side_of_the_axis_has_its_name_bars_and_numbers(width: int) -> None:
    app = app_of()
    async with app.driven(width) as pilot:
        app.widget.show(ROWS, TOTAL)
        await pilot.pause()
        assert_aligned(app.widget)
        header, ecosystem, deployment, *_, team, total = shown(app.widget)
        axis = header.index("│")
        assert {line.index("│") for line in shown(app.widget)} == {axis}
        assert "PyTorch" in header[:axis]
        assert "TensorFlow" in header[axis:]
        assert "■ 3.0 " in ecosystem[:axis]
        assert "■" not in ecosystem[axis:]
        assert " 3.4 ■" in deployment[axis:]
        assert "■" not in deployment[:axis]
        assert "■ 1.0 │ 0.1 ■" in team
        assert "4.0" in total[:axis]
        assert "5.6" in total[axis:]


@piloted
async def test_a_bar_that_counts_is_never_invisible() -> None:
    app = app_of()
    async with app.driven(60) as pilot:
        app.widget.show([BarRow("a", "a", 200.0, 0.05), BarRow("b", "b", 0.049, 0.0)], (200.0, 0.1))
        await pilot.pause()
        _, first, second, _ = shown(app.widget)
        axis = first.index("│")
        assert first[axis:].count("■") == 1
        assert "0.1" in first[axis:]
        assert "■" not in second
        assert_aligned(app.widget)


@pytest.mark.parametrize("width", [120, 100, 60])
@piloted
async def test_labels_of_a_sentence_are_whole_where_bars_leave_room(width: int) -> None:
    app = app_of()
    async with app.driven(width) as pilot:
        app.widget.show([BarRow("x", "Models, papers and libraries", 3.0, 1.0, "12 rules"), *ROWS], TOTAL)
        await pilot.pause()
        assert_aligned(app.widget)
        assert "Models, papers and libraries" in shown(app.widget)[1]
        assert "■" * 6 in shown(app.widget)[1]
        assert ("12 rules" in shown(app.widget)[1]) == (width >= 80)


@piloted
async def test_notes_need_eighty_columns() -> None:
    for width, noted in ((120, True), (80, True), (79, False), (60, False)):
        app = app_of()
        async with app.driven(width) as pilot:
            app.widget.show(ROWS, TOTAL)
            await pilot.pause()
            assert ("4 rules" in shown(app.widget)[1]) == noted
            assert ("why" in shown(app.widget)[0]) == noted


@piloted
async def test_the_cursor_opens_its_row_by_key() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, TOTAL)
        await pilot.press(
            "enter", "down", "space", "down", "down", "down", "enter", "up", "enter", "up", "enter"
        )
        assert opened(app) == ["ecosystem", "deployment", "team", "training_speed", "deployment"]


@piloted
async def test_a_click_opens_its_row_and_takes_the_cursor_there() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, TOTAL)
        await pilot.pause()
        await pilot.click(SignedBars, offset=(5, 3))
        await pilot.click(SignedBars, offset=(5, 0))
        await pilot.click(SignedBars, offset=(5, 5))
        assert opened(app) == ["training_speed"]
        assert app.widget.cursor_id == "training_speed"
        assert shown(app.widget)[3].startswith("▸ training speed")


@piloted
async def test_the_cursor_stays_on_its_row_when_rows_move() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, TOTAL)
        await pilot.press("down")
        app.widget.show(ROWS[::-1], TOTAL)
        await pilot.press("enter")
        app.widget.show(ROWS[:1], TOTAL)
        await pilot.press("enter")
        assert opened(app) == ["deployment", "ecosystem"]


@piloted
async def test_without_rows_nothing_opens() -> None:
    app = app_of()
    async with app.driven() as pilot:
        await pilot.press("down", "enter", "up", "space")
        assert opened(app) == []
        assert app.widget.cursor_id is None


@pytest.mark.parametrize("width", [120, 80, 60])
@piloted
async def test_what_moved_is_said_in_numbers_and_left_hollow(width: int) -> None:
    app = app_of()
    rows = [
        BarRow("a", "grown", 4.9, 0.0, before=(3.0, 0.0)),
        BarRow("b", "shrunk", 0.0, 1.2, before=(0.0, 3.4)),
        BarRow("c", "same", 1.0, 0.0, before=(1.0, 0.0)),
    ]
    async with app.driven(width) as pilot:
        app.widget.show(rows, (5.9, 1.2))
        await pilot.pause()
        assert_aligned(app.widget)
        _, grown, shrunk, same, _ = shown(app.widget)
        assert "(+1.9) 4.9 │" in grown
        assert "│ 1.2 (−2.2) ■" in shrunk
        assert "■□" in shrunk
        assert "(" not in same


@piloted
async def test_the_cursor_is_scrolled_into_sight() -> None:
    app = app_of()
    async with app.driven(80, 6) as pilot:
        app.widget.show([BarRow(f"r{n}", f"row {n}", 1.0, 0.0) for n in range(12)], (12.0, 0.0))
        await pilot.press(*["down"] * 11)
        assert app.screen.region.contains_region(app.widget.region) is False
        assert -app.widget.region.y <= 12 < 6 - app.widget.region.y
        await pilot.press(*["up"] * 11)
        assert -app.widget.region.y <= 1


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [120, 60])
@piloted
async def test_hostile_text_is_literal_and_keeps_the_columns(text: str, width: int) -> None:
    app = app_of()
    async with app.driven(width) as pilot:
        app.widget.show([BarRow("x", text, 1.0, 2.0, text), *ROWS], TOTAL)
        await pilot.pause()
        assert_aligned(app.widget)
        await pilot.click(SignedBars, offset=(4, 1))
        assert opened(app) == ["x"]
        assert app.is_running


@piloted
async def test_focus_can_be_seen_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, TOTAL)
        await pilot.pause()
        assert shown(app.widget)[1].startswith("▸")
        app.widget.blur()
        await pilot.pause()
        assert not any(line.startswith("▸") for line in shown(app.widget))


@piloted
async def test_twelve_rows_are_cheap_to_draw() -> None:
    app = app_of()
    async with app.driven(120, 30) as pilot:
        rows = [BarRow(f"r{n}", f"row {n}", n, 2.0, "4 rules", (1.0, 1.0)) for n in range(12)]
        app.widget.show(rows, TOTAL)
        await pilot.pause()
        taken = []
        for _ in range(50):
            app.widget.refresh()
            before = time.process_time()
            shown(app.widget)
            taken.append(time.process_time() - before)
        assert min(taken) < 0.002


def test_every_key_says_what_it_does() -> None:
    for binding in SignedBars.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.tooltip
        assert binding.description
