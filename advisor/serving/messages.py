"""What the browser says over the WebSocket, and how a session can end. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass

_SMALLEST, _LARGEST = 1, 1000


@dataclass(frozen=True)
class Size:
    """The terminal in the browser, in cells."""

    width: int = 80
    height: int = 24


@dataclass(frozen=True)
class Typed:
    """Keys, pasted text or movements of the mouse, as a terminal sends them."""

    text: str


@dataclass(frozen=True)
class Focus:
    """Whether the terminal in the page has the keyboard."""

    gained: bool


@dataclass(frozen=True)
class Ping:
    """A message of the page that wants its payload back."""

    payload: str


Message = Size | Typed | Focus | Ping


@dataclass(frozen=True)
class Ending:
    """How a session ended: a WebSocket close code and at most 123 bytes for the person."""

    code: int
    text: str

    @property
    def reason(self) -> bytes:
        """The text as a close frame carries it."""
        return self.text.encode()


ENDED = Ending(4000, "The session has ended. Your answers are saved.")
NOT_STARTED = Ending(4001, "The application could not start. The terminal of the server says why.")
FAILED = Ending(4002, "The application stopped unexpectedly. Your answers are saved.")
FULL = Ending(4003, "All sessions are taken. Close another tab and try again.")
STOPPED = Ending(4004, "The server was stopped. Your answers are saved.")
SHUT = Ending(4005, "You no longer take part here, or got a new link. Your answers so far are kept.")
CROWDED = Ending(4006, "You have as many tabs open as one person may. Close another one and try again.")


def read(text: str) -> Message | None:
    """Reads one message of the page; None for what is none, which is then left alone."""
    try:
        match json.loads(text):
            case ["stdin", str(typed)]:
                return Typed(typed)
            case ["resize", {"width": width, "height": height}]:
                return size(width, height)
            case ["ping", str(payload)]:
                return Ping(payload[:100])
            case ["focus", *_]:
                return Focus(gained=True)
            case ["blur", *_]:
                return Focus(gained=False)
    except (ValueError, RecursionError):
        return None
    return None


def size(width: object, height: object) -> Size:
    """The size that two values of any kind speak of, within bounds; 80x24 where they do not."""
    try:
        return Size(*(min(max(int(str(cells)), _SMALLEST), _LARGEST) for cells in (width, height)))
    except ValueError:
        return Size()
