"""Several people on one server: each with a token, a home and a cookie of their own, for as long as they may stay."""

from __future__ import annotations

import asyncio
import json
import logging

import aiohttp
import pytest
from yarl import URL

from advisor.serving.messages import CROWDED, FULL, SHUT
from tests.serving.world import (
    Guests,
    World,
    assert_gone,
    awaited,
    served,
    serving,
    until_closed,
    until_shown,
)


async def status(world: World, path: str, client: aiohttp.ClientSession | None = None) -> int:
    async with (client or world.client).get(world.root.join(URL(path)), allow_redirects=False) as response:
        return response.status


@awaited
async def test_a_token_leads_to_a_home_of_ones_own_with_a_cookie_for_it_alone() -> None:
    guests = Guests()
    token = guests.invite("ada")
    async with serving(doors=guests) as world:
        async with world.client.get(world.root % {"token": token}, allow_redirects=False) as entry:
            assert (entry.status, entry.headers["Location"]) == (303, "/p/ada/")
            (cookie,) = entry.cookies.values()
            assert cookie["path"] == "/p/ada/"
            assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
            assert cookie["max-age"] == cookie["expires"] == cookie["domain"] == ""
            assert token not in cookie.value + await entry.text()
        for path in ("/p/ada/", "/p/ada/static/page.js", "/p/ada/static/js/textual.js"):
            assert await status(world, path) == 200
        for path in ("/", "/static/page.js", "/p/ben/", "/p/ada", "/p/"):
            assert await status(world, path) == 403, path


@awaited
async def test_one_browser_holds_several_people_side_by_side() -> None:
    guests = Guests()
    tokens = {name: guests.invite(name) for name in ("chair", "ada", "ben")}
    async with serving(doors=guests) as world:
        tabs = {}
        for name, token in tokens.items():
            await world.enter(token)
            tabs[name] = await world.open_tab(name)
        for key, (_name, tab) in zip("abc", tabs.items(), strict=True):
            await until_shown(tab, "hello")
            await tab.send_str(json.dumps(["stdin", key]))
            await until_shown(tab, f"you typed {key}")
        assert world.server.open_sessions == 3


@awaited
async def test_each_person_gets_the_application_with_arguments_of_their_own() -> None:
    guests = Guests()
    tokens = {name: guests.invite(name, "seat", f"of-{name}") for name in ("ada", "ben")}
    async with serving(doors=guests) as world:
        tabs = []
        for name, token in tokens.items():
            await world.enter(token)
            tabs.append(await world.open_tab(name))
            await until_shown(tabs[-1], "hello")
        started = {tuple(process.cmdline()[-2:]) for process in served()}
        assert started == {("seat", "of-ada"), ("seat", "of-ben")}
        told = json.dumps([[process.cmdline(), process.environ()] for process in served()])
        for secret in (*tokens.values(), *guests.cookies):
            assert secret not in told


@awaited
async def test_nobody_gets_into_anothers_home() -> None:
    guests = Guests()
    guests.invite("ben")
    token = guests.invite("ada")
    async with serving(doors=guests) as world:
        await world.enter(token)
        (stolen,) = guests.cookies
        port = world.root.port
        headers = {"Cookie": f"advisor-{port}-ben={stolen}; advisor-{port}={stolen}"}
        for path in ("/p/ben/", "/p/ben/static/page.js", "/"):
            async with world.client.get(world.root.join(URL(path)), headers=headers) as response:
                assert response.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await world.client.ws_connect(
                world.root.join(URL("/p/ben/ws")), origin=world.origin, headers=headers
            )
        assert error.value.status == 403
        assert world.server.open_sessions == 0


@awaited
async def test_a_socket_of_a_person_needs_the_own_origin() -> None:
    guests = Guests()
    token = guests.invite("ada")
    async with serving(doors=guests) as world:
        await world.enter(token)
        for path in ("/p/ada/ws", "/p/ada/%77s", "/p/ada%2Fws", "/p/%61da/ws"):
            for origin in (None, "http://evil.example", "null"):
                with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                    await world.client.ws_connect(URL(world.origin + path, encoded=True), origin=origin)
                assert error.value.status in (403, 404)
        assert world.server.open_sessions == 0


