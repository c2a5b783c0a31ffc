"""What the running server refuses, and what it says to whom."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
import pytest
from yarl import URL

from tests.serving.world import World, awaited, serving, until_shown

STATIC = "/static/js/textual.js"


async def refusal(world: World, path: str = "/", **request: Any) -> str:
    """The words of a refusal; anything else fails the test."""
    async with world.client.get(world.root.join(URL(path)), allow_redirects=False, **request) as response:
        text = await response.text()
        assert response.status == 403, text
        assert "Set-Cookie" not in response.headers
        assert "Traceback" not in text
        assert len(text) < 200
        assert_safe_headers(response)
        return text


def assert_safe_headers(response: aiohttp.ClientResponse) -> None:
    headers = response.headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Server"] == "advisor"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]


async def socket_refusal(world: World, query: str = "", **connection: Any) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as error:
        await world.client.ws_connect(world.root.join(URL("/ws" + query)), **connection)
    assert error.value.status == 403
    assert world.server.open_sessions == 0


@awaited
async def test_the_token_is_exchanged_for_a_cookie_and_leaves_the_address() -> None:
    async with serving() as world:
        async with world.client.get(world.url, allow_redirects=False) as entry:
            assert (entry.status, entry.headers["Location"]) == (303, "/")
            assert_safe_headers(entry)
            (cookie,) = entry.cookies.values()
            assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
            assert cookie["max-age"] == cookie["expires"] == cookie["domain"] == ""
            assert world.token not in cookie.value
            assert world.token not in await entry.text()
        async with world.client.get(world.root) as page:
            assert page.status == 200
            assert_safe_headers(page)
            text = await page.text()
            assert world.token not in text
            assert cookie.value not in text
            assert "http:" not in text
            assert "https:" not in text


@awaited
async def test_without_the_token_nothing_is_served() -> None:
    async with serving() as world:
        for path in (
            "/",
            STATIC,
            "/static/page.css",
            "/nowhere",
            "/ws",
            "/?token=",
            "/?token=wrong",
            "/download/x",
        ):
            assert "token" in await refusal(world, path) or path == "/ws"
        await socket_refusal(world, origin=world.origin)
        await socket_refusal(world, f"?token={world.token}", origin=world.origin)
        await refusal(world, f"{STATIC}?token={world.token}")


@awaited
async def test_a_foreign_host_is_refused_with_every_secret() -> None:
    async with serving() as world:
        await world.enter()
        for host in ("evil.example", f"evil.example:{world.url.port}", "127.0.0.1", ""):
            for path in ("/", STATIC, f"/?token={world.token}"):
                said = await refusal(world, path, headers={"Host": host})
                assert "evil" not in said
            await socket_refusal(world, headers={"Host": host}, origin=f"http://{host}")
            await socket_refusal(world, headers={"Host": host}, origin=world.origin)


@awaited
async def test_a_foreign_origin_is_refused_with_every_secret() -> None:
    async with serving() as world:
        await world.enter()
        for origin in (
            "https://evil.example",
            "null",
            f"http://localhost:{world.url.port}",
            world.origin + "0",
        ):
            for path in ("/", STATIC, f"/?token={world.token}"):
                await refusal(world, path, headers={"Origin": origin})
            await socket_refusal(world, origin=origin)
        await socket_refusal(world)
        await refusal(world, STATIC, headers={"Sec-Fetch-Site": "cross-site"})


@awaited
async def test_static_files_are_the_named_ones_and_no_listing() -> None:
    async with serving() as world:
        await world.enter()
        kinds = {
            STATIC: "text/javascript",
            "/static/page.css": "text/css",
            "/static/icon.svg": "image/svg+xml",
        }
        for path, kind in kinds.items():
            async with world.client.get(world.root.join(URL(path))) as file:
                assert (file.status, file.content_type) == (200, kind)
                assert_safe_headers(file)
        for path in (
            "/static/",
            "/static/images/background.png",
            "/static/%2e%2e/app_service.py",
            "/download/key",
        ):
            async with world.client.get(URL(str(world.root)[:-1] + path, encoded=True)) as missing:
                assert missing.status == 404
                assert_safe_headers(missing)
                assert "Not Found" in await missing.text()
        async with world.client.post(world.root, data="x") as posted:
            assert posted.status == 405
        async with world.client.get(world.root / "ws", headers={"Origin": world.origin}) as no_socket:
            assert no_socket.status == 400
            assert world.server.open_sessions == 0


@awaited
async def test_two_servers_do_not_accept_each_others_cookies() -> None:
    async with serving() as one, serving() as two:
        async with one.client.get(one.url, allow_redirects=False) as entry:
            (mine,) = entry.cookies.values()
        async with two.client.get(two.url, allow_redirects=False) as entry:
            (theirs,) = entry.cookies.values()
        assert mine.key != theirs.key
        await refusal(two, cookies={theirs.key: mine.value}, headers={"Cookie": f"{theirs.key}={mine.value}"})


@awaited
async def test_a_server_for_others_answers_under_the_allowed_name_alone() -> None:
    async with serving(address="127.0.0.1", names=["lab.local"]) as world:
        assert world.url.host == "lab.local"
    async with serving(address="0.0.0.0", names=["localhost"]) as world:
        await world.enter()
        for host in ("127.0.0.1", "0.0.0.0", "evil.example"):
            await refusal(world, headers={"Host": f"{host}:{world.url.port}"})


@awaited
async def test_no_secret_is_told_or_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving() as world:
        await world.enter()
        await refusal(world, "/?token=wrong")
        await refusal(world, f"/x?token={world.token}", headers={"Host": "evil"})
        tab = await world.open_tab()
        await until_shown(tab, "hello")
        await tab.send_str('["stdin", "x"]')
        async for _ in tab:
            pass
        reader, writer = await asyncio.open_connection("127.0.0.1", world.url.port)
        writer.write(f"GET /?token={world.token}\x00 HTTP/9\r\n\r\n".encode())
        answer = await reader.read()
        assert b"400" in answer
        writer.close()
        cookies = [cookie.value for cookie in world.client.cookie_jar]
    everything = caplog.text + "".join(capfd.readouterr()) + "\n".join(world.said)
    assert "session 1" in everything
    for secret in (world.token, *cookies):
        assert secret not in everything
    assert "token=" not in "\n".join(world.said)


@awaited
async def test_a_flood_of_refusals_is_told_once() -> None:
    async with serving() as world:
        for _ in range(20):
            await refusal(world)
        assert len(world.said) == 1
        assert "refused" in world.said[0]


@awaited
async def test_a_fault_of_the_server_is_plain_words_and_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving() as world:
        await world.enter()

        def broken(*_: object, **__: object) -> None:
            secret_local = world.token
            raise ZeroDivisionError(secret_local)

        monkeypatch.setattr("aiohttp.web.FileResponse", broken)
        async with world.client.get(world.root) as response:
            assert response.status == 500
            assert (await response.text()).count("\n") == 1
            assert_safe_headers(response)
        (line,) = world.said
        assert "ZeroDivisionError at " in line
        assert world.token not in line
