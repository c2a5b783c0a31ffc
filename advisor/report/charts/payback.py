"""When compiling pays off: the longer first call against the shorter steps after it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from advisor.evidence.records import ModeFigure
from advisor.report.model import MeasurementPart, Report

EAGER = "eager"
#: A panel shows so many times the steps after which compiling has paid off.
_BEYOND = 2.5
_LEAST = 10


@dataclass(frozen=True)
class Payback:
    """One framework's compiled mode against its eager one.

    Attributes:
        framework: Its id.
        eager: The eager mode, with its first call and the time of a step.
        compiled: The compiled mode.
        steps: Steps after the first call until the compiled mode is ahead; None if it never is.
    """

    framework: str
    eager: ModeFigure
    compiled: ModeFigure
    steps: float | None

    @property
    def reach(self) -> int:
        """How many steps show what happens."""
        if self.steps:
            return max(_LEAST, math.ceil(_BEYOND * self.steps))
        return max(
            _LEAST, math.ceil(2 * abs(seconds(self.compiled, 0) - seconds(self.eager, 0)) / _step(self.eager))
        )


def seconds(figure: ModeFigure, steps: float) -> float:
    """What the first call and so many steps after it take together."""
    return (figure.first_call_s or 0.0) + steps * _step(figure)


def telling_row(report: Report) -> tuple[MeasurementPart, tuple[Payback, ...]] | None:
    """Of the rows of training in which a compiled mode can be compared with the eager one, the most telling.

    Rows that count come before others, then those with more frameworks, then those in which the frameworks
    differ most.
    """
    rows = [(row, paybacks(row)) for row in report.measurements if row.task == "train"]
    able = [entry for entry in rows if entry[1]]
    return max(able, key=lambda entry: (entry[0].counts, len(entry[1]), _difference(entry[0])), default=None)


def paybacks(row: MeasurementPart) -> tuple[Payback, ...]:
    """For each framework of a row that has both: its best compiled mode against its eager one."""
    found = []
    for framework in dict.fromkeys(figure.framework for figure in row.modes):
        timed = {
            figure.mode: figure for figure in row.modes if figure.framework == framework and _timed(figure)
        }
        eager = timed.pop(EAGER, None)
        if eager is not None and timed:
            compiled = _chosen(framework, timed, row)
            found.append(Payback(framework, eager, compiled, compiled.break_even_steps))
    return tuple(found)


def _chosen(framework: str, timed: dict[str, ModeFigure], row: MeasurementPart) -> ModeFigure:
    """The mode that met the other framework, or the fastest where the eager one did."""
    best = next((met for met in row.comparisons if met.kind == "best"), None)
    if best is not None:
        met = best.pytorch if framework == "pytorch" else best.tensorflow
        if met in timed:
            return timed[met]
    return min(timed.values(), key=_step)


def _timed(figure: ModeFigure) -> bool:
    return figure.status == "ok" and figure.median_ms is not None and figure.first_call_s is not None


def _step(figure: ModeFigure) -> float:
    return (figure.median_ms or 0.0) / 1000


def _difference(row: MeasurementPart) -> float:
    return max((abs(math.log(met.ratio)) for met in row.comparisons if met.kind == "best"), default=0.0)
