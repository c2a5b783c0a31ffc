"""The lines of the probe dock: how far the measuring of each row is, in as many columns as there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len

from advisor.evidence.rows import RowState
from advisor.frameworks import FRAMEWORKS
from advisor.tui.widgets.cells import fit, widest
from advisor.tui.widgets.drawn import Line, Part
from advisor.tui.widgets.ratios import numbers, picture, verdict_words

Status = Literal["idle", "running", "paused", "stopping", "stopped", "done"]

#: The axis runs from 1 / 2.5 to 2.5.
REACH = 2.5
#: From how many columns on the modes are named (with one workload, with several), and there is a picture.
_MODES_FROM, _MODES_FROM_MIXED, _PICTURE_FROM = 104, 112, 76
_MODES, _FIGURES, _VERDICT, _VERDICT_NARROW = 20, 17, 17, 9
_STAGE, _STAGE_NARROW = 15, 9
_NAME, _NAME_ALONE, _NAME_MIXED = 10, 12, 22
_PICTURE, _LEAST_PICTURE = 31, 7
_DEVICES = {
    "cpu": "CPU",
    "nvidia": "NVIDIA GPU",
    "amd": "AMD GPU",
    "apple": "Apple GPU",
    "intel-gpu": "Intel GPU",
    "tpu": "TPU",
    "aws-neuron": "AWS Neuron",
}
_STAGES = {
    "waiting": ("·", "waiting", "muted"),
    "modes": ("▸", "trying modes", "knob"),
    "launches": ("▸", "launch", "knob"),
    "done": ("✓", "done", "good"),
    "skipped": ("↷", "skipped", "muted"),
    "left-out": ("–", "no time", "muted"),
    "failed": ("✗", "failed", "bad"),
}
#: What can still be skipped.
UNDER_WAY = ("waiting", "modes", "launches")


@dataclass(frozen=True)
class Piece:
    """A part of the header, and the action that a click on it asks for."""

    text: str
    style: str = ""
    action: str = ""


def subject(states: Sequence[RowState]) -> str:
    """What is measured, and on what."""
    workloads = ", ".join(dict.fromkeys(state.workload for state in states))
    devices = ", ".join(dict.fromkeys(_DEVICES[state.device] for state in states))
    return f"{workloads} on {devices}" if states else ""


def progress(status: Status, left_s: float | None) -> str:
    """How it goes, in words."""
    if status == "running":
        return "" if left_s is None else f"{_duration(left_s)} left"
    return {"idle": "none running", "stopping": "stopping…"}.get(status, status)


def header(title: str, what: str, parts: Sequence[str], keys: Sequence[Piece], width: int) -> list[Piece]:
    """The header's pieces.

    Args:
        title: Always there, as are the keys.
        what: What is measured.
        parts: How many rows, how it goes, and a message; where room is short the message goes first, then
            the number of rows, then what is measured.
        keys: What can be clicked.
        width: Columns.
    """
    room = width - sum(cell_len(piece.text) for piece in keys) - cell_len(title)
    told = [fit(what, widest([what], 40)), *parts]
    for least in (3, 1, 0, 2):
        if sum(cell_len(part) + 3 for part in told if part) - 1 > room:
            told[least] = ""
    middle = " · ".join(part for part in told if part)
    return [Piece(title, "strong", "fold"), Piece(f"  {middle}" if middle else ""), *keys]


def row_line(state: RowState, width: int, *, alone: bool, marked: bool) -> Line:
    """One row.

    Args:
        state: How far it is.
        width: Columns.
        alone: All rows have the same workload, so that it need not be said.
        marked: The cursor is here.
    """
    middle = width >= _PICTURE_FROM
    wide = width >= (_MODES_FROM if alone else _MODES_FROM_MIXED)
    stage = _STAGE if middle else _STAGE_NARROW
    verdict = _VERDICT if middle or alone else _VERDICT_NARROW
    fixed = 2 + 1 + _FIGURES + 1 + verdict + 1 + stage
    label = max(_NAME, min(_NAME_ALONE if alone else _NAME_MIXED, width - fixed))
    modes = _MODES + 1 if wide else 0
    cells = min(_PICTURE, width - fixed - label - modes - 1) if middle else 0
    cells = 0 if cells < _LEAST_PICTURE else cells - (cells % 2 == 0)
    between = _FIGURES + 1 + verdict + modes + (cells + 1 if cells else 0)
    sign, word, style = _STAGES[state.stage]
    parts: list[str | Part | Line] = [
        ("▸ " if marked else "  ", "knob"),
        _name(state, label, alone=alone),
        " ",
    ]
    figures = numbers(state.ratio, state.low, state.high)
    if figures:
        met = " · ".join(state.modes[side] for side in FRAMEWORKS if side in state.modes)
        parts += [(fit(met, _MODES) + " ", "muted")] if modes else []
        if cells:
            parts += [picture(state.ratio, state.low, state.high, cells, REACH), " "]
        words = verdict_words(state.verdict)
        parts += [(fit(figures, _FIGURES), "strong"), " " + _short(words, verdict)]
    else:
        parts.append((fit(state.detail, between), "muted"))
    if state.stage == "launches":
        word = f"{'launch ' if middle else ''}{max(1, state.launch)} of {max(1, state.launches)}"
    elif not middle:
        word = word.removesuffix(" modes")
    parts += [" ", (fit(f"{sign} {word}", stage), style)]
    return Line.of(*parts, marked=marked)


def _name(state: RowState, cells: int, *, alone: bool) -> str:
    """The row's name; where it is too long its beginning is cut, so that rows stay apart."""
    batch = f"b{state.batch}"
    first, rest = (state.task, batch) if alone else (state.workload, f"{state.task} {batch}")
    return fit(f"{fit(first, widest([first], cells - len(rest) - 1))} {rest}", cells)


def _short(words: str, cells: int) -> str:
    """The verdict on so many cells, by the frameworks' initials where the names are too long."""
    if len(words) > cells:
        words = words.replace("PyTorch", "PT").replace("TensorFlow", "TF")
    return fit(words.replace("inconclusive", "unclear") if len(words) > cells else words, cells)


def _duration(seconds: float) -> str:
    seconds = max(0.0, seconds)
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
