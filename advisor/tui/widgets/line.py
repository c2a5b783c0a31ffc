"""A line to type in; what would act on a terminal is written out, be it from a file or the clipboard."""

from __future__ import annotations

from textual.widgets import Input

from advisor.diagnostics import visible


class Line(Input):
    """A line of text without control and direction characters."""

    def validate_value(self, value: str) -> str:
        """Writes them out."""
        return value if value.isprintable() else visible(value)
