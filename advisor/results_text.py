"""The kept results as lines of a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from advisor.diagnostics import visible
from advisor.results import MOST_KEPT, ResultEntry

_NONE = "No result is kept here yet: every finished advisor recommend keeps one.\n"


def list_results(entries: Sequence[ResultEntry], width: int) -> str:
    """Two lines for each result: number, time, project and verdict; id, machine and command.

    Args:
        entries: The newest first.
        width: Columns; a command is never cut.
    """
    if not entries:
        return _NONE
    margin = len(str(len(entries)))
    lines = []
    for number, entry in enumerate(entries, 1):
        made = f"{entry.made:%Y-%m-%d %H:%M}"
        if entry.trouble:
            told = f"cannot be read: {visible(entry.trouble)}"
        else:
            room = max(16, width - margin - len(made) - len(entry.verdict) - 6)
            told = f"{_cut(visible(entry.project), room)}: {visible(entry.verdict)}"
        lines.append(f"{number:>{margin}}  {made}  {told}")
        below = " · ".join(filter(None, map(visible, (entry.id, entry.machine, entry.command))))
        lines.append(f"{'':>{margin}}  {below}")
    if len(entries) >= MOST_KEPT:
        lines.append(f"{MOST_KEPT} results are kept at most; the oldest goes with the next one.")
    return "\n".join(lines) + "\n"


def _cut(text: str, room: int) -> str:
    return (
        text if len(text) <= room else textwrap.shorten(text, room, placeholder="…") or f"{text[: room - 1]}…"
    )
