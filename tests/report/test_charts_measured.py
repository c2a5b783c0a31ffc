"""Pictures of measurements: ratios with their intervals, and when compiling pays off."""

from __future__ import annotations

import math
from typing import Any

import pytest

from advisor.report.charts.break_even import break_even
from advisor.report.charts.payback import paybacks, seconds, telling_row
from advisor.report.charts.ratios import ratios, tick_places
from advisor.report.model import Report
from tests.report import made_up, pictured
from tests.report.parts import measurement, met
from tests.report.test_charts import cells_of, drawing, picture, styles, texts


def test_each_comparison_has_its_ratio_its_interval_and_its_result_in_words() -> None:
    told = texts(picture("ratios-1"))
    for name, interval, verdict in (
        ("cnn train b32", "1.54 [1.43, 1.66]", "PyTorch faster"),
        ("cnn train b32, both eager", "1.23 [1.02, 1.49]", "inconclusive"),
        ("cnn train b32, one thread each", "1.01 [0.98, 1.04]", "equal"),
        ("cnn infer b1", "0.62 [0.55, 0.70]", "TensorFlow faster"),
    ):
        at = told.index(name)
        assert told[at : at + 3] == [name, interval, verdict]


def test_both_ends_of_the_axis_say_who_is_faster_there_and_the_band_is_named() -> None:
    told = texts(picture("ratios-1"))
    assert {"◂ TensorFlow faster", "PyTorch faster ▸", "band: ±5 %, neither is faster", "1×"} <= set(told)
    assert "fill: var(--band)" in styles(picture("ratios-1"))


def test_a_row_that_does_not_count_has_a_hollow_marker_and_says_so() -> None:
    told = texts(picture("ratios-1"))
    assert told[told.index("transformer train b32 bfloat16") + 2] == "PyTorch faster, does not count"
    counting = _round_marks(pictured.report(measurements=pictured.measurements()[:2]))
    every = _round_marks(pictured.report())
    assert (counting["full"], counting["hollow"]) == (4, 0)
    assert (every["full"], every["hollow"]) == (4, 1)


def _round_marks(report: Report) -> dict[str, int]:
    """How many circles are filled with ink, and how many with the colour of the page."""
    shown = drawing(ratios(report, "tensorflow"))
    fills = [node.attributes.get("style", "") for node in shown.every("use")]
    return {
        "full": sum("fill: var(--ink)" in fill for fill in fills),
        "hollow": sum("fill: var(--paper)" in fill for fill in fills),
    }


def test_what_counts_stands_first_and_the_table_has_what_the_picture_leaves_out() -> None:
    many = tuple(
        measurement(batch=batch, counts=batch % 2 == 0, why_not="" if batch % 2 == 0 else "another device")
        for batch in range(1, 61)
    )
    shown = ratios(made_up.report(measurements=many), "tensorflow")
    assert shown is not None
    assert len(cells_of(shown)) == 60
    told = texts(shown)
    assert told.index("cnn train b2") < told.index("cnn train b48")
    assert "cnn train b1" not in told
    assert "The table has all 60 comparisons." in shown.description


def test_another_framework_than_the_two_is_called_by_its_own_name() -> None:
    rows = (
        measurement(
            other="jax", comparisons=(met(verdict="tensorflow-faster", ratio=0.5, low=0.4, high=0.6),)
        ),
    )
    told = texts(ratios(made_up.report(measurements=rows), "jax", 2))
    assert "◂ jax faster" in told
    assert "jax faster" in told


@pytest.mark.parametrize("ends", [2.1, 3.0, 7.9, 8.5, 60.0, 1e3, 1e9])
def test_the_axis_has_a_few_round_marks_as_far_left_of_1_as_right(ends: float) -> None:
    places = tick_places(ends)
    assert 3 <= len(places) <= 7
    assert all(1 / ends <= place <= ends for place in places)
    assert [math.log(place) for place in places] == pytest.approx(
        [-math.log(place) for place in reversed(places)]
    )


def test_lines_meet_where_the_measurement_says_that_compiling_has_paid_off() -> None:
    (row, every) = telling_row(pictured.report()) or pytest.fail("there is a row")
    assert row.task == "train"
    for entry in every:
        assert entry.steps is not None
        assert seconds(entry.compiled, entry.steps) == pytest.approx(
            seconds(entry.eager, entry.steps), rel=0.01
        )
        assert entry.reach > entry.steps


def test_each_framework_names_its_modes_and_after_how_many_steps_it_pays_off() -> None:
    told = texts(picture("break-even"))
    assert "compile pays off against eager after 395 steps" in told
    assert "function pays off against eager after 76 steps" in told
    assert told.count("eager") == 2
    assert cells_of(picture("break-even"))[1] == ["PyTorch compile", "24.2 s", "150 ms", "395 steps"]
    assert picture("break-even").rests_on == ("Measured on bench-1, 2026-11-20, 4 days old.",)


def test_a_mode_that_never_pays_off_is_drawn_and_says_so() -> None:
    modes = (
        pictured.mode("pytorch", "eager", median_ms=100.0, first_call_s=0.5),
        pictured.mode("pytorch", "compile", median_ms=120.0, first_call_s=9.0),
    )
    shown = break_even(made_up.report(measurements=(measurement(modes=modes),)))
    assert "compile does not pay off against eager" in texts(shown)
    assert cells_of(shown)[1][-1] == "never"


def test_of_several_compiled_modes_the_one_that_met_the_other_framework_is_drawn() -> None:
    modes: tuple[Any, ...] = (
        pictured.mode("tensorflow", "eager", median_ms=100.0, first_call_s=0.5),
        pictured.mode("tensorflow", "function", median_ms=60.0, first_call_s=1.0),
        pictured.mode("tensorflow", "xla", median_ms=50.0, first_call_s=5.0),
    )
    (chosen,) = paybacks(measurement(modes=modes, comparisons=(met(tensorflow="function"),)))
    assert chosen.compiled.mode == "function"
    (fastest,) = paybacks(measurement(modes=modes, comparisons=(met(tensorflow="eager"),)))
    assert fastest.compiled.mode == "xla"


def test_of_several_rows_one_of_training_that_counts_is_drawn() -> None:
    modes = pictured.modes()
    rows = (
        measurement(task="infer", modes=modes, batch=1),
        measurement(
            modes=modes,
            batch=2,
            counts=False,
            why_not="another device",
            comparisons=(met(ratio=9.0, low=8.0, high=10.0),),
        ),
        measurement(modes=modes, batch=3, comparisons=(met(ratio=1.1, low=1.0, high=1.2),)),
        measurement(modes=modes, batch=4, comparisons=(met(ratio=0.5, low=0.4, high=0.6),)),
    )
    found = telling_row(made_up.report(measurements=rows))
    assert found is not None
    assert found[0].batch == 4


def test_without_the_data_there_is_no_picture() -> None:
    assert ratios(made_up.report(measurements=(measurement(comparisons=()),)), "tensorflow") is None
    assert break_even(made_up.report()) is None
    assert (
        break_even(made_up.report(measurements=(measurement(task="infer", modes=pictured.modes()),))) is None
    )
