"""What a served participant costs in memory and processor time, and how many fit into 8 GiB.

A real `advisor team host` with the real application; the participants are WebSocket clients that read the
screen and press keys, without a browser.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import aiohttp
import psutil
from yarl import URL

from advisor.team.sessions import Sessions

CROWDS = (1, 2, 5)
MEMORY_GIB = 8
#: Seconds: after the first screen, for which nobody does anything, for which everybody answers.
SETTLING_S, IDLE_S, ANSWERING_S = 5.0, 10.0, 30.0
#: A person at work: the first answer, and on to the next question (ctrl+n), which works in text fields too.
KEYS, KEYS_A_SECOND = (" ", "\x0e"), 2.0
_PATIENCE_S = 120.0
_ESCAPES = re.compile(r"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b[()][A-Z0-9]|\x1b[=>]")


@dataclass(frozen=True)
class Cost:
    """Of one process with its descendants.

    Attributes:
        mib: Memory in MiB: its own pages, and of shared ones its share.
        cpu_s: Processor time so far in s.
    """

    mib: float
    cpu_s: float


@dataclass(frozen=True)
class Share:
    """What somebody costs.

    Attributes:
        idle_mib: Memory in MiB before the first answer.
        mib: Memory in MiB after answering.
        idle: Part of a core while nothing is done.
        busy: Part of a core while everybody answers.
    """

    idle_mib: float
    mib: float
    idle: float
    busy: float


@dataclass(frozen=True)
class Figures:
    """A crowd of one size.

    Attributes:
        host: The server alone.
        participants: Each person's program.
        answered: How many questions each of them has answered.
    """

    host: Share
    participants: Sequence[Share]
    answered: Sequence[int]

    @property
    def one(self) -> Share:
        """The mean participant."""
        columns = zip(*((p.idle_mib, p.mib, p.idle, p.busy) for p in self.participants), strict=True)
        return Share(*(mean(column) for column in columns))


class Participant:
    """Somebody at a page, as the server sees it."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._seen = ""
        self._more = asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.BINARY:
                self._seen = (self._seen + _ESCAPES.sub("", message.data.decode("utf-8", "replace")))[
                    -200_000:
                ]
                self._more.set()
        raise ConnectionError(f"the server closed with {self._socket.close_code}: {self._seen[-500:]}")

    async def until(self, text: str) -> None:
        """Waits until a text has been on the screen."""
        while text not in self._seen:
            self._more.clear()
            waiting = asyncio.create_task(self._more.wait())
            done, _ = await asyncio.wait(
                {waiting, self._reading}, timeout=_PATIENCE_S, return_when=asyncio.FIRST_COMPLETED
            )
            waiting.cancel()
            if self._reading in done:
                await self._reading
            if not done:
                raise TimeoutError(f"never seen: {text}: {self._seen[-500:]}")

    async def press(self, key: str) -> None:
        """Presses a key."""
        await self._socket.send_str(json.dumps(["stdin", key]))

    async def answer(self, seconds: float) -> None:
        """Answers question after question."""
        end, number = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            await self.press(KEYS[number % len(KEYS)])
            number += 1
            await asyncio.sleep(1 / KEYS_A_SECOND)

    async def leave(self) -> None:
        """Closes the page."""
        self._reading.cancel()
        await asyncio.wait({self._reading})
        await self._socket.close()


def cost(process: psutil.Process, *, descendants: bool) -> Cost:
    """What a process costs, with or without what it started."""
    mib = cpu_s = 0.0
    for one in [process, *(process.children(recursive=True) if descendants else ())]:
        with suppress(psutil.NoSuchProcess):
            memory, times = one.memory_full_info(), one.cpu_times()
            mib += getattr(memory, "pss", memory.uss) / 2**20
            cpu_s += times.user + times.system
    return Cost(mib, cpu_s)


