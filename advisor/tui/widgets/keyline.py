"""The line of keys at the foot: as many as there is room for, the least missed left out first.

It is one widget that is drawn anew, where Textual's footer makes a widget for each key at every change.
"""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from advisor.tui.keys import rank_of
from advisor.tui.widgets.drawn import Drawn, Line

#: Before a key, between it and its label, and behind that.
_AIR = 3


@dataclass(frozen=True)
class _Shown:
    """A key with its label."""

    binding: Binding
    key: str
    label: str
    tooltip: str
    enabled: bool
    rank: int

    @property
    def width(self) -> int:
        return cell_len(self.key) + cell_len(self.label) + _AIR


class KeyLine(Drawn):
    """The keys that can be pressed here and now; F1 has all of them."""

    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        background: $footer-background;
        color: $footer-description-foreground;
        pointer: pointer;
        & > .drawn--knob { color: $footer-key-foreground; text-style: bold; }
    }
    """

    def on_mount(self) -> None:
        """Listens to what can be pressed."""
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def lines(self, width: int) -> list[Line]:
        """The keys that have room."""
        parts = []
        for shown in self._keys(width):
            parts += [(f" {shown.key} ", "knob" if shown.enabled else "muted")]
            parts += [(f"{shown.label} ", "" if shown.enabled else "muted")]
        return [Line.of(*parts)]

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Says in a sentence what the key under the mouse does."""
        shown = self._at(event.x)
        tooltip = None if shown is None else Content(shown.tooltip)
        if tooltip != self.tooltip:
            self.tooltip = tooltip

    def on_click(self, event: events.Click) -> None:
        """Presses the key under the mouse."""
        shown = self._at(event.x)
        if shown is not None:
            self.app.simulate_key(shown.binding.key)

    def _changed(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.refresh()

    def _at(self, x: int) -> _Shown | None:
        for shown in self._keys(self.size.width):
            if 0 <= x < shown.width:
                return shown
            x -= shown.width
        return None

    def _keys(self, width: int) -> list[_Shown]:
        found: dict[str, _Shown] = {}
        for _, binding, enabled, tooltip in self.screen.active_bindings.values():
            palette = binding.key == self.app.COMMAND_PALETTE_BINDING
            if not (binding.show or palette) or binding.action in found:
                continue
            found[binding.action] = _Shown(
                binding,
                self.app.get_key_display(binding),
                "Commands" if palette else binding.description,
                tooltip or binding.tooltip,
                enabled,
                rank_of(binding.id, palette=palette),
            )
        kept = list(found.values())
        for shown in sorted(found.values(), key=lambda shown: -shown.rank):
            if sum(entry.width for entry in kept) <= width:
                break
            kept.remove(shown)
        return kept
