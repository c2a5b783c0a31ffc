"""A slider from 0 to 5 in halves, which can also say "don't know", or that nothing was said yet."""

from __future__ import annotations

import math
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from advisor.diagnostics import visible
from advisor.tui.widgets.drawn import Drawn, Line, Part

MOST = 5.0
STEP = 0.5
#: Where the knob appears when it is first moved.
_MIDDLE = 2.5
_UNKNOWN = "don't know"
#: Where nothing was said: as there is room, and in a sign where there is none.
_LEFT_OUT = ("not said · counts 2, unsure", "not said", "–")
#: Focus mark and a space, and the ends with a space each.
_MARK, _BEFORE, _AFTER = 2, 4, 2
_GAP = 2
#: Lengths of the track at which every half falls on a cell of its own.
_TRACKS = (41, 31, 21, 11)
#: Cells for the words behind the track, best first: value, former value and hint; without hint; value alone.
_ROOMS, _ROOMS_WITH_BASELINE = (17, 10, 3), (26, 19, 12, 3)
_NARROWEST_TRACK_BESIDE_WORDS = 21


class Slider(Drawn, can_focus=True):
    """A track with a knob, moved by keys and mouse.

    Written here because the published one (textual-slider) is under the GPL, version 3, and this project
    under the Apache License 2.0.

    Attributes:
        value: 0 … 5; None is "don't know". Setting it from code sends no message.
        left_out: Whether nothing was said; it then has no value, and does not claim that nobody knows.
        baseline: A former value that is marked on the track and named; None marks nothing.
        low: What 0 means.
        high: What 5 means.
    """

    DEFAULT_CSS = """
    Slider {
        height: 1;
        min-width: 18;
        pointer: pointer;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "step(-1)", "Less", id="slider.less", tooltip="Half a point less", key_display="←"),
        Binding("right,l", "step(1)", "More", id="slider.more", tooltip="Half a point more", key_display="→"),
        Binding("u,delete", "forget", "Don't know", id="slider.unknown", tooltip="Leave this open"),
        Binding("home", "put(0)", "Least", show=False, id="slider.least", tooltip="Set it to 0"),
        Binding("end", "put(5)", "Most", show=False, id="slider.most", tooltip="Set it to 5"),
        *(
            Binding(
                f"{n}", f"put({n})", f"Set {n}", show=False, id=f"slider.set-{n}", tooltip=f"Set it to {n}"
            )
            for n in range(6)
        ),
    ]

    HELP = "← → move by half a point, 0 to 5 set it, home and end go to the ends, u says that you don't know."

    value: reactive[float | None] = reactive[float | None](None)
    left_out: reactive[bool] = reactive(False)
    baseline: reactive[float | None] = reactive[float | None](None)

    class Changed(Message):
        """The user moved the knob, or took the value away."""

        def __init__(self, slider: Slider, value: float | None) -> None:
            super().__init__()
            self.slider = slider
            self.value = value

        @property
        def control(self) -> Slider:
            """The slider that was moved."""
            return self.slider

    def __init__(
        self,
        value: float | None = None,
        *,
        left_out: bool = False,
        baseline: float | None = None,
        low: str = "",
        high: str = "",
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.low, self.high = low, high
        self._hint_seen = False
        self.set_reactive(Slider.value, self.validate_value(value))
        self.set_reactive(Slider.left_out, left_out)
        self.set_reactive(Slider.baseline, self.validate_value(baseline))
        ends = [f"{end}: {visible(text)}" for end, text in ((0, low), (5, high)) if text]
        if ends:
            self.tooltip = Content("\n".join(ends))

    def validate_value(self, value: float | None) -> float | None:
        """Keeps a value on the track; one between two halves stays as it was given."""
        if value is None or math.isnan(value):
            return None
        return min(MOST, max(0.0, float(value)))

    def validate_baseline(self, value: float | None) -> float | None:
        """Keeps a former value on the track."""
        return self.validate_value(value)

    def lines(self, width: int) -> list[Line]:
        """The slider's one line."""
        track, room = self._measures(width)
        return [
            Line.of(
                ("▸ " if self.has_focus else "  ", "knob"),
                ("0 ", "muted"),
                self._track(track),
                (" 5", "muted"),
                " " * _GAP,
                *self._words(room),
            )
        ]

    def action_step(self, direction: int) -> None:
        """Moves the knob to the next half; without a value, to the former one or into the middle."""
        if self.value is None:
            self._choose(_MIDDLE if self.baseline is None else self.baseline)
            return
        halves = self.value / STEP
        steps = math.floor(halves + 1e-9) + 1 if direction > 0 else math.ceil(halves - 1e-9) - 1
        self._choose(steps * STEP)

    def action_put(self, value: float) -> None:
        """Sets a value."""
        self._choose(value)

    def action_forget(self) -> None:
        """Says "don't know"."""
        self._choose(None)

    def on_focus(self) -> None:
        """The hint appears: a click that brings the focus was not meant for it."""
        self._hint_seen = False

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Takes hold of the knob, or reads a click on the hint."""
        if event.button != 1:
            return
        event.stop()
        track, room = self._measures(self.size.width)
        x = event.x - self.gutter.left
        if _MARK <= x < _BEFORE + track + _AFTER:
            self.capture_mouse()
            self._choose(self._value_at(x))
            return
        *before, (hint, _) = self._words(room)
        start = _BEFORE + track + _AFTER + _GAP + sum(len(text) for text, _ in before)
        if self._hint_seen and _UNKNOWN in hint and start <= x < start + len(hint):
            self._choose(None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follows the mouse while the knob is held."""
        self._hint_seen = self.has_focus
        if self.app.mouse_captured is self:
            event.stop()
            self._choose(self._value_at(event.x - self.gutter.left))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Lets the knob go."""
        self._hint_seen = self.has_focus
        if self.app.mouse_captured is self:
            event.stop()
            self.release_mouse()

    def _choose(self, value: float | None) -> None:
        before = self.value, self.left_out
        self.value, self.left_out = value, False
        if (self.value, self.left_out) != before:
            self.post_message(self.Changed(self, self.value))

    def _value_at(self, x: int) -> float:
        """The half nearest to a column of the widget."""
        track, _ = self._measures(self.size.width)
        share = min(1.0, max(0.0, (x - _BEFORE) / max(1, track - 1)))
        return round(share * MOST / STEP) * STEP

    def _measures(self, width: int) -> tuple[int, int]:
        """Cells of the track, and of those behind it."""
        rest = width - _BEFORE - _AFTER - _GAP
        rooms = _ROOMS if self.baseline is None else _ROOMS_WITH_BASELINE
        *wide, last = rooms
        least = [_NARROWEST_TRACK_BESIDE_WORDS] + [_TRACKS[-1]] * (len(wide) - 1)
        room = next((room for room, cells in zip(wide, least, strict=True) if rest - room >= cells), last)
        track = next((cells for cells in _TRACKS if cells <= rest - room), max(1, rest - room))
        return track, max(room, rest - track)

    def _track(self, track: int) -> Line:
        knob = None if self.value is None else round(self.value / MOST * (track - 1))
        mark = None if self.baseline is None else round(self.baseline / MOST * (track - 1))
        signs, styles = ["─"] * track, ["muted"] * track
        if mark is not None:
            signs[mark] = "╵"
        if knob is not None:
            signs[knob] = "●"
            styles[: knob + 1] = ["knob"] * (knob + 1)
        return Line.of_signs(signs, styles)

    def _words(self, room: int) -> list[Part]:
        """Value, former value and hint, as far as there is room for them; the last may be empty."""
        if self.value is None and self.left_out:
            told = next((text for text in _LEFT_OUT if len(text) <= room), _LEFT_OUT[-1])
            return [(told, "muted"), ("", "")]
        value = _UNKNOWN if self.value is None else f"{self.value:.3g}"
        changed = self.baseline is not None and self.baseline != self.value
        former = f"  was {self.baseline:.3g}" if changed else ""
        if len(value + former) > room and self.value is None:
            value = "?"
        if len(value + former) > room:
            former = ""
        offered = self.has_focus and self.value is not None
        hint = f"{self.key_of('slider.unknown', 'u')} {_UNKNOWN}" if offered else ""
        if not hint or len(f"{value}{former}  {hint}") > room:
            return [(value, "muted" if self.value is None else "strong"), (former, "muted")]
        return [(value, "strong"), (f"{former}  ", "muted"), (hint, "muted")]