@asynccontextmanager
async def hosted(folder: Path, people: int) -> AsyncIterator[tuple[psutil.Process, list[str]]]:
    """A host with so many invited; gives its process and their links."""
    call = [sys.executable, "-m", "advisor", "team", "host", "--project", "Benchmark"]
    for number in range(people):
        call += ["--member", f"Member {number}"]
    process = await asyncio.create_subprocess_exec(
        *call,
        env={**os.environ, "ADVISOR_DATA": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        lines = [(await process.stdout.readline()).decode().split() for _ in range(1 + people)]
        if not all(lines):
            raise ChildProcessError("the host did not start; advisor team host says why")
        yield psutil.Process(process.pid), [line[-1] for line in lines[1:]]
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@asynccontextmanager
async def come_in(link: str) -> AsyncIterator[Participant]:
    """Opens a link as a browser does, and its page."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        async with client.get(URL(link)) as page:
            page.raise_for_status()
            socket = page.url / "ws" % {"width": 120, "height": 36}
        participant = Participant(
            await client.ws_connect(socket, origin=str(socket.with_scheme("http").origin()))
        )
        try:
            yield participant
        finally:
            await participant.leave()


async def measured(folder: Path, people: int) -> Figures:
    """Has so many people come in, do nothing for a while, and then answer."""
    async with hosted(folder, people) as (host, links), AsyncExitStack() as stack:
        participants = [await stack.enter_async_context(come_in(link)) for link in links]
        for one in participants:
            await one.until("You are invited")
        await asyncio.sleep(SETTLING_S)
        programs = host.children()
        if len(programs) != people:
            raise ChildProcessError(f"{people} participants and {len(programs)} programs")
        processes = [(host, False), *((program, True) for program in programs)]

        def look() -> list[Cost]:
            return [cost(process, descendants=descendants) for process, descendants in processes]

        began = look()
        await asyncio.sleep(IDLE_S)
        idle = look()
        for one in participants:
            await one.press("\r")
            await one.until("saved")
        await asyncio.sleep(SETTLING_S)
        before = look()
        await asyncio.gather(*(one.answer(ANSWERING_S) for one in participants))
        after = look()
    (session,) = Sessions(folder).entries()
    with Sessions(folder).open(session.id) as store:
        answered = [member.answered for member in store.state().members]
    host_share, *shares = (
        Share(
            idle_mib=second.mib,
            mib=last.mib,
            idle=(second.cpu_s - first.cpu_s) / IDLE_S,
            busy=(last.cpu_s - third.cpu_s) / ANSWERING_S,
        )
        for first, second, third, last in zip(began, idle, before, after, strict=True)
    )
    return Figures(host_share, shares, answered)


def serve(folder: Path) -> bool:
    """One, two and five participants; then how many of the last kind a machine carries."""
    cores = psutil.cpu_count() or 1
    print(f"busy: each presses {KEYS_A_SECOND:g} keys a second; memory in MiB, processor time in % of a core")
    head = ("idle MiB", "MiB", "idle %", "busy %")
    print(f"{'':12}{'a participant':^36}{'the host':^36}")
    print(f"{'people':12}" + 2 * "".join(f"{name:>9}" for name in head))
    everybody_answered = True
    for people in CROWDS:
        (place := folder / str(people)).mkdir()
        figures = asyncio.run(measured(place, people))
        everybody_answered &= min(figures.answered) > 1
        cells = "".join(
            f"{share.idle_mib:9.0f}{share.mib:9.0f}{100 * share.idle:9.1f}{100 * share.busy:9.1f}"
            for share in (figures.one, figures.host)
        )
        print(f"{people:<12}{cells}   {min(figures.answered)} or more questions answered by each")
    one, host = figures.one, figures.host
    fit = int((1024 * MEMORY_GIB - host.mib) // one.mib)
    at_work = int(cores / (one.busy + host.busy / CROWDS[-1]))
    print(
        f"{fit} participants fit into {MEMORY_GIB} GiB; {at_work} can be busy at once on these {cores} cores"
    )
    if not everybody_answered:
        print("somebody answered next to nothing: the figures say little")
    return everybody_answered
