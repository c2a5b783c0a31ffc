"""A user at the application: keys, clicks, and what is seen."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from rich.cells import cell_len
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import WorkerError

from advisor.tui.app import AdvisorApp
from advisor.tui.screens.base import LEAST_COLUMNS, LEAST_ROWS
from advisor.tui.screens.home import HomeScreen
from advisor.tui.screens.question import QuestionScreen

#: Seconds after which something that should have come will not come any more.
PATIENCE_S = 15.0
#: Workers that a user waits for.
_GROUPS = {"reconsider", "weigh", "ask", "doing"}

S = TypeVar("S", bound=Screen[Any])


@dataclass
class Hand:
    """What a user does, and sees."""

    app: AdvisorApp
    pilot: Pilot[None]

    @property
    def prose(self) -> str:
        """What is on the screen without frames and line breaks; those of a path depend on its length."""
        return " ".join(self.text.replace("│", " ").split())

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Waits until something holds, looking after every round of messages."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if self.app.trouble is not None:
                raise self.app.trouble
            assert time.monotonic() < deadline, f"{what or 'it'} did not come:\n{self.text}"
            await self._round()
        await self._round()

    async def _round(self) -> None:
        """Every widget has taken what waited for it, and threads have had their turn."""
        await self.pilot._wait_for_screen()
        await asyncio.to_thread(time.thread_time)
        self.app.screen._on_timer_update()

    async def loaded(self) -> None:
        """Waits until the rules are loaded and the machine was looked at."""
        await self.until(lambda: self.app.screen.query("#glance"))
        glance = self.app.screen.query_one("#glance", Static)
        await self.until(lambda: self.app.is_ready and "…" not in str(glance.render()))

    async def press(self, *keys: str) -> None:
        """Presses keys one by one, each when the one before has done what it does."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Types a text into what has the focus."""
        await self.pilot.press(*(_key(character) for character in text))

    async def click(self, words: str, *, times: int = 1) -> None:
        """Clicks on words that are on the screen."""
        await self.pilot.click(offset=self.place(words), times=times)
        await self.settle()

    async def settle(self) -> None:
        """Waits until nothing is asked, weighed or painted any more."""
        for _ in range(3):
            await self._round()
            busy = [
                worker for worker in self.app.workers if worker.group in _GROUPS and not worker.is_finished
            ]
            for worker in busy:
                with contextlib.suppress(WorkerError):
                    await worker.wait()
        await self.until(self._is_painted)

    async def rest(self) -> None:
        """Waits until the screen changes no more by itself: answers are kept, and no cursor blinks."""
        for line in self.app.screen.query(Input):
            line.cursor_blink = False
        await self.settle()
        await self.until(lambda: "saving …" not in self.text)

    async def left(self) -> None:
        """Waits until the application has said that it ends."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.app._exit:
            assert time.monotonic() < deadline, "it did not end"
            await asyncio.sleep(0)

    def _is_painted(self) -> bool:
        screen, size = self.app.screen, self.app.size
        sized = screen.size == size and screen._compositor.size == size
        narrow, short = size.width < LEAST_COLUMNS, size.height < LEAST_ROWS
        return sized and (screen.has_class("-too-narrow"), screen.has_class("-too-short")) == (narrow, short)

    async def resize(self, width: int, height: int) -> None:
        """Makes the window larger or smaller."""
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: self.app.size == (width, height))
        await self.settle()

    async def open(self, id_: str, key: str | None = None) -> None:
        """Goes on with a saved project, at a question."""
        self.app.desk.open(id_)
        self.app.ask(key)
        await self.until(lambda: isinstance(self.app.screen, QuestionScreen))
        await self.settle()

    async def ask(self, key: str) -> None:
        """Goes straight to a question."""
        screen = self.screen(QuestionScreen)
        await screen.ask(key)
        await self.until(lambda: screen.query("#answer-editor, #importance-editor"))
        await self.settle()

    async def result(self) -> None:
        """Opens the result and waits for the verdict."""
        self.app.show_result()
        await self.until(lambda: "Weighing" not in self.text and "Shelf" in self.text)

    def screen(self, kind: type[S]) -> S:
        """The screen on top, which is of this kind."""
        screen: Screen[Any] = self.app.screen
        assert isinstance(screen, kind), f"{screen} is on top:\n{self.text}"
        return screen

    @property
    def at_home(self) -> bool:
        """Whether the first screen is on top."""
        return isinstance(self.app.screen, HomeScreen)

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(lines_of(self.app))

    @property
    def focused(self) -> Widget:
        """What has the focus."""
        assert self.app.focused is not None
        return self.app.focused

    def place(self, words: str) -> Offset:
        """Where words are on the screen."""
        for y, line in enumerate(lines_of(self.app)):
            before, found, _ = line.partition(words)
            if found:
                return Offset(cell_len(before), y)
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text}")


def lines_of(app: AdvisorApp) -> list[str]:
    """The lines of the screen, with all that stands before it."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def _key(character: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(character)
