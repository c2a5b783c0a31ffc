"""How well somebody knows something: five dots on a line, or "don't know"."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from advisor.diagnostics import visible

LEVELS = ("none", "some", "working knowledge", "fluent", "expert")
_LABEL = 12
_STEP = 2


class Level(Widget, can_focus=True):
    """One skill.

    Args:
        word: Its id.
        label: Its name.
        value: 0 … 4, or None for "don't know".
    """

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Level {
        height: 1;
        width: 1fr;
        pointer: pointer;
        &:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Less", id="level.less", tooltip="One level less", key_display="←"),
        Binding("right,l", "step(1)", "More", id="level.more", tooltip="One level more", key_display="→"),
        Binding(
            "down", "app.focus_next", "Next skill", show=False, id="level.down", tooltip="The next skill"
        ),
        Binding(
            "up", "app.focus_previous", "Skill above", show=False, id="level.up", tooltip="The one above"
        ),
        Binding("enter", "leave", "Next", id="level.leave", tooltip="Go on to the next question"),
        Binding("u,delete", "put(-1)", "Don't know", id="level.unknown", tooltip="Leave this open"),
        *(
            Binding(
                f"{n}",
                f"put({n})",
                f"Set {n}",
                show=False,
                id=f"level.set-{n}",
                tooltip=f"Set it to {n}, {LEVELS[n]}",
            )
            for n in range(len(LEVELS))
        ),
    ]
    HELP = "How well the team knows this: 0 to 4, or ← and →; u if you don't know; enter goes on."

    value: reactive[int | None] = reactive[int | None](None)

    class Changed(Message):
        """The user chose a level."""

        def __init__(self, level: Level, value: int | None) -> None:
            super().__init__()
            self.level, self.value = level, value

    class Left(Message):
        """The user goes on."""

    def __init__(self, word: str, label: str, value: int | None) -> None:
        super().__init__(id=f"level-{word}")
        self.word, self._label = word, visible(label)
        self.set_reactive(Level.value, value)

    def render(self) -> Content:
        """The dots and the level in words."""
        dots = " ".join("●" if place == self.value else "○" for place in range(len(LEVELS)))
        words = "don't know" if self.value is None else f"{self.value} {LEVELS[self.value]}"
        mark = "▸" if self.has_focus else " "
        return Content(f"{mark} {self._label:<{_LABEL}} {dots}   {words}")

    def action_leave(self) -> None:
        """Goes on."""
        self.post_message(self.Left())

    def action_step(self, by: int) -> None:
        """One level more or less; from "don't know" to the middle."""
        middle = len(LEVELS) // 2
        self._choose(middle if self.value is None else min(len(LEVELS) - 1, max(0, self.value + by)))

    def action_put(self, level: int) -> None:
        """A level by its number; -1 for "don't know"."""
        self._choose(None if level < 0 else level)

    def on_click(self, event: events.Click) -> None:
        """A click on a dot chooses it."""
        place, beside = divmod(event.x - _LABEL - 3, _STEP)
        if 0 <= place < len(LEVELS) and beside == 0:
            self._choose(place)

    def _choose(self, value: int | None) -> None:
        if value != self.value:
            self.value = value
            self.post_message(self.Changed(self, value))
