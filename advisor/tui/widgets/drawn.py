"""What our widgets have in common: they are lines of text in a few named styles, and move by no clock."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.css.styles import RulesMap
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

#: Literal text, in which no markup is read, and one of the styles of `Drawn` without its prefix.
Part = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A line of text.

    Attributes:
        parts: From left to right.
        marked: The cursor is on it.
    """

    parts: tuple[Part, ...]
    marked: bool = False

    @classmethod
    def of(cls, *parts: str | Part | Line, marked: bool = False) -> Line:
        """A line of text, of styled text and of other lines."""
        flat: list[Part] = []
        for part in parts:
            if isinstance(part, Line):
                flat += part.parts
            else:
                flat.append((part, "") if isinstance(part, str) else part)
        return cls(tuple(part for part in flat if part[0]), marked)

    @classmethod
    def of_signs(cls, signs: Sequence[str], styles: Sequence[str]) -> Line:
        """A picture of single cells, each with its style."""
        runs = groupby(zip(signs, styles, strict=True), key=lambda pair: pair[1])
        return cls(tuple(("".join(sign for sign, _ in run), style) for style, run in runs))

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(text for text, _ in self.parts)


class _Drawing(Visual):
    """Lines as they are put on the screen; a good deal cheaper than wrapping a `Content` of as many spans."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Turns lines into segments, cut to the width."""
        styles: dict[tuple[str, bool], RichStyle] = {}

        def styled(name: str, marked: bool) -> RichStyle:
            if (name, marked) not in styles:
                base = style + options.get_style(".drawn--cursor") if marked else style
                whole = base + options.get_style(f".drawn--{name}") if name else base
                styles[name, marked] = whole.rich_style
            return styles[name, marked]

        return [
            Strip([Segment(text, styled(name, line.marked)) for text, name in line.parts]).adjust_cell_length(
                width, styled("", line.marked)
            )
            for line in self._lines[:height]
        ]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        """As wide as the widest line."""
        return max((cell_len(line.text) for line in self._lines), default=0)

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        """A row each."""
        return len(self._lines)


class Drawn(Widget):
    """A widget that is drawn as lines of text."""

    ALLOW_SELECT = False

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "drawn--muted",
        "drawn--strong",
        "drawn--knob",
        "drawn--cursor",
        "drawn--pytorch",
        "drawn--tensorflow",
        "drawn--good",
        "drawn--bad",
    }

    DEFAULT_CSS = """
    Drawn {
        width: 1fr;
        height: auto;
        & > .drawn--muted { color: $foreground-muted; }
        & > .drawn--strong { text-style: bold; }
        & > .drawn--knob { color: $text-primary; text-style: bold; }
        & > .drawn--cursor { background: $boost; text-style: bold; }
        & > .drawn--pytorch { color: $text-accent; }
        & > .drawn--tensorflow { color: $text-primary; }
        & > .drawn--good { color: $text-success; }
        & > .drawn--bad { color: $text-error; }
    }
    """

    @abstractmethod
    def lines(self, width: int) -> list[Line]:
        """What is to be seen on so many columns, from top to bottom."""

    def window(self, lines: list[Line]) -> list[Line]:
        """What of the lines is shown where there is room for fewer."""
        return lines

    def render(self) -> Visual:
        """Draws the lines."""
        return _Drawing(self.window(self.lines(self.size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As high as there are lines."""
        return max(1, len(self.lines(width)))

    def key_of(self, binding_id: str, otherwise: str) -> str:
        """The key that does this now, as a user may have remapped it."""
        for active in self.screen.active_bindings.values():
            if active.binding.id == binding_id:
                return self.app.get_key_display(active.binding)
        return otherwise

    def keep_in_sight(self, line: int) -> None:
        """Scrolls what is around this widget until a line of it is seen."""
        for around in self.ancestors:
            if isinstance(around, Widget) and around.allow_vertical_scroll:
                area = Region(self.content_region.x, self.content_region.y + line, self.size.width, 1)
                origin = around.scrollable_content_region.offset - around.scroll_offset
                around.scroll_to_region(area.translate(-origin), animate=False, x_axis=False)
                return
