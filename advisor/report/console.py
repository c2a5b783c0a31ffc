"""What is drawn for a terminal: a console of a given width whose output is text."""

from __future__ import annotations

import io

from rich.console import Console

_NARROWEST = 60


def drawing(width: int, *, color: bool) -> Console:
    """A console to draw on.

    Args:
        width: Columns; 60 at least.
        color: Whether colours may be used.
    """
    return Console(
        file=io.StringIO(),
        width=max(_NARROWEST, width),
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def drawn(console: Console) -> str:
    """What was drawn on it, without blanks at the ends of lines."""
    output = console.file
    assert isinstance(output, io.StringIO)
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines()) + "\n"
