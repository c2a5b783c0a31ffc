"""The server: a page, its files, and a WebSocket that drives one subprocess for each tab."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

from aiohttp import WSMsgType, hdrs, web
from aiohttp.typedefs import Handler

from advisor.serving.access import HOMES, SOCKET, Access, access_on, bracketed
from advisor.serving.doors import Doors
from advisor.serving.gate import add_headers, gate, visitor
from advisor.serving.journal import Journal, quiet_logger
from advisor.serving.listening import listen
from advisor.serving.messages import (
    CROWDED,
    ENDED,
    FULL,
    NOT_STARTED,
    SHUT,
    STOPPED,
    Ending,
    Focus,
    Ping,
    Size,
    Typed,
    read,
    size,
)
from advisor.serving.session import Session

_PAGE = Path(str(files("advisor.serving"))) / "page"
_LIBRARY = Path(str(files("textual_serve"))) / "static"
_FILES = {
    "page.css": _PAGE,
    "page.js": _PAGE,
    "icon.svg": _PAGE,
    "js/textual.js": _LIBRARY,
    "css/xterm.css": _LIBRARY,
    "fonts/RobotoMono-VariableFont_wght.ttf": _LIBRARY,
    "fonts/RobotoMono-Italic-VariableFont_wght.ttf": _LIBRARY,
}
_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
_HEARTBEAT_S = 15
_LARGEST_MESSAGE = 1 << 20


@dataclass(frozen=True)
class Settings:
    """What is served, where, and to how many.

    Attributes:
        command: Program and arguments of the application; it must be a Textual app.
        address: An IP address to listen on.
        port: The port to listen on; 0 takes a free one.
        names: Host names to answer under; needed for an address other than loopback.
        most_sessions: How many tabs may be open at once.
        most_per_person: How many of them one person may have open; as many as there are without it.
        ask_again_s: Seconds after which it is asked again whether somebody with an open tab may stay.
        grace_s: Seconds that an application gets to end before it is killed.
    """

    command: Sequence[str]
    address: str = "127.0.0.1"
    port: int = 0
    names: Sequence[str] = ()
    most_sessions: int = 8
    most_per_person: int | None = None
    ask_again_s: float = 1
    grace_s: float = 5


class Server:
    """Serves one application to whoever has a token.

    Args:
        settings: What to serve and where.
        doors: Who may come in.
        journal: Where single lines are told; it learns the secrets that are used and strikes them out.
    """

    def __init__(self, settings: Settings, doors: Doors, journal: Journal | None = None) -> None:
        self._settings = settings
        self._doors = doors
        self._journal = journal or Journal()
        self._sessions: dict[Session, str] = {}  # with the person of each
        self._opened = 0
        self._ended = asyncio.Event()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    @property
    def open_sessions(self) -> int:
        """How many subprocesses run now, or are being ended."""
        return len(self._sessions)

    async def until_open(self, at_most: int) -> None:
        """Waits until no more than so many subprocesses are left."""
        while self.open_sessions > at_most:
            self._ended.clear()
            await self._ended.wait()

    async def start(self) -> str:
        """Opens the port and answers from now on.

        Returns:
            What every address begins with; a token completes it.

        Raises:
            AdvisorError: The port is in use, or the address is not one of this machine.
        """
        listening = listen(self._settings.address, self._settings.port)
        port = listening.getsockname()[1]
        access = access_on(self._settings.address, port, self._settings.names, self._doors)
        self._runner = web.AppRunner(
            self._application(access),
            access_log=None,
            logger=quiet_logger(self._journal),
            debug=False,
            shutdown_timeout=2,
        )
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        host = bracketed((*self._settings.names, self._settings.address)[0])
        return f"http://{host}:{port}/?token="

    async def stop(self) -> None:
        """Ends all sessions, tells their pages, and closes the port."""
        self._closing.set()
        if self._runner is None:
            return
        for site in list(self._runner.sites):
            await site.stop()
        await asyncio.gather(*(session.stop() for session in self._sessions))
        await self._runner.cleanup()

    def kill(self) -> None:
        """Ends all sessions without grace; `stop` then returns at once."""
        for session in self._sessions:
            session.kill()

    def _application(self, access: Access) -> web.Application:
        application = web.Application(middlewares=[gate(access, self._journal)], client_max_size=1024)
        application.on_response_prepare.append(add_headers)

        async def converse(request: web.Request) -> web.WebSocketResponse:
            return await self._socket(request, access)

        add = application.router.add_get
        for home in HOMES:
            add(home, _file(_PAGE / "index.html"), allow_head=False)
            for name, folder in _FILES.items():
                add(f"{home}static/{name}", _file(folder / name), allow_head=False)
            add(f"{home}{SOCKET}", converse, allow_head=False)
        return application

    def _turned_away(self, person: str) -> Ending | None:
        """Why nobody, or not this person, may open another tab now."""
        most = self._settings.most_per_person
        if self._closing.is_set():
            return STOPPED
        if most is not None and list(self._sessions.values()).count(person) >= most:
            return CROWDED
        return FULL if len(self._sessions) >= self._settings.most_sessions else None

    async def _socket(self, request: web.Request, access: Access) -> web.WebSocketResponse:
        person = visitor()
        door = person.door
        socket = web.WebSocketResponse(
            timeout=2, heartbeat=_HEARTBEAT_S, max_msg_size=_LARGEST_MESSAGE, compress=False
        )
        if (refusal := self._turned_away(door.person)) is not None:
            await socket.prepare(request)
            await _close(socket, refusal)
            return socket
        self._opened += 1
        session = Session(
            (*self._settings.command, *door.argv),
            f"session {self._opened} of {door.person}" if door.person else f"session {self._opened}",
            write=socket.send_bytes,
            write_text=socket.send_str,
            journal=self._journal,
            grace_s=self._settings.grace_s,
        )
        self._sessions[session] = door.person  # before anything is awaited, so that the limit holds
        try:
            await socket.prepare(request)
            cells = size(request.query.get("width"), request.query.get("height"))
            ending = await self._converse(socket, session, cells, partial(access.still_knows, person))
            await _close(socket, STOPPED if self._closing.is_set() else ending)
        finally:
            await session.stop()
            self._sessions.pop(session)
            self._ended.set()
        return socket

    async def _converse(
        self, socket: web.WebSocketResponse, session: Session, cells: Size, still_known: Callable[[], bool]
    ) -> Ending:
        """Runs the application until it ends, the tab is closed, or the person is not known any more."""
        try:
            await session.start(cells.width, cells.height)
        except OSError as error:
            self._journal.fault(f"{session.name} could not start", error)
            return NOT_STARTED
        self._journal.note(f"{session.name} opened, {len(self._sessions)} of {self._settings.most_sessions}")
        talk = asyncio.create_task(_listen_to(socket, session))
        ending = asyncio.create_task(session.ending())
        shut = asyncio.create_task(self._until_shut(still_known))
        try:
            await asyncio.wait({talk, ending, shut}, return_when=asyncio.FIRST_COMPLETED)
            if shut.done():
                return SHUT
            return await ending if ending.done() else ENDED  # a closed tab hears no more
        finally:
            self._journal.note(f"{session.name} ended{', its person may not stay' if shut.done() else ''}")
            for task in (talk, ending, shut):
                task.cancel()
            await asyncio.wait({talk, ending, shut})

    async def _until_shut(self, still_known: Callable[[], bool]) -> None:
        """Waits until somebody who came in would not be let in any more."""
        troubled = False
        while True:
            try:
                if not still_known():
                    return
                troubled = False
            except Exception as error:  # noqa: BLE001 - whoever keeps the list may be busy; who is in stays in
                if not troubled:
                    self._journal.fault("it is not known now who may stay", error)
                troubled = True
            await asyncio.sleep(self._settings.ask_again_s)


async def _listen_to(socket: web.WebSocketResponse, session: Session) -> None:
    async for message in socket:
        match read(message.data) if message.type is WSMsgType.TEXT else None:
            case Typed(text):
                await session.send_bytes(text.encode("utf-8", "replace"))
            case Size() as cells:
                await session.resize(cells)
            case Focus(gained):
                await (session.focus() if gained else session.blur())
            case Ping(payload):
                await socket.send_json(["pong", payload])


async def _close(socket: web.WebSocketResponse, ending: Ending) -> None:
    await socket.close(code=ending.code, message=ending.reason)


def _file(path: Path) -> Handler:
    async def send(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(path, headers={hdrs.CONTENT_TYPE: _KINDS[path.suffix]})

    return send