@awaited
async def test_who_is_invited_while_the_server_runs_gets_in() -> None:
    guests = Guests()
    async with serving(doors=guests) as world:
        assert await status(world, "/?token=not-yet") == 403
        token = guests.invite("late")
        await world.enter(token)
        await until_shown(await world.open_tab("late"), "hello")


@awaited
async def test_who_is_removed_is_shown_out_of_every_tab_and_the_others_stay() -> None:
    guests = Guests()
    tokens = {name: guests.invite(name, "child") for name in ("ada", "ben")}
    async with serving(doors=guests, grace_s=0.5, ask_again_s=0.01) as world:
        for token in tokens.values():
            await world.enter(token)
        ada = [await world.open_tab("ada") for _ in range(2)]
        for tab in ada:
            await until_shown(tab, "hello")
        processes = served()
        assert len(processes) == 6
        ben = await world.open_tab("ben")
        await until_shown(ben, "hello")
        guests.remove("ada")
        for tab in ada:
            assert await until_closed(tab) == (SHUT.code, SHUT.text)
        await world.server.until_open(1)
        await asyncio.to_thread(assert_gone, processes)
        await ben.send_str(json.dumps(["stdin", "b"]))
        await until_shown(ben, "you typed b")
        assert await status(world, "/p/ada/") == 403
        assert await status(world, f"/?token={tokens['ada']}") == 403
        assert await status(world, "/p/ben/") == 200
        assert "note: session 1 of ada ended, its person may not stay" in world.said


@awaited
async def test_while_it_is_not_known_who_may_stay_whoever_is_in_stays_and_nobody_comes_in() -> None:
    guests = Guests()
    token = guests.invite("ada")
    async with serving(doors=guests, ask_again_s=0.01) as world:
        await world.enter(token)
        tab = await world.open_tab("ada")
        await until_shown(tab, "hello")
        guests.trouble = OSError(f"cannot read {token}")
        assert await status(world, "/p/ada/") == 500
        await tab.send_str(json.dumps(["stdin", "a"]))
        await until_shown(tab, "you typed a")
        guests.trouble = None
        assert await status(world, "/p/ada/") == 200
        guests.remove("ada")
        assert await until_closed(tab) == (SHUT.code, SHUT.text)
        assert token not in "".join(world.said)


@awaited
async def test_one_person_with_many_tabs_keeps_nobody_else_out() -> None:
    guests = Guests()
    tokens = {name: guests.invite(name) for name in ("ada", "ben")}
    async with serving(doors=guests, most_sessions=3, most_per_person=2) as world:
        for token in tokens.values():
            await world.enter(token)
        tabs = [await world.open_tab("ada") for _ in range(2)]
        for tab in tabs:
            await until_shown(tab, "hello")
        assert await until_closed(await world.open_tab("ada")) == (CROWDED.code, CROWDED.text)
        bens = await world.open_tab("ben")
        await until_shown(bens, "hello")
        assert await until_closed(await world.open_tab("ben")) == (FULL.code, FULL.text)
        await tabs[0].close()
        await world.server.until_open(2)
        await until_shown(await world.open_tab("ada"), "hello")


@awaited
async def test_a_cookie_still_opens_when_the_server_is_started_again() -> None:
    guests = Guests()
    token = guests.invite("ada")
    async with serving(doors=guests) as world:
        await world.enter(token)
        port = world.root.port
        jar = world.client.cookie_jar
        assert isinstance(port, int)
    async with (
        serving(doors=guests, port=port) as again,
        aiohttp.ClientSession(cookie_jar=jar) as browser,
    ):
        assert await status(again, "/p/ada/", browser) == 200


@awaited
async def test_secrets_that_come_while_the_server_runs_are_told_nowhere(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    guests = Guests()
    async with serving("refuse", doors=guests) as world:
        token = guests.invite("ada")
        await world.enter(token)
        (cookie,) = guests.cookies
        await until_closed(await world.open_tab("ada"))
        unused = guests.invite("ben")
        for line in (f"GET /?token={unused}\x00 HTTP/9", f"GET /?token={token}\x00 HTTP/9"):
            reader, writer = await asyncio.open_connection("127.0.0.1", world.root.port)
            writer.write(f"{line}\r\n\r\n".encode())
            assert b"400" in await reader.read()
            writer.close()
    everything = caplog.text + "".join(capfd.readouterr()) + "\n".join(world.said)
    assert "session 1 of ada" in everything
    for secret in (token, cookie, unused):
        assert secret not in everything
