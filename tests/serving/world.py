"""A served stub, inside the test's own loop or as a process of its own, and a client that behaves like a browser."""

from __future__ import annotations

import asyncio
import functools
import os
import secrets
import select
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, ParamSpec

import aiohttp
import psutil
from yarl import URL

from advisor.serving.access import home
from advisor.serving.doors import Door, Doors, OneDoor
from advisor.serving.journal import Journal
from advisor.serving.server import Server, Settings
from tests.conftest import ROOT

STUB = Path(__file__).with_name("stub.py")
PATIENCE_S = 30
P = ParamSpec("P")


def awaited(test: Callable[P, Awaitable[None]]) -> Callable[P, None]:
    """Runs an asynchronous test."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        async def patiently() -> None:
            async with asyncio.timeout(PATIENCE_S):
                await test(*args, **kwargs)

        asyncio.run(patiently())

    return run


def stub(*behaviour: str) -> tuple[str, ...]:
    return (sys.executable, str(STUB), *behaviour)


class Guests:
    """Several people, who come and go while the server runs."""

    def __init__(self) -> None:
        self.tokens: dict[str, Door] = {}
        self.cookies: dict[str, Door] = {}
        self.trouble: Exception | None = None

    def invite(self, person: str, *behaviour: str) -> str:
        """Gives somebody a token; the stub behaves as said for this person."""
        token = secrets.token_urlsafe(32)
        self.tokens[token] = Door(person, behaviour)
        return token

    def remove(self, person: str) -> None:
        self.tokens = {token: door for token, door in self.tokens.items() if door.person != person}
        self.cookies = {cookie: door for cookie, door in self.cookies.items() if door.person != person}

    def by_token(self, token: str) -> Door | None:
        return self.tokens.get(token)

    def by_cookie(self, cookie: str) -> Door | None:
        if self.trouble is not None:
            raise self.trouble
        return self.cookies.get(cookie)

    def new_cookie(self, door: Door) -> str:
        cookie = secrets.token_urlsafe(32)
        self.cookies[cookie] = door
        return cookie


@dataclass
class World:
    """A running server, what it said, and its address in parts."""

    server: Server
    url: URL
    client: aiohttp.ClientSession
    said: list[str] = field(default_factory=list)

    @property
    def root(self) -> URL:
        return self.url.with_query(None)

    @property
    def token(self) -> str:
        return self.url.query["token"]

    @property
    def origin(self) -> str:
        return f"http://{self.url.host}:{self.url.port}"

    async def enter(self, token: str | None = None) -> None:
        """Opens the printed address, or another token's, as a browser does; the client keeps the cookie."""
        async with self.client.get(self.url if token is None else self.root % {"token": token}) as page:
            assert page.status == 200

    async def open_tab(self, person: str = "", **query: int) -> aiohttp.ClientWebSocketResponse:
        socket = self.root.with_path(f"{home(person)}ws") % query
        return await self.client.ws_connect(socket, origin=self.origin)


@asynccontextmanager
async def serving(*behaviour: str, doors: Doors | None = None, **settings: Any) -> AsyncIterator[World]:
    """Serves the stub, to one person or to those whom the doors know."""
    said: list[str] = []
    journal = Journal(lambda text, kind: said.append(f"{kind}: {text}"))
    one = OneDoor()
    server = Server(Settings(**{"command": stub(*behaviour), **settings}), doors or one, journal)
    url = URL(await server.start() + (one.token if doors is None else ""))
    # unsafe: aiohttp keeps cookies of numeric hosts only if asked to.
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        try:
            yield World(server, url, client, said)
        finally:
            await server.stop()


async def until_shown(tab: aiohttp.ClientWebSocketResponse, text: str) -> str:
    """Reads what the terminal gets until the text is among it."""
    seen = ""
    async for message in tab:
        if message.type is aiohttp.WSMsgType.BINARY:
            seen += message.data.decode()
        if text in seen:
            return seen
    raise AssertionError(f"closed with {tab.close_code} before {text!r}: {seen!r}")


async def until_closed(tab: aiohttp.ClientWebSocketResponse) -> tuple[int | None, str]:
    """Reads on until the server closes; gives code and reason."""
    while (message := await tab.receive()).type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
        pass
    assert message.type is aiohttp.WSMsgType.CLOSE, message
    return message.data, message.extra or ""


def processes_of(parent: int | None = None) -> list[psutil.Process]:
    """Everything that was started below a process, this one by default."""
    return psutil.Process(parent).children(recursive=True)


def served(parent: int | None = None) -> list[psutil.Process]:
    """The stubs and their children below a process."""
    return [process for process in processes_of(parent) if _is_ours(process)]


def _is_ours(process: psutil.Process) -> bool:
    try:
        command = " ".join(process.cmdline())
    except psutil.Error:
        return False
    return STUB.name in command or "while True" in command


def assert_gone(processes: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(processes, timeout=PATIENCE_S)
    left = [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    assert not left, left


@dataclass
class Host:
    """A server in a process of its own.

    Attributes:
        url: The first address that it printed.
        links: By the name before it, each address that it printed with one.
    """

    process: subprocess.Popen[str]
    url: str
    links: dict[str, str] = field(default_factory=dict)

    def finish(self) -> tuple[str, str]:
        """Waits for its end; gives the rest of standard output, and standard error."""
        return self.process.communicate(timeout=PATIENCE_S)


_RUN = """
import sys
from advisor.cli import cli
import advisor.serving.running as running
real = running.serve
def with_stub(settings, doors, announce):
    import dataclasses
    return real(dataclasses.replace(settings, command={command!r}, grace_s={grace}), doors, announce)
running.serve = with_stub
from advisor.entry import main
sys.argv = ['advisor', *{arguments!r}]
main()
"""


@contextmanager
def hosting(
    *arguments: str,
    program: tuple[str, ...] = ("serve",),
    lines: int = 1,
    command: tuple[str, ...] | None = None,
    grace_s: float = 5,
    **environment: str,
) -> Iterator[Host]:
    """Runs `advisor serve`, or another program of advisor's that serves, as a process.

    Args:
        arguments: Of the program.
        program: Which one.
        lines: How many it prints once it answers.
        command: Is served instead of the application.
        grace_s: What an application gets to end, if there is a command.
        environment: Beside this process's own.
    """
    arguments = (*program, *arguments)
    call = [sys.executable, "-m", "advisor", *arguments]
    if command is not None:
        code = _RUN.format(command=command, grace=grace_s, arguments=arguments)
        call = [sys.executable, "-c", code]
    process = subprocess.Popen(
        call,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    family: list[psutil.Process] = []
    try:
        assert process.stdout is not None
        printed = [_line(process.stdout) for _ in range(lines)]
        named = (line.rpartition(": ") for line in printed)
        links = {name: link for name, _, link in named if name}
        yield Host(process, printed[0].split()[-1], links)
        family = processes_of(process.pid) if process.poll() is None else []
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        for left in family:
            if left.is_running():
                left.kill()


def team_hosting(*arguments: str, **options: Any) -> AbstractContextManager[Host]:
    """Runs `advisor team host`; `links` holds the facilitator's and those of the `--member`s."""
    return hosting(*arguments, program=("team", "host"), lines=1 + arguments.count("--member"), **options)


def _line(stream: IO[str]) -> str:
    # What is read ahead of a line would hide from `select`, so it is read byte by byte.
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([stream], [], [], PATIENCE_S)
        byte = os.read(stream.fileno(), 1) if ready else b""
        assert byte, f"the server printed no address: {line!r}"
        line += byte
    return line.decode().strip()
