"""One open tab: the application in a subprocess, from its start to its last descendant's end."""

from __future__ import annotations

import asyncio
import json
import shlex
import struct
from asyncio.subprocess import Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Literal
from urllib.parse import urlsplit

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from advisor.serving.family import Family
from advisor.serving.journal import Journal
from advisor.serving.leash import leashed
from advisor.serving.messages import ENDED, FAILED, NOT_STARTED, Ending, Size
from advisor.serving.stderr import pass_on_errors

_READY = b"__GANGLION__\n"  # what Textual's web driver says before its first packet
_PRELUDE_LINES = 10
_LARGEST_PACKET = 64 << 20
_UNREAD_INPUT = 1 << 20
_SMALLEST_FRAME = 64  # bytes; what sets the terminal's modes before it comes in shorter packets
_KILLED_S = 1  # what a killed process may take to be gone
_ORDERLY = (0, 130, 143)


class _NoPacketError(Exception):
    """The application wrote something to its standard output that is no packet."""


class Session(AppService):
    """Textual-serve's service for one application, with a command that no shell sees and a sure end.

    Of its parts the protocol is used; starting, reading, errors and ending are our own, because the
    original passes the application's errors on to standard output and waits without a limit.

    Args:
        command: Program and arguments.
        name: What the journal calls it.
        write: Gets what the terminal in the browser shall show.
        write_text: Gets messages for the page.
        journal: Where its errors are told.
        grace_s: Seconds from the request to end until everything is killed.
    """

    def __init__(
        self,
        command: Sequence[str],
        name: str,
        *,
        write: Callable[[bytes], Awaitable[None]],
        write_text: Callable[[str], Awaitable[None]],
        journal: Journal,
        grace_s: float,
    ) -> None:
        super().__init__(
            shlex.join(command),
            write_bytes=write,
            write_str=write_text,
            close=_nothing,
            download_manager=DownloadManager(),
        )
        self.name = name
        self._argv = tuple(command)
        self._journal = journal
        self._grace_s = grace_s
        self._started = False
        self._leaving = asyncio.Event()
        self._broken = False
        self._tab_closed = False
        self._painted = False
        self._size: Size | None = None
        self._errors: asyncio.Task[None] | None = None
        self._family: Family | None = None
        self._stopping: asyncio.Task[None] | None = None

    async def ending(self) -> Ending:
        """Waits until the application ends by itself; what it leaves behind is for `stop` to end."""
        if self._process is None or self._task is None:
            return NOT_STARTED
        leaving = asyncio.create_task(self._leaving.wait())
        await asyncio.wait({self._task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if self._broken:
            return FAILED
        code = await _exit_code(self._process, self._grace_s)
        if not self._started:
            self._journal.note(f"{self.name} could not start: exit code {code}", "error")
            return NOT_STARTED
        if code not in _ORDERLY:
            self._journal.note(f"{self.name} ended with exit code {code}", "error")
            return FAILED
        return ENDED

    async def stop(self) -> None:
        """Ends the application and all that it started; to be called however the session went."""
        if self._stopping is None:
            self._stopping = asyncio.create_task(self._stop(), name=f"end of {self.name}")
        await asyncio.shield(self._stopping)

    def kill(self) -> None:
        """Ends the application and all that it started now, without grace."""
        if self._family is not None:
            self._family.kill()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        environment: dict[str, str] = super()._build_environment(width, height)
        return environment | {
            "TERM": "xterm-256color",  # the terminal is the browser's, whatever the server runs in
            "COLORTERM": "truecolor",
            "LINES": str(height),
        }

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *leashed(self._argv),
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            env=self._build_environment(width, height),
            start_new_session=True,
        )
        self._process, self._stdin = process, process.stdin
        self._family = Family(process.pid)
        return process

    async def run(self) -> None:
        """Passes on what the application writes until it closes its output."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._errors = asyncio.create_task(pass_on_errors(process.stderr, self.name, self._journal))
        try:
            for _ in range(_PRELUDE_LINES):
                line = await process.stdout.readline()
                if not line or line == _READY:
                    break
            self._started = line == _READY
            while self._started:
                await self._pass_on(process.stdout)
            self._leaving.set()
        except asyncio.IncompleteReadError:
            self._leaving.set()
        except Exception as error:  # noqa: BLE001 - one bad session must not touch the others
            self._broken = True
            self._journal.fault(f"{self.name} cannot go on", error)
        if self._family is not None:
            self._family.look()

    async def _pass_on(self, stdout: asyncio.StreamReader) -> None:
        kind, length = struct.unpack(">cI", await stdout.readexactly(5))
        if kind not in b"DMP" or length > _LARGEST_PACKET:
            raise _NoPacketError
        payload = await stdout.readexactly(length)
        if self._tab_closed or self._stopping is not None:
            return  # still read, so that the application does not block on its way out
        try:
            if kind == b"D":
                await self._first_frame(payload)
                await self.on_data(payload)
            elif kind == b"M":
                await self.on_meta(payload)
        except ConnectionError:
            self._tab_closed = True

    async def on_meta(self, data: bytes) -> None:
        """Obeys a request of the application to the page: only to open a web address in another tab."""
        match json.loads(data):
            case {"type": "open_url", "url": str(url)} if urlsplit(url).scheme in ("http", "https"):
                await self.remote_write_str(json.dumps(["open_url", {"url": url, "new_tab": True}]))
            case {"type": "exit"} if self._family is not None:
                self._family.look()  # while it still ties its descendants to it
                self._leaving.set()
            case {"type": "deliver_file_start"}:
                self._journal.note(f"{self.name}: downloads are not offered in the browser", "warning")

    async def send_bytes(self, data: bytes) -> bool:
        """Sends what a terminal would send."""
        return self._send(b"D", data)

    async def send_meta(self, data: dict[str, str | int | bool | None]) -> bool:
        """Sends a message to Textual's web driver."""
        return self._send(b"M", json.dumps(data).encode())

    def _send(self, kind: Literal[b"D", b"M"], payload: bytes) -> bool:
        """Writes without waiting: an application that hangs must not keep us from seeing the tab close."""
        stdin = self._stdin
        if stdin is None or stdin.is_closing() or self._stopping is not None:
            return False
        if stdin.transport.get_write_buffer_size() > _UNREAD_INPUT:
            return False
        stdin.write(self.encode_packet(kind, payload))
        return True

    async def resize(self, size: Size) -> None:
        """Tells the application of a new size, as soon as it listens."""
        self._size = size
        if self._painted:
            await self.set_terminal_size(size.width, size.height)

    async def _first_frame(self, payload: bytes) -> None:
        """Tells a size that came before the first frame: Textual puts the one it started with after it."""
        if self._painted or len(payload) < _SMALLEST_FRAME:
            return
        self._painted = True
        if self._size is not None:
            await self.set_terminal_size(self._size.width, self._size.height)

    async def _stop(self) -> None:
        process, family = self._process, self._family
        if process is None or family is None:
            return
        if not self._leaving.is_set():
            family.terminate()
        try:
            async with asyncio.timeout(self._grace_s):
                await process.wait()
                await family.wait()
        except TimeoutError:
            self._journal.note(f"{self.name} did not end in {self._grace_s:g} s and was killed", "warning")
        family.kill()
        await _exit_code(process, _KILLED_S)
        readers = {task for task in (self._task, self._errors) if task is not None}
        _, blocked = await asyncio.wait(readers, timeout=_KILLED_S)
        for task in blocked:
            task.cancel()
        if self._stdin is not None:
            self._stdin.close()


async def _exit_code(process: Process, patience_s: float) -> int | None:
    """The exit code; asyncio's own wait also waits for whoever else holds the pipes, hence the limit."""
    with suppress(TimeoutError):
        async with asyncio.timeout(patience_s):
            await process.wait()
    return process.returncode


async def _nothing() -> None:
    """Textual-serve's way of closing the page, which the server does itself."""
