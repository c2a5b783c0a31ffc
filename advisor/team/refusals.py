"""Why something was refused: the errors that a caller may want to tell apart."""

from __future__ import annotations

from advisor.errors import AdvisorError


class RemovedError(AdvisorError):
    """The participant is not in the session any more."""

    def __init__(self) -> None:
        super().__init__("you are no longer part of this session", "Ask its facilitator for a new link")


class ClosedError(AdvisorError):
    """Answers are not taken in this phase; nothing was saved."""


class GoneError(AdvisorError):
    """The session's file was deleted or replaced while it was open; nothing was saved."""


class UnreadableError(AdvisorError):
    """The session's file is damaged, is none, or was written by a newer version; it was left as it is."""
