"""The loop of a server: from the printed address to the last process's end."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from advisor.errors import ExitCode
from advisor.serving.doors import Doors
from advisor.serving.journal import Journal, take_over_logs
from advisor.serving.server import Server, Settings

_CODES = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}
if sys.platform != "win32" and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
    _CODES[signal.SIGHUP] = ExitCode.TERMINATED  # its terminal was closed, and nohup was not asked for


def serve(settings: Settings, doors: Doors, announce: Callable[[str], None]) -> ExitCode:
    """Serves until Ctrl-C or a request to terminate, then ends all sessions.

    Args:
        settings: What to serve and where.
        doors: Who may come in.
        announce: Gets what every address begins with, once, when it answers; a token completes it.

    Returns:
        130 or 143.

    Raises:
        AdvisorError: The port could not be opened.
    """
    journal = Journal()
    take_over_logs(journal)
    return asyncio.run(_serve(Server(settings, doors, journal), announce, journal))


async def _serve(server: Server, announce: Callable[[str], None], journal: Journal) -> ExitCode:
    signals: asyncio.Queue[signal.Signals] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    for number in _CODES:
        with suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
            loop.add_signal_handler(number, signals.put_nowait, number)
    try:
        announce(await server.start())
        first = await signals.get()
        if server.open_sessions:
            journal.note(f"ending {server.open_sessions} open sessions; once more ends them at once")
    finally:
        impatient = asyncio.create_task(_kill_on_next(server, signals))
        await server.stop()
        impatient.cancel()
    return _CODES[first]


async def _kill_on_next(server: Server, signals: asyncio.Queue[signal.Signals]) -> None:
    await signals.get()
    server.kill()
