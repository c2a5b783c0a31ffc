"""The lines above everything: which project, whether it is saved, and how far the questions are."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from advisor.diagnostics import visible
from advisor.interview.draft import SectionProgress
from advisor.tui.widgets.cells import fit

_NAME = 44
#: Narrower screens show the section at hand alone.
_ALL_SECTIONS_FROM = 100


class TopBar(Static):
    """The project's name and whether every answer is saved."""

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._project = self._saved = self._badge = ""

    class Ready(Message):
        """The bar is there and can be filled."""

    def on_mount(self) -> None:
        """Asks to be filled."""
        self.post_message(self.Ready())

    def show(self, name: str, saved: str, badge: str = "") -> None:
        """Tells them.

        Args:
            name: Of the project.
            saved: A word on whether the answers are kept.
            badge: What kind of screen this is, where it must not be taken for another.
        """
        self._project, self._saved, self._badge = name, saved, badge
        room = max(10, min(_NAME, self.app.size.width - len(saved) - len(badge) - 18))
        shown = visible(name) if len(visible(name)) <= room // 2 else fit(name, room).rstrip()
        parts: list[tuple[str, str] | str] = [(" advisor ", "bold"), "  ", shown, "   "]
        if badge:
            parts += [(f" {badge} ", "bold reverse"), "   "]
        parts.append((saved, "$foreground-muted"))
        self.update(Content.assemble(*parts))

    def on_resize(self) -> None:
        """Cuts the name anew."""
        self.show(self._project, self._saved, self._badge)


class SectionLine(Static):
    """The sections with a dot for each question: ● answered, ○ open, ◆ the one at hand."""

    _shown: tuple[Sequence[SectionProgress], str] | None = None

    def show(self, sections: Sequence[SectionProgress], at: str) -> None:
        """Tells how far they are."""
        self._shown = (sections, at)
        settled = sum(len(section.settled) for section in sections)
        every = sum(len(section.keys) for section in sections)
        parts: list[tuple[str, str] | str] = []
        for section in sections:
            here = at in section.keys
            if not here and (self.size.width or self.app.size.width) < _ALL_SECTIONS_FROM:
                continue
            dots = "".join(
                "◆" if key == at else "●" if key in section.settled else "○" for key in section.keys
            )
            parts += [(f" {section.name} ", "bold" if here else "$foreground-muted"), dots]
        parts.append((f" {settled}/{every}", "$foreground-muted"))
        self.update(Content.assemble(*parts))

    def on_resize(self) -> None:
        """Shows all sections, or one, as there is room."""
        if self._shown is not None:
            self.show(*self._shown)
