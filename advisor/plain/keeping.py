"""Saving after each answer, and what to do where another window saved the project too."""

from __future__ import annotations

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.desk import Desk
from advisor.interview.projects import ChangedElsewhereError
from advisor.plain.voice import Voice

_SAVED = "Saved. advisor --plain goes on with it."
_NOT_SAVED = "The last answers could not be saved."


class Keeping:
    """Keeps the project at hand.

    Args:
        desk: The interview.
        voice: Tells what goes wrong, and asks what to do.

    Attributes:
        farewell: How the answers are kept, for the end of the conversation.
    """

    def __init__(self, desk: Desk, voice: Voice) -> None:
        self._desk = desk
        self._voice = voice
        self.farewell = "Nothing was answered, so nothing is kept."

    def open(self, project_id: str) -> None:
        """Goes on with a saved project.

        Raises:
            AdvisorError: It is not there, or cannot be read.
        """
        self._desk.open(project_id)
        self.farewell = _SAVED

    def keep(self) -> None:
        """Saves, and lets the measuring follow."""
        try:
            self._desk.save()
            self.farewell = _SAVED
        except ChangedElsewhereError as error:
            self.farewell = _NOT_SAVED
            self._voice.tell(error)
            self._part()
        except AdvisorError as error:
            self.farewell = _NOT_SAVED
            self._voice.tell(error)
        self._desk.measure()

    def _part(self) -> None:
        """Asks which of two versions of a project is gone on with; the other one stays as it is."""
        project = self._desk.draft.project
        asked = "c keeps yours as a copy, o takes the other's: "
        while (typed := self._voice.line(asked).casefold()) not in ("c", "o"):
            self._voice.say("Type c or o")
        try:
            if typed == "c":
                self._desk.keep_as_copy(f"{project.needs.project[:180]} (copy)")
            else:
                self._desk.open(project.id)
        except AdvisorError as error:
            self._voice.tell(error)
            return
        self.farewell = _SAVED
        self._voice.say(f"You go on with: {visible(self._desk.needs.project)}")
