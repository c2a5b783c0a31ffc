"""One subprocess for each tab: its beginning, its size, its surroundings and its sure end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psutil
import pytest
from aiohttp import ClientWebSocketResponse as Tab

from advisor.serving.messages import ENDED, FAILED, FULL, NOT_STARTED, STOPPED
from tests.serving.world import (
    World,
    assert_gone,
    awaited,
    served,
    serving,
    until_closed,
    until_shown,
)


@asynccontextmanager
async def one_tab(*behaviour: str, **settings: Any) -> AsyncIterator[tuple[World, Tab]]:
    """A tab in which the stub has said hello."""
    async with serving(*behaviour, **settings) as world:
        await world.enter()
        tab = await world.open_tab()
        await until_shown(tab, "hello from the stub")
        yield world, tab


async def type_into(tab: Tab, keys: str) -> None:
    await tab.send_str(json.dumps(["stdin", keys]))


async def assert_over(world: World, processes: list[psutil.Process]) -> None:
    """The session is over and nothing that it started is left."""
    await asyncio.to_thread(assert_gone, processes)
    await world.server.until_open(0)


@awaited
async def test_keys_go_in_and_the_screen_comes_out() -> None:
    async with one_tab() as (_, tab):
        await type_into(tab, "a")
        await until_shown(tab, "you typed a")


@awaited
async def test_the_size_follows_the_window() -> None:
    async with serving() as world:
        await world.enter()
        tab = await world.open_tab(width=100, height=30)
        await until_shown(tab, "size 100x30")
        await tab.send_str(json.dumps(["resize", {"width": 61, "height": 21}]))
        await until_shown(tab, "size 61x21")


@awaited
async def test_nonsense_from_the_page_changes_nothing() -> None:
    async with serving() as world:
        await world.enter()
        tab = await world.open_tab()
        for nonsense in ("", "{", "[]", '["stdin", 1]', '["resize", {"width": "x"}]', '["quit"]'):
            await tab.send_str(nonsense)
        await tab.send_bytes(b"\x00\xff")
        await type_into(tab, "a")
        await until_shown(tab, "you typed a")


@awaited
async def test_the_application_gets_the_environment_but_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("TERM", "dumb")
    async with serving() as world:
        await world.enter()
        tab = await world.open_tab(width=100, height=30)
        await until_shown(tab, "hello")
        (process,) = served()
        environment = process.environ()
        assert environment["NO_COLOR"] == "1"
        assert environment["LC_ALL"] == "C.UTF-8"
        assert environment["TERM"] == "xterm-256color"
        assert (environment["COLUMNS"], environment["LINES"]) == ("100", "30")
        (cookie,) = world.client.cookie_jar
        told = json.dumps(environment) + json.dumps(process.cmdline())
        assert world.token not in told
        assert cookie.value not in told


@awaited
async def test_one_session_more_than_allowed_is_told_so_and_gets_in_later() -> None:
    async with serving(most_sessions=2) as world:
        await world.enter()
        tabs = [await world.open_tab() for _ in range(2)]
        for tab in tabs:
            await until_shown(tab, "hello")
        assert await until_closed(await world.open_tab()) == (FULL.code, FULL.text)
        assert len(served()) == 2
        await tabs[0].close()
        await world.server.until_open(1)
        await until_shown(await world.open_tab(), "hello")


@awaited
async def test_many_tabs_at_the_same_moment_do_not_pass_the_limit() -> None:
    async with serving(most_sessions=1) as world:
        await world.enter()
        tabs = await asyncio.gather(*(world.open_tab() for _ in range(6)))
        messages = [await tab.receive() for tab in tabs]
        assert [message.data for message in messages].count(FULL.code) == 5


@awaited
async def test_closing_the_tab_ends_the_application_and_all_it_started() -> None:
    async with one_tab("child", grace_s=0.5) as (world, tab):
        processes = served()
        assert len(processes) == 3
        await tab.close()
        await assert_over(world, processes)


@awaited
async def test_an_application_that_will_not_end_is_killed_after_its_grace() -> None:
    async with one_tab("deaf", "child", grace_s=0.3) as (world, tab):
        processes = served()
        assert len(processes) == 3
        await tab.close()
        await assert_over(world, processes)
        assert any("was killed" in line for line in world.said)


@awaited
async def test_a_tab_that_vanishes_without_a_word_ends_its_session() -> None:
    async with one_tab() as (_, tab):
        processes = served()
        tab._response.connection.transport.abort()  # type: ignore[union-attr]
        await asyncio.to_thread(assert_gone, processes)


@awaited
async def test_an_application_that_ends_says_goodbye() -> None:
    async with one_tab("child", grace_s=0.5) as (world, tab):
        processes = served()
        await type_into(tab, "q")
        assert await until_closed(tab) == (ENDED.code, ENDED.text)
        await assert_over(world, processes)


@awaited
async def test_a_crash_is_one_clear_line_for_both_and_shows_no_locals() -> None:
    async with one_tab() as (world, tab):
        await type_into(tab, "x")
        assert await until_closed(tab) == (FAILED.code, FAILED.text)
        await world.server.until_open(0)
        told = "\n".join(world.said)
        assert "session 1 ended with exit code 1" in told
        assert "Traceback" not in told
        assert "do-not-show-me" not in told
        assert len(world.said) == 3


@awaited
async def test_output_that_is_no_packet_ends_that_session_only() -> None:
    async with serving() as world:
        await world.enter()
        good, bad = await world.open_tab(), await world.open_tab()
        await until_shown(good, "hello")
        await until_shown(bad, "hello")
        await type_into(bad, "w")
        assert await until_closed(bad) == (FAILED.code, FAILED.text)
        await type_into(good, "a")
        await until_shown(good, "you typed a")


@awaited
async def test_an_application_that_cannot_start_is_told_with_its_own_words() -> None:
    async with serving("refuse") as world:
        await world.enter()
        tab = await world.open_tab()
        assert await until_closed(tab) == (NOT_STARTED.code, NOT_STARTED.text)
        await world.server.until_open(0)
        assert "error: session 1: the stub does not want to start" in world.said
        assert "error: session 1 could not start: exit code 1" in world.said


@awaited
async def test_a_program_that_does_not_exist_is_told() -> None:
    async with serving(command=("/nowhere/python",)) as world:
        await world.enter()
        assert await until_closed(await world.open_tab()) == (NOT_STARTED.code, NOT_STARTED.text)
        await world.server.until_open(0)
        assert any("No such file" in line for line in world.said)


@awaited
async def test_only_web_addresses_are_opened_and_nothing_is_downloaded() -> None:
    async with one_tab() as (_, tab):
        await type_into(tab, "o")
        async for message in tab:
            if message.type.name == "TEXT":
                assert json.loads(message.data) == [
                    "open_url",
                    {"url": "https://example.org/source", "new_tab": True},
                ]
                break


@awaited
async def test_stopping_the_server_ends_every_session_and_tells_the_pages() -> None:
    async with serving("child", grace_s=0.5) as world:
        await world.enter()
        tabs = [await world.open_tab() for _ in range(2)]
        for tab in tabs:
            await until_shown(tab, "hello")
        processes = served()
        closing = [asyncio.create_task(until_closed(tab)) for tab in tabs]
        await world.server.stop()
        assert [await task for task in closing] == [(STOPPED.code, STOPPED.text)] * 2
        assert_gone(processes)
        assert world.server.open_sessions == 0


@awaited
async def test_a_size_that_comes_while_the_application_starts_is_not_lost() -> None:
    async with serving() as world:
        await world.enter()
        tab = await world.open_tab(width=100, height=30)
        await tab.send_str(json.dumps(["resize", {"width": 61, "height": 21}]))
        await until_shown(tab, "size 61x21")


@awaited
async def test_a_child_that_clings_to_the_output_delays_no_ending_beyond_the_grace() -> None:
    async with one_tab("child", "clinging", grace_s=0.5) as (world, tab):
        processes = served()
        await type_into(tab, "q")
        assert await until_closed(tab) == (ENDED.code, ENDED.text)
        await assert_over(world, processes)
