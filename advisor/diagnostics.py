"""The one place that writes to standard error."""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime

from advisor.errors import AdvisorError


def show_mistake(error: AdvisorError) -> None:
    """Prints a mistake of the user, a line for each of its parts."""
    for line in error.lines:
        note(line, "error")


def note(text: str, kind: str = "note") -> None:
    """Prints one line; control characters in it are made visible."""
    # Here, since whoever has nothing to say need not wait for it.
    import click

    label = click.style(f"{kind}:", fg={"error": "red", "warning": "yellow"}.get(kind), bold=True)
    click.echo(f"{label} {visible(text)}", err=True, color=False if os.environ.get("NO_COLOR") else None)


def show_fault(error: BaseException) -> None:
    """Tells of a fault of ours in one line and keeps the traceback for a report."""
    text = "".join(traceback.format_exception(error))
    if os.environ.get("ADVISOR_DEBUG"):
        print(text, file=sys.stderr)
        return
    note(f"this is a fault of advisor's: {type(error).__name__}: {error}", "error")
    try:
        from advisor.paths import user_data_folder

        folder = user_data_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
        path.write_text(text, encoding="utf-8")
    except (OSError, AdvisorError):
        note("run it again with ADVISOR_DEBUG=1 to see where")
        return
    note(f"please report it with {path}")


def visible(text: str) -> str:
    """The text with control and direction characters written out, so that none acts on a terminal."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
