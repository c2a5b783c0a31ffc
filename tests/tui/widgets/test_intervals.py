"""The chart of ratios: the picture, and the words that say the same."""

from __future__ import annotations

import dataclasses
import math

import pytest

from advisor.tui.widgets.intervals import IntervalChart, IntervalRow
from advisor.tui.widgets.ratios import column, numbers, picture
from tests.tui.piloting import HOSTILE, OneWidget, assert_aligned, piloted, shown

FASTER = IntervalRow("cnn train b32", "compile · function", 0.62, 0.55, 0.70, "TensorFlow faster")
SLOWER = IntervalRow("cnn infer b1", "compile · xla", 2.7, 2.3, 3.1, "PyTorch faster")
EQUAL = IntervalRow("cnn infer b64", "compile · xla", 1.0, 0.98, 1.02, "equal")
NONE = IntervalRow("mlp infer b1", "", None, None, None, "not compared", "TensorFlow failed")
ROWS = [FASTER, SLOWER, EQUAL, NONE]


@pytest.mark.parametrize("width", [120, 100, 80, 60])
@piloted
async def test_each_row_reads_without_its_picture(width: int) -> None:
    app = OneWidget(IntervalChart())
    async with app.driven(width) as pilot:
        app.widget.show(ROWS)
        await pilot.pause()
        assert_aligned(app.widget)
        text = "\n".join(shown(app.widget))
        for told in (
            "cnn train b32",
            "compile · function",
            "0.62 [0.55, 0.70]",
            "TensorFlow faster",
            "2.70 [2.30, 3.10]",
            "PyTorch faster",
            "equal",
            "not measured",
            "not compared",
            "TensorFlow failed",
        ):
            assert told in text


@pytest.mark.parametrize("width", [120, 80, 60, 56])
@piloted
async def test_both_directions_are_said_above_the_axis(width: int) -> None:
    app = OneWidget(IntervalChart())
    async with app.driven(width) as pilot:
        app.widget.show(ROWS)
        await pilot.pause()
        directions, scale, *_ = shown(app.widget)
        assert directions.index("◂ TensorFlow faster") < directions.index("PyTorch faster ▸")
        assert scale.split() == ["0.25", "0.5", "1", "2", "4×"]


@piloted
async def test_rows_share_one_axis() -> None:
    app = OneWidget(IntervalChart())
    async with app.driven(120) as pilot:
        app.widget.show([FASTER, SLOWER])
        await pilot.pause()
        _, scale, faster, slower, _ = shown(app.widget)
        one = scale.index(" 1 ") + 1
        assert faster.index("●") < one < slower.index("●")
        assert faster[one] == slower[one] == "│"
        assert slower.index("├") < slower.index("●") < slower.index("┤")


@piloted
async def test_it_becomes_higher_where_it_is_narrow() -> None:
    app = OneWidget(IntervalChart())
    async with app.driven(120) as pilot:
        app.widget.show(ROWS)
        await pilot.pause()
        assert app.widget.size.height == 3 + 4 + 1
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert app.widget.size.height == 3 + 8 + 1
        assert_aligned(app.widget)


@piloted
async def test_without_rows_it_says_that_nothing_was_measured() -> None:
    app = OneWidget(IntervalChart())
    async with app.driven(60) as pilot:
        await pilot.pause()
        assert shown(app.widget)[0].startswith("Nothing measured yet.")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [120, 60])
@piloted
async def test_hostile_text_is_literal_and_keeps_the_columns(text: str, width: int) -> None:
    app = OneWidget(IntervalChart())
    async with app.driven(width) as pilot:
        row = dataclasses.replace(FASTER, name=text, modes=text, verdict=text, remark=text)
        app.widget.show([row, SLOWER])
        await pilot.pause()
        assert_aligned(app.widget)
        assert "0.62 [0.55, 0.70]" in "\n".join(shown(app.widget))
        await pilot.click(IntervalChart, offset=(3, 3))
        assert app.is_running


def test_what_lies_beyond_the_axis_is_an_arrow_and_a_number() -> None:
    assert picture(5.3, 3.0, 9.0, 41, 4.0).text.endswith("▸")
    assert "●" not in picture(5.3, 3.0, 9.0, 41, 4.0).text
    assert picture(0.3, 0.1, 0.4, 41, 4.0).text.startswith("◂")
    assert "●" in picture(0.3, 0.1, 0.4, 41, 4.0).text
    assert picture(9.0, 8.0, 10.0, 41, 4.0).text.rstrip()[-1] == "▸"
    assert "├" not in picture(9.0, 8.0, 10.0, 41, 4.0).text
    assert picture(0.01, 0.005, 0.02, 41, 4.0).text[0] == "◂"
    assert numbers(5.3, 3.0, 12.0) == "5.30 [3.00, 12.0]"


def test_the_band_called_equal_and_1_are_marked() -> None:
    empty = picture(None, None, None, 61, 4.0).text
    assert empty.strip() == "░│░"
    assert empty.index("│") == 30


def test_a_point_without_an_interval_is_a_point() -> None:
    assert picture(2.0, None, None, 41, 4.0).text.split() == ["░│░", "●"]
    assert numbers(2.0, None, None) == "2.00"


@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf, 1e-300, 1e300, 1.0])
@pytest.mark.parametrize("cells", [1, 2, 13, 61])
def test_no_figure_breaks_the_picture(value: float, cells: int) -> None:
    assert len(picture(value, value, value, cells, 4.0).text) == cells
    assert len(picture(1.0, value, 2.0, cells, 4.0).text) == cells
    numbers(value, value, value)


def test_the_axis_is_logarithmic_and_symmetric() -> None:
    places = [column(value, 41, 4.0) for value in (0.25, 0.5, 1, 2, 4)]
    assert places == [0, 10, 20, 30, 40]
    assert column(0.2, 41, 4.0) == -1
    assert column(5, 41, 4.0) == 41
