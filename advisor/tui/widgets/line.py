"""A line to type in; what would act on a terminal is written out, be it from a file or the clipboard."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from advisor.diagnostics import visible


class Line(Input):
    """A line of text without control and direction characters.

    Attributes:
        finds: Whether a slash as the first character looks for a question instead of being typed.
    """

    finds = False

    def validate_value(self, value: str) -> str:
        """Writes them out."""
        return value if value.isprintable() else visible(value)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed, and no binding of the screen."""
        return not self._is_left_alone(character) and super().check_consume_key(key, character)

    async def _on_key(self, event: events.Key) -> None:
        # Textual also calls the handler of the base class, which types, unless this says not to.
        if self._is_left_alone(event.character):
            event.prevent_default()

    def _is_left_alone(self, character: str | None) -> bool:
        return self.finds and character == "/" and not self.value


class NamesLine(Line):
    """A line of names, none of which begins with a slash."""

    finds = True
