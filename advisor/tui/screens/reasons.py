"""The reasons of one concern, each with its points, its source and its age."""

from __future__ import annotations

from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from advisor.diagnostics import visible
from advisor.frameworks import FRAMEWORKS, display_name
from advisor.interview.sides import net
from advisor.report.model import ConcernPart, ContributionPart
from advisor.report.sentences import age
from advisor.tui.screens.base import AdvisorModal

_LEAST = 0.005


class Reasons(AdvisorModal[None]):
    """Shows them.

    Args:
        concern: As weighed.
        title: Its name.
        entries: Its contributions.
        today: For the age of sources.
    """

    def __init__(
        self, concern: ConcernPart, title: str, entries: tuple[ContributionPart, ...], today: date
    ) -> None:
        super().__init__()
        self._concern, self._title, self._entries, self._today = concern, title, entries, today

    def compose(self) -> ComposeResult:
        """A paragraph for each reason, the largest first."""
        sure = {"firm": "as you said", "unsure": "left out, so 2 and unsure", "open": "don't know"}
        with Vertical(classes="dialog -large"):
            yield Static(Content(self._title), classes="dialog-title")
            importance = f"importance {self._concern.importance:g} ({sure[self._concern.sure]})"
            yield Static(Content(f"{importance}, weight {self._concern.weight:.2f}"), classes="dialog-text")
            with VerticalScroll():
                for entry in sorted(self._entries, key=lambda entry: -max(net(entry.points))):
                    yield Static(self._paragraph(entry), classes="reason")
            with Horizontal(classes="dialog-buttons"):
                yield Button("Close", id="close", variant="primary")

    def on_button_pressed(self) -> None:
        """Closes."""
        self.dismiss(None)

    def _paragraph(self, entry: ContributionPart) -> Content:
        left, right = net(entry.points)
        side, points = (FRAMEWORKS[0], left) if left >= right else (FRAMEWORKS[1], right)
        how = f"+{points:.1f} {display_name(side)}" if points >= _LEAST else "±0"
        expired = " · older than its review date, counts half ⚠" if entry.expired else ""
        own = "" if entry.origin == "shipped" or entry.kind == "measurement" else f" · from {entry.origin}"
        what = "repeat it with" if entry.kind == "measurement" else "source"
        return Content.assemble(
            (f"{how}  ", "bold"),
            f"{visible(entry.claim)}\n",
            (
                visible(
                    f"   {what} {entry.source} · {entry.source_date:%Y-%m-%d}"
                    f", {age(entry.source_date, self._today)}{expired}{own} · rule {entry.id}"
                ),
                "$foreground-muted",
            ),
        )
