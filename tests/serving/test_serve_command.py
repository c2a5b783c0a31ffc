"""`advisor serve` at its door: streams, exit codes, messages, signals."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.parse import urlsplit

import aiohttp
import pytest
from yarl import URL

from tests.serving.world import assert_gone, awaited, hosting, served, stub, until_closed, until_shown


@pytest.fixture(autouse=True)
def hangups() -> Iterator[None]:
    """A hangup ends a server, under `nohup` too: what these tests start inherits what they do themselves."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def run(
    *arguments: str, code: str = "from advisor.entry import main; main()"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.argv = ['advisor', 'serve', *sys.argv[1:]]\n{code}",
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_address_alone_goes_to_stdout_and_is_told_nowhere_else() -> None:
    with hosting() as host:
        parts = urlsplit(host.url)
        assert (parts.scheme, parts.hostname, parts.path) == ("http", "127.0.0.1", "/")
        token = parts.query.removeprefix("token=")
        assert len(token) >= 43
        for address in (host.url.replace(token, "x"), f"http://{parts.netloc}/"):
            with pytest.raises(HTTPError) as error:
                urllib.request.urlopen(address)
            assert error.value.code == 403
            error.value.close()
        host.process.send_signal(signal.SIGINT)
        rest, errors = host.finish()
        assert (host.process.returncode, rest) == (130, "")
        assert token not in errors
        assert "Traceback" not in errors


def test_only_loopback_listens_by_default() -> None:
    import psutil

    with hosting() as host:
        addresses = {
            c.laddr.ip for c in psutil.Process(host.process.pid).net_connections() if c.status == "LISTEN"
        }
        assert addresses == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 143)]
)
@pytest.mark.parametrize("behaviour", ["child", "deaf"])
def test_a_signal_ends_all_sessions_without_a_trace(
    number: signal.Signals, code: int, behaviour: str
) -> None:
    @awaited
    async def two_tabs() -> None:
        with hosting(command=stub(behaviour), grace_s=0.5) as host:
            url = URL(host.url)
            async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
                await (await client.get(url)).read()
                root, origin = url.with_query(None), str(url.origin())
                tabs = [await client.ws_connect(root / "ws", origin=origin) for _ in range(2)]
                for tab in tabs:
                    await until_shown(tab, "hello")
                processes = served(host.process.pid)
                assert len(processes) == (6 if behaviour == "child" else 2)
                host.process.send_signal(number)
                for tab in tabs:
                    assert "stopped" in (await until_closed(tab))[1]
            rest, errors = host.finish()
            assert (host.process.returncode, rest) == (code, "")
            assert "Traceback" not in errors
            assert_gone(processes)

    two_tabs()


def test_under_nohup_a_hangup_is_not_heard() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with hosting() as host:
        host.process.send_signal(signal.SIGHUP)
        with pytest.raises(HTTPError) as error:
            urllib.request.urlopen(str(URL(host.url).with_query(None)))
        assert error.value.code == 403
        error.value.close()
        host.process.send_signal(signal.SIGINT)
        assert (host.finish()[0], host.process.returncode) == ("", 130)  # a hangup would have made it 143


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with its parent")
@awaited
async def test_a_server_that_is_killed_leaves_no_session_behind() -> None:
    with hosting(command=stub()) as host:
        url = URL(host.url)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
            await (await client.get(url)).read()
            tab = await client.ws_connect(url.with_query(None) / "ws", origin=str(url.origin()))
            await until_shown(tab, "hello")
            processes = served(host.process.pid)
            assert len(processes) == 1
            host.process.kill()
            await asyncio.to_thread(assert_gone, processes)


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot listen on 127.0.0.1" in done.stderr
    assert "--port" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_port_that_was_asked_for_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with hosting("--port", str(port)) as host:
        assert urlsplit(host.url).port == port


def test_other_machines_need_both_options_and_bring_a_warning() -> None:
    for arguments in (["--host", "0.0.0.0"], ["--allow-host", "lab.local"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("error: --")
    with hosting("--host", "0.0.0.0", "--allow-host", "lab.local") as host:
        assert urlsplit(host.url).hostname == "lab.local"
        host.process.terminate()
        _, errors = host.finish()
    assert "warning: the connection is not encrypted" in errors


def test_an_address_of_another_machine_is_a_plain_mistake() -> None:
    done = run("--host", "192.0.2.1", "--allow-host", "lab.local")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot listen on 192.0.2.1" in done.stderr


def test_without_the_extra_the_remedy_is_named() -> None:
    hide = "import importlib.util as u; real = u.find_spec; u.find_spec = lambda n, *a: None if n == 'textual_serve' else real(n, *a)\n"
    done = run(code=hide + "from advisor.entry import main; main()")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'advisor[serve]'" in done.stderr


def test_the_help_shows_examples_and_loads_no_server() -> None:
    done = run("--help")
    assert "Examples:" in done.stdout
    code = "import sys, advisor.cli; sys.exit(str({'aiohttp', 'textual_serve', 'jinja2'} & set(sys.modules) or ''))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).stderr == b"\n"
