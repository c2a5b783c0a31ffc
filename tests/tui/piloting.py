"""Driving small apps: coroutines as plain tests, and what a widget shows as text."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, Generic, ParamSpec, TypeVar

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

P = ParamSpec("P")
W = TypeVar("W", bound=Widget)

#: Text that tries to act, to turn the line round, to be long, or to be wide.
HOSTILE = [
    "[@click=app.quit]x[/]",
    "[b red]bold[/b",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "abc\u202egnp.exe\u200f",
    "two\nlines\tand\rmore",
    "漢字仮名交じり文" * 3,
    "e\u0301" * 40,
    "a" + "\u0301" * 10_000,
    "x" * 10_000,
    "\udc80",
]


def piloted(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Runs a coroutine as a test."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


class OneWidget(App[None], Generic[W]):
    """An app around one widget that keeps what the widget says."""

    CSS = "VerticalScroll { scrollbar-size-vertical: 0; }"

    def __init__(self, widget: W, *heard: type[Message]) -> None:
        super().__init__()
        self.widget = widget
        self.heard: list[Message] = []
        self._kinds = heard

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self.widget

    def driven(self, width: int = 80, height: int = 24) -> AbstractAsyncContextManager[Pilot[None]]:
        """Runs it without a terminal."""
        return self.run_test(size=(width, height), message_hook=self._hear)

    def _hear(self, message: Message) -> None:
        if isinstance(message, self._kinds) and not any(message is known for known in self.heard):
            self.heard.append(message)


def shown(widget: Widget) -> list[str]:
    """The lines of a widget as they are on the screen, to the last cell."""
    return [widget.render_line(y).text for y in range(widget.size.height)]


def assert_aligned(widget: Widget) -> None:
    """Every line takes exactly the widget's columns, and nothing in it acts on a terminal."""
    for line in shown(widget):
        assert cell_len(line) == widget.size.width, line
        assert line.isprintable(), line
