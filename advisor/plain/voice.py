"""What is said, a line at a time, and what is typed."""

from __future__ import annotations

from collections.abc import Callable

from advisor.diagnostics import visible
from advisor.errors import AdvisorError


class EndError(Exception):
    """The user leaves."""


class Voice:
    """A conversation in lines.

    Args:
        ask: Gives the line that is typed for a prompt.
        say: Tells a line.
    """

    def __init__(self, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
        self._ask = ask
        self.say = say

    def line(self, prompt: str) -> str:
        """What is typed, without the spaces around it.

        Raises:
            EndError: It is `quit`.
        """
        typed = self._ask(prompt).strip()
        if typed.casefold() == "quit":
            raise EndError
        return typed

    def tell(self, error: AdvisorError) -> None:
        """Tells of a mistake and what to do about it."""
        for line in error.lines:
            self.say(f"error: {visible(line)}")
