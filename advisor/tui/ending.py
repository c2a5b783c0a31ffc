"""Ending well: nothing that was typed is lost, a signal ends it as a key does, and a lost terminal too."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable

from textual.app import App

from advisor.errors import ExitCode

#: Seconds for what was typed to arrive, when the terminal is gone already.
_LAST_WORDS_S = 1.0


def after_what_was_typed(app: App[None], then: Callable[[], None]) -> None:
    """Does something once all keys that were pressed have done what they do.

    A key climbs from widget to widget to where it is bound, and so does what it has set off there. This
    climbs behind both, two turns a step.
    """
    focused = app.focused or app.screen
    way = [node for node in focused.ancestors_with_self for _ in range(2)] * 2

    def climb(step: int) -> None:
        if step == len(way) or not way[step].call_later(climb, step + 1):
            then()

    climb(0)


def listen_to_signals(app: App[None], leave: Callable[[int], None], close: Callable[[], None]) -> None:
    """Has signals end the application.

    Args:
        app: Which.
        leave: Ends it with an exit code.
        close: Ends what runs beside it, and keeps the last answer.
    """
    loop = asyncio.get_running_loop()
    # Windows has no such handlers; there the driver ends with its console. Tests run in threads.
    with contextlib.suppress(NotImplementedError, AttributeError, RuntimeError, ValueError):
        loop.add_signal_handler(signal.SIGTERM, leave, int(ExitCode.TERMINATED))
        loop.add_signal_handler(signal.SIGINT, leave, int(ExitCode.INTERRUPTED))

        def hung_up(_number: int, _frame: object) -> None:
            threading.Thread(target=_without_terminal, args=(app, loop, close), daemon=True).start()

        signal.signal(signal.SIGHUP, hung_up)


def _without_terminal(app: App[None], loop: asyncio.AbstractEventLoop, close: Callable[[], None]) -> None:
    """Ends the process from a thread of its own: whoever writes to a lost terminal may wait for ever."""
    arrived = threading.Event()
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(after_what_was_typed, app, arrived.set)
        arrived.wait(_LAST_WORDS_S)
    try:
        close()
    finally:
        os._exit(ExitCode.TERMINATED)
