"""What the dock says of each row, at every width and whatever is in it."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from advisor.evidence.rows import Stage
from advisor.tui.widgets.dock import ProbeDock
from tests.tui.piloting import HOSTILE, assert_aligned, piloted, shown
from tests.tui.widgets.probing import DONE, FAILED, ROWS, WAITING, app_of


@pytest.mark.parametrize("width", [120, 80, 60, 58])
@piloted
async def test_a_row_says_how_far_it_is_and_what_came_out(width: int) -> None:
    app = app_of()
    async with app.driven(width) as pilot:
        app.widget.show(ROWS, left_s=18, status="running")
        await pilot.pause()
        assert_aligned(app.widget)
        header, done, running, trying, waiting, failed = shown(app.widget)
        assert "18 s left" in header
        assert "p pause  s skip  x stop" in header
        assert "train b32" in done
        assert "0.62 [0.55, 0.70] TensorFlow faster" in done
        assert "✓ done" in done
        assert "2.70 [2.30, 3.10] PyTorch faster" in running
        assert "2 of 3" in running
        assert "warming up" in trying
        assert "▸ trying" in trying
        assert "· waiting" in waiting
        assert "out of memory" in failed
        assert "✗ failed" in failed


@piloted
async def test_there_is_room_for_modes_and_picture_on_a_wide_screen() -> None:
    app = app_of()
    async with app.driven(120) as pilot:
        app.widget.show(ROWS, left_s=18, status="running")
        await pilot.pause()
        header, done, *_ = shown(app.widget)
        assert "cnn on CPU · 2 of 5 rows · 18 s left" in header
        assert "compile · function" in done
        assert done.index("●") < done.index("│")


@pytest.mark.parametrize("width", [120, 80, 60])
@piloted
async def test_rows_of_several_workloads_stay_apart(width: int) -> None:
    app = app_of()
    other = dataclasses.replace(DONE, name="other", workload="transformer", task="infer", batch=256)
    async with app.driven(width) as pilot:
        app.widget.show([DONE, other], left_s=None, status="running")
        await pilot.pause()
        assert_aligned(app.widget)
        _, first, second = shown(app.widget)
        assert "cnn train b32" in first
        assert "transf" in second
        assert "infer b256" in second
        assert "0.62 [0.55, 0.70]" in second
        assert "faster" in second


@piloted
async def test_a_large_batch_is_never_cut() -> None:
    app = app_of()
    large = dataclasses.replace(DONE, batch=65536)
    async with app.driven(58) as pilot:
        app.widget.show([large], left_s=None, status="running")
        await pilot.pause()
        assert "tr… b65536" in shown(app.widget)[1]


@pytest.mark.parametrize("stage", get_args(Stage))
@piloted
async def test_every_stage_has_a_sign_and_a_word(stage: Stage) -> None:
    app = app_of()
    async with app.driven(60) as pilot:
        app.widget.show([dataclasses.replace(WAITING, stage=stage)], left_s=None, status="running")
        await pilot.pause()
        words = {
            "waiting": "· waiting",
            "modes": "▸ trying",
            "launches": "▸ 1 of 1",
            "done": "✓ done",
            "skipped": "↷ skipped",
            "left-out": "– no time",
            "failed": "✗ failed",
        }
        assert words[stage] in shown(app.widget)[1]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [120, 60])
@piloted
async def test_hostile_text_is_literal_and_keeps_the_columns(text: str, width: int) -> None:
    app = app_of()
    async with app.driven(width) as pilot:
        rows = [
            dataclasses.replace(FAILED, name=text, workload=text, detail=text),
            dataclasses.replace(DONE, workload=text, modes={"pytorch": text, "tensorflow": text}),
        ]
        for states in (rows, rows[:1]):
            app.widget.show(states, left_s=18, status="running", message=text)
            await pilot.pause()
            assert_aligned(app.widget)
        await pilot.click(ProbeDock, offset=(14, 1))
        app.widget.collapsed = True
        await pilot.pause()
        assert_aligned(app.widget)
        assert "x stop" in shown(app.widget)[0]
        assert app.is_running
