"""`advisor team host` at its door: links, what they lead to, what outlives the server, and what is told."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from urllib.parse import parse_qs, urlsplit

import aiohttp
import psutil
import pytest
from yarl import URL

from advisor.paths import user_data_folder
from advisor.serving.messages import SHUT
from advisor.team.roles import Chair
from tests.serving.world import awaited, stub, team_hosting, until_closed, until_shown
from tests.team_calling import kept, run, the_session

QUICK = {"command": stub(), "grace_s": 0.5}


def token_of(link: str) -> str:
    (token,) = parse_qs(urlsplit(link).query)["token"]
    return token


async def entered(client: aiohttp.ClientSession, link: str) -> tuple[int, str]:
    """Status and path of the page that a link leads to."""
    async with client.get(URL(link)) as page:
        return page.status, page.url.path


def browser() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def opened(client: aiohttp.ClientSession, link: str) -> aiohttp.ClientWebSocketResponse:
    """The socket of the page that a link leads to."""
    async with client.get(URL(link)) as page:
        return await client.ws_connect(page.url / "ws", origin=str(page.url.origin()))


def test_the_links_alone_go_to_stdout_and_their_tokens_nowhere_else() -> None:
    with team_hosting("--project", "Shelf", "--member", "Ana", "--member", "Ben <b>", **QUICK) as host:
        assert list(host.links) == ["Facilitator", "Ana", "Ben <b>"]
        tokens = {token_of(link) for link in host.links.values()}
        assert len(tokens) == 3
        assert all(len(token) >= 43 for token in tokens)
        with the_session() as store:
            state = store.state()
            assert (state.project, [member.name for member in state.members]) == ("Shelf", ["Ana", "Ben <b>"])
            on_disk = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
        host.process.send_signal(signal.SIGINT)
        rest, errors = host.finish()
    assert (host.process.returncode, rest) == (130, "")
    assert f"advisor team host {state.id}" in errors
    assert "whoever has a link is that person" in errors
    assert "Traceback" not in errors
    for token in tokens:
        assert token not in errors
        assert token.encode() not in on_disk


@awaited
async def test_each_link_leads_to_a_page_of_ones_own() -> None:
    with team_hosting("--member", "Ana", **QUICK) as host:
        async with browser() as client:
            assert await entered(client, host.links["Facilitator"]) == (200, "/p/chair/")
            status, path = await entered(client, host.links["Ana"])
            assert status == 200
            with the_session() as store:
                (ana,) = store.state().members
            assert path == f"/p/{ana.id}/"
            wrong = host.links["Ana"].replace(token_of(host.links["Ana"]), "x" * 43)
            assert (await entered(client, wrong))[0] == 403


@awaited
async def test_the_application_of_each_person_is_started_with_who_it_is_and_no_secret() -> None:
    with team_hosting("--member", "Ana", **QUICK) as host:
        async with browser() as client:
            tabs = [await opened(client, link) for link in host.links.values()]
            for tab in tabs:
                await until_shown(tab, "hello")
            commands = [
                process.cmdline()
                for process in psutil.Process(host.process.pid).children(recursive=True)
                if "team" in process.cmdline()
            ]
        with the_session() as store:
            (ana,) = store.state().members
            said = {tuple(command[command.index("team") :]) for command in commands}
        begins = host.links["Facilitator"].removesuffix(token_of(host.links["Facilitator"]))
        assert said == {
            ("team", "seat", "--links", begins, store.id, "chair"),
            ("team", "seat", store.id, ana.id),
        }


@awaited
async def test_a_session_goes_on_after_a_kill_with_its_port_links_and_browsers() -> None:
    with team_hosting("--member", "Ana", **QUICK) as first:
        async with browser() as client:
            _, path = await entered(client, first.links["Ana"])
            jar = client.cookie_jar
        first.process.kill()
        first.finish()
    (session,) = kept()
    with team_hosting(session, **QUICK) as second:
        assert list(second.links) == ["Facilitator"]
        assert urlsplit(second.url).netloc == urlsplit(first.url).netloc
        async with browser() as client, aiohttp.ClientSession(cookie_jar=jar) as returning:
            assert await entered(client, first.links["Ana"]) == (200, path)
            assert (await entered(client, first.links["Facilitator"]))[0] == 403
            assert (await entered(client, second.links["Facilitator"]))[0] == 200
            assert await entered(returning, str(URL(first.url).with_query(None).with_path(path))) == (
                200,
                path,
            )
        second.process.terminate()
        _, errors = second.finish()
    assert "lead nowhere" not in errors


def test_a_port_that_is_taken_now_is_told_with_what_it_means_for_old_links() -> None:
    with team_hosting(**QUICK) as first:
        port = urlsplit(first.url).port
    (session,) = kept()
    with socket.create_server(("127.0.0.1", port)), team_hosting(session, **QUICK) as second:
        moved = urlsplit(second.url).port
        assert moved != port
        second.process.terminate()
        _, errors = second.finish()
    assert f"on port {port} before and is on {moved} now" in errors
    assert "earlier lead nowhere" in errors
    with the_session() as store:
        assert store.port == moved


def test_more_people_can_be_invited_at_a_later_start() -> None:
    with team_hosting("--member", "Ana", **QUICK):
        pass
    (session,) = kept()
    with team_hosting(session[:10], "--member", "Ben", **QUICK) as host:
        assert list(host.links) == ["Facilitator", "Ben"]
    with the_session() as store:
        assert [member.name for member in store.state().members] == ["Ana", "Ben"]


def test_a_name_that_is_taken_invites_nobody() -> None:
    with team_hosting("--member", "Ana", **QUICK):
        pass
    (session,) = kept()
    done = run("host", session, "--member", "Ben", "--member", "ANA")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: ")
    with the_session() as store:
        assert [member.name for member in store.state().members] == ["Ana"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--member", "Ana", "--member", "ana"], "--member ana: somebody"),
        (["--member", ""], "--member : this is no name"),
        (["--member", "a\nb"], "--member a\\nb: this is no name"),
        (["--project", "\x1b[2J"], "name for a project"),
        (["--host", "0.0.0.0"], "--allow-host"),
        (["--allow-host", "lab.local"], "--host"),
        (["--host", "192.0.2.1", "--allow-host", "lab.local"], "cannot listen on 192.0.2.1"),
        (["nowhere"], "no session 'nowhere'"),
        (["nowhere", "--project", "x"], "--project"),
        (["--port", "0"], "--port"),
    ],
    ids=str,
)
def test_a_mistake_is_one_message_and_begins_no_session(arguments: list[str], says: str) -> None:
    done = run("host", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert kept() == []


def test_a_port_that_was_asked_for_and_is_taken_begins_no_session() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("host", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot listen on 127.0.0.1" in done.stderr
    assert kept() == []


def test_without_the_extra_the_remedy_is_named() -> None:
    hide = "import importlib.util as u; real = u.find_spec\nu.find_spec = lambda n, *a: None if n == 'textual_serve' else real(n, *a)"
    done = run("host", code=hide)
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'advisor[serve]'" in done.stderr
    assert kept() == []


def test_letting_other_machines_in_brings_a_warning_and_links_under_the_allowed_name() -> None:
    with team_hosting("--host", "0.0.0.0", "--allow-host", "lab.local", "--member", "Ana", **QUICK) as host:
        assert {urlsplit(link).hostname for link in host.links.values()} == {"lab.local"}
        host.process.terminate()
        _, errors = host.finish()
    assert "warning: the connection is not encrypted" in errors


@awaited
async def test_a_removed_participant_is_shown_out_and_a_new_link_replaces_the_old_one() -> None:
    with team_hosting("--member", "Ana", "--member", "Ben", **QUICK) as host:
        async with browser() as client:
            tabs = {name: await opened(client, link) for name, link in host.links.items()}
            for tab in tabs.values():
                await until_shown(tab, "hello")
            with the_session() as store:
                chair = Chair(store)
                ana, ben = chair.state().members
                chair.remove(ana.id)
                token = chair.reissue(ben.id)
            assert await until_closed(tabs["Ana"]) == (SHUT.code, SHUT.text)
            assert await until_closed(tabs["Ben"]) == (SHUT.code, SHUT.text)
            assert (await entered(client, host.links["Ana"]))[0] == 403
            assert (await entered(client, host.links["Ben"]))[0] == 403
            new = host.links["Ben"].replace(token_of(host.links["Ben"]), token)
            assert await entered(client, new) == (200, f"/p/{ben.id}/")
            await tabs["Facilitator"].send_str(json.dumps(["stdin", "a"]))
            await until_shown(tabs["Facilitator"], "you typed a")


@awaited
async def test_deleting_a_session_that_is_served_shows_everybody_out() -> None:
    with team_hosting("--member", "Ana", **QUICK) as host:
        async with browser() as client:
            tab = await opened(client, host.links["Ana"])
            await until_shown(tab, "hello")
            (session,) = kept()
            done = await asyncio.to_thread(run, "delete", session, "--yes")
            assert done.returncode == 0
            assert (await until_closed(tab))[0] == SHUT.code
            assert (await entered(client, host.links["Facilitator"]))[0] == 403
        host.process.terminate()
        _, errors = host.finish()
    assert errors.count("nobody is let in any more") == 1
    assert "Traceback" not in errors
    assert list((user_data_folder() / "team").iterdir()) == []
