"""The measurements of a report as a table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rich.table import Table
from rich.text import Text

from advisor.diagnostics import visible
from advisor.evidence.records import ModeFigure
from advisor.report.ageing import day_of
from advisor.report.model import MeasurementPart, Report

ROW_VERDICTS = {
    "pytorch-faster": "PyTorch faster",
    "tensorflow-faster": "TensorFlow faster",
    "equal": "equal",
    "inconclusive": "inconclusive",
}


def measurement_table(report: Report, other: str) -> Table:
    """A line for each comparison: what met, the times, the ratio with its interval, and what it means.

    Args:
        report: Holds the measurements.
        other: The framework that was measured against PyTorch.
    """
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="")
    for heading in ("row", report.name("pytorch"), report.name(other), "ratio", "verdict"):
        table.add_column(visible(heading))
    for row in (row for row in report.measurements if row.other == other):
        name = row_name(row)
        if not row.comparisons:
            table.add_row(visible(name), "", "", "", "not compared, see the warnings")
        for met in row.comparisons:
            verdict = row_verdict(met.verdict, report.name(other))
            launches = f"{met.launches} {'launch' if met.launches == 1 else 'launches'}"
            kind = {"best": name, "eager": "  both eager", "one-thread": "  one thread each"}[met.kind]
            remarks = [launches, _origin(row, day_of(report)), *([] if row.counts else ["does not count"])]
            table.add_row(
                visible(kind),
                visible(f"{met.pytorch} {call_time(met.pytorch_ms)}"),
                visible(f"{met.tensorflow} {call_time(met.tensorflow_ms)}"),
                f"{met.ratio:.2f} [{met.low:.2f}, {met.high:.2f}]",
                Text(visible(f"{verdict} ({', '.join(remarks)})")),
            )
    return table


def row_verdict(verdict: str, other: str) -> str:
    """What a comparison means, in words; `other` is how the framework is called that met PyTorch."""
    return ROW_VERDICTS[verdict].replace("TensorFlow", other)


def remark_lines(report: Report) -> list[str]:
    """Why rows do not count, and why their measuring stopped, one line for each reason."""
    remarks: dict[str, list[str]] = {}
    for row in report.measurements:
        name = row_name(row)
        if not row.counts:
            remarks.setdefault(f"does not count: {row.why_not}", []).append(name)
        for met in row.comparisons:
            if met.kind == "best":
                remarks.setdefault(f"stopped: {met.stopped}", []).append(name)
        for note in row.notes:
            remarks.setdefault(note, []).append(name)
    return [f"{', '.join(names)}: {remark}" for remark, names in remarks.items()]


def cost_lines(report: Report) -> list[str]:
    """What each mode that met another costs besides its time, and how much of the machine it uses."""
    lines = []
    for row in report.measurements:
        best = next((met for met in row.comparisons if met.kind == "best"), None)
        for framework, mode in (
            () if best is None else (("pytorch", best.pytorch), (row.other, best.tensorflow))
        ):
            for figure in row.modes:
                if (figure.framework, figure.mode) == (framework, mode):
                    told = ", ".join(_costs(figure))
                    lines.append(f"{row_name(row)}, {report.name(framework)} {mode}: {told}")
    return lines


def noise_line(report: Report) -> str:
    """What a framework against itself was seen to differ by; empty if that was never measured."""
    floors = [row.noise_floor for row in report.measurements if row.noise_floor is not None]
    if not floors:
        return ""
    return f"noise floor: a framework against itself differs by up to {100 * max(floors):.0f} % here"


def _costs(figure: ModeFigure) -> Iterator[str]:
    if figure.build_s is not None and figure.first_call_s is not None:
        yield f"built in {figure.build_s:.2g} s, first call {figure.first_call_s:.2g} s"
    if figure.break_even_steps is not None:
        yield f"pays off against eager after {figure.break_even_steps:,.0f} steps"
    if figure.peak_mb is not None:
        yield f"{figure.peak_mb:,.0f} MB at most"
    if figure.device_mb is not None:
        yield f"{figure.device_mb:,.0f} MB on the device"
    if figure.share is not None:
        yield f"{100 * figure.share:.2g} % of what this machine can do"


def row_name(row: MeasurementPart) -> str:
    """Workload, task and batch, such as `cnn train b32`."""
    precision = "" if row.precision == "float32" else f" {row.precision}"
    return f"{row.workload} {row.task} b{row.batch}{precision}"


def left_out_lines(report: Report) -> list[str]:
    """Modes that were not measured, one line for each reason."""
    reasons: dict[str, list[str]] = {}
    for row in report.measurements:
        for figure in row.modes:
            if figure.status == "not-measured":
                name = f"{report.name(figure.framework)} {figure.mode} ({row_name(row)})"
                reasons.setdefault(figure.reason, []).append(name)
    return [f"{', '.join(names)}: {reason}" for reason, names in reasons.items()]


def call_time(value: float) -> str:
    """A time in ms, for people."""
    return f"{value:.3g} ms" if value < 1000 else f"{value / 1000:.3g} s"


def _origin(row: MeasurementPart, today: date) -> str:
    if row.origin == "fresh" and row.taken.date() >= today:
        return f"{row.device}, just now"
    return f"{row.device}, {row.origin} on {row.machine.name}, {row.taken:%Y-%m-%d %H:%M}"
