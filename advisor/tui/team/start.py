"""Starting a participant's and the facilitator's application."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from advisor.diagnostics import note
from advisor.team.roles import Chair, Seat
from advisor.team.sessions import Sessions
from advisor.tui.start import run_app
from advisor.tui.team.chair import ChairApp
from advisor.tui.team.seat import SeatApp


def run_seat(folder: Path, session_id: str, member_id: str) -> int:
    """Runs a participant's application until the participant leaves.

    Args:
        folder: The user's data folder.
        session_id: The session's id, or the beginning of it.
        member_id: Whose answers.

    Returns:
        The exit code.

    Raises:
        RemovedError: The participant was removed.
        AdvisorError: The session cannot be opened, or the configuration or the rules are wrong.
    """
    with Sessions(folder, _now).open(session_id) as store:
        seat, running = Seat(store, member_id), list[SeatApp]()

        def make(keymap: dict[str, str], theme: str) -> SeatApp:
            running.append(SeatApp(seat, folder, keymap=keymap, theme=theme))
            return running[0]

        try:
            return run_app(make)
        finally:
            # Whoever leaves while answers are closed has been told, and may have forgotten.
            for line in running[0].last_words().splitlines() if running else ():
                note(line, "warning")


def run_chair(folder: Path, session_id: str, invite_base: str) -> int:
    """Runs the facilitator's application until the facilitator leaves.

    Args:
        folder: The user's data folder.
        session_id: The session's id, or the beginning of it.
        invite_base: What a token is put behind to make a link.

    Returns:
        The exit code.

    Raises:
        AdvisorError: The session cannot be opened, or the configuration or the rules are wrong.
    """
    with Sessions(folder, _now).open(session_id) as store:
        return run_app(
            lambda keymap, theme: ChairApp(Chair(store), folder, invite_base, keymap=keymap, theme=theme)
        )


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
