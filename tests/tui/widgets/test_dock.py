"""What the dock's header says, and what its keys and words ask for."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest
from textual.binding import Binding

from advisor.tui.widgets.dock import ProbeDock
from advisor.tui.widgets.probe_lines import Status
from tests.tui.piloting import OneWidget, piloted, shown
from tests.tui.widgets.probing import DONE, FAILED, ROWS, RUNNING, TRYING, WAITING, app_of


def asked(app: OneWidget[ProbeDock]) -> list[str]:
    return [
        f"skip {message.name}" if isinstance(message, ProbeDock.SkipAsked) else type(message).__name__
        for message in app.heard
    ]


@pytest.mark.parametrize("status", get_args(Status))
@piloted
async def test_the_header_says_how_it_goes_and_offers_what_can_be_done(status: Status) -> None:
    app = app_of()
    async with app.driven(80) as pilot:
        app.widget.show(ROWS, left_s=240, status=status)
        await pilot.pause()
        header = shown(app.widget)[0]
        word = {"idle": "none running", "running": "4 min left", "stopping": "stopping…"}.get(status, status)
        assert word in header
        assert ("x stop" in header) == (status in {"running", "paused"})
        assert ("p resume" in header) == (status == "paused")
        await pilot.press("p", "x")
        assert asked(app) == (["PauseToggled", "StopAsked"] if status in {"running", "paused"} else [])


@piloted
async def test_keys_ask_for_pause_skip_and_stop() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, left_s=18, status="running")
        await pilot.press("p", "s", "up", "s", "down", "j", "s", "k", "s", "x")
        assert asked(app) == ["PauseToggled", "skip one", "skip many", "skip one", "StopAsked"]


@piloted
async def test_what_has_ended_cannot_be_skipped() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show([FAILED, DONE], left_s=1, status="running")
        await pilot.press("s", "down", "s")
        assert asked(app) == []


@piloted
async def test_the_words_of_the_header_can_be_clicked() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, left_s=18, status="running")
        await pilot.pause()
        for word in ("pause", "skip", "stop", "cnn"):
            await pilot.click(ProbeDock, offset=(shown(app.widget)[0].index(word), 0))
        assert asked(app) == ["PauseToggled", "skip one", "StopAsked"]
        await pilot.click(ProbeDock, offset=(3, 3))
        await pilot.click(ProbeDock, offset=(shown(app.widget)[0].index("skip"), 0))
        assert asked(app)[-1] == "skip many"
        assert not app.widget.collapsed


@piloted
async def test_it_folds_to_its_header_by_key_click_and_from_code() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, left_s=18, status="running", message="the rest was measured before")
        await pilot.pause()
        assert app.widget.size.height == 7
        assert "the rest was measured before" in shown(app.widget)[-1]
        await pilot.press("z")
        assert app.widget.collapsed
        assert app.widget.size.height == 1
        assert "z unfold" in shown(app.widget)[0]
        assert "18 s left" in shown(app.widget)[0]
        await pilot.click(ProbeDock, offset=(3, 0))
        assert app.widget.size.height == 7
        app.widget.collapsed = True
        await pilot.pause()
        assert app.widget.size.height == 1


@piloted
async def test_the_cursor_follows_the_work_until_the_dock_is_used() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.blur()
        app.widget.show([DONE, WAITING, RUNNING], left_s=18, status="running")
        app.widget.focus()
        await pilot.press("s")
        app.widget.show([WAITING, RUNNING, TRYING], left_s=18, status="running")
        await pilot.press("s", "down", "s")
        assert asked(app) == ["skip one", "skip one", "skip many"]


@piloted
async def test_many_rows_scroll_around_the_cursor() -> None:
    app = app_of()
    async with app.driven() as pilot:
        rows = [dataclasses.replace(WAITING, name=f"r{n}", batch=n) for n in range(30)]
        app.widget.show(rows, left_s=18, status="running", message="more to come")
        await pilot.pause()
        assert app.widget.size.height == 9
        assert "input b0 " in shown(app.widget)[1]
        await pilot.press(*["down"] * 29)
        assert "input b29" in shown(app.widget)[-2]
        assert "more to come" in shown(app.widget)[-1]
        await pilot.click(ProbeDock, offset=(3, 1))
        await pilot.press("s")
        assert asked(app) == ["skip r23"]


@piloted
async def test_the_header_names_the_keys_that_the_user_chose() -> None:
    app = app_of()
    app.set_keymap({"dock.pause": "f7"})
    async with app.driven() as pilot:
        app.widget.show(ROWS, left_s=18, status="running")
        await pilot.press("p", "f7")
        assert "f7 pause" in shown(app.widget)[0]
        assert asked(app) == ["PauseToggled"]


@piloted
async def test_nothing_is_drawn_between_two_shows() -> None:
    app = app_of()
    async with app.driven() as pilot:
        app.widget.show(ROWS, left_s=18, status="running")
        await pilot.pause()
        drawn: list[int] = []
        lines = app.widget.lines

        def counted(width: int) -> list[object]:
            drawn.append(width)
            return list(lines(width))

        app.widget.lines = counted  # type: ignore[method-assign,assignment]
        for _ in range(5):
            await pilot.pause()
        assert drawn == []
        app.widget.show(ROWS, left_s=17, status="running")
        await pilot.pause()
        assert drawn
        assert not app.widget._timers


@piloted
async def test_before_the_first_show_it_says_that_nothing_runs() -> None:
    app = app_of()
    async with app.driven(60):
        assert "Probes" in shown(app.widget)[0]
        assert "none running" in shown(app.widget)[0]


def test_every_key_says_what_it_does() -> None:
    for binding in ProbeDock.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.id
        assert binding.tooltip
        assert binding.description
