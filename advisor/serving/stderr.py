"""An application's standard error: one-line messages are told, tracebacks show locals and are not."""

from __future__ import annotations

import asyncio

from advisor.serving.journal import Journal

_KINDS = (b"error: ", b"warning: ", b"note: ")  # as `advisor.diagnostics` writes them
_MOST_LINES = 20
_LONGEST = 4096


async def pass_on_errors(stream: asyncio.StreamReader, name: str, journal: Journal) -> None:
    """Reads to the end and tells the first messages, with the name of their session.

    Args:
        stream: The application's standard error.
        name: What the journal calls the session.
        journal: Where the lines go; it makes control characters visible.
    """
    told, rest = 0, b""
    while data := await stream.read(1 << 16):
        *lines, rest = (rest + data).split(b"\n")
        rest = rest[:_LONGEST]
        for line in lines:
            if line.startswith(_KINDS) and told < _MOST_LINES:
                told += 1
                kind, _, text = line.decode("utf-8", "replace").partition(": ")
                journal.note(f"{name}: {text[:500]}", kind)
