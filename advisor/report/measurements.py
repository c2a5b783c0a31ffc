"""The measurements of a report as a table."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from advisor.diagnostics import visible
from advisor.frameworks import display_name
from advisor.report.model import MeasurementPart, Report

_VERDICTS = {
    "pytorch-faster": "PyTorch faster",
    "tensorflow-faster": "TensorFlow faster",
    "equal": "equal",
    "inconclusive": "inconclusive",
}


def measurement_table(report: Report) -> Table:
    """A line for each comparison: what met, the times, the ratio with its interval, and what it means."""
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="")
    for heading in ("row", "PyTorch", "TensorFlow", "ratio", "verdict"):
        table.add_column(heading)
    for row in report.measurements:
        name = f"{row.workload} {row.task} b{row.batch}"
        if not row.comparisons:
            table.add_row(visible(name), "", "", "", "not compared, see the warnings")
        for met in row.comparisons:
            verdict = _VERDICTS[met.verdict]
            launches = f"{met.launches} {'launch' if met.launches == 1 else 'launches'}"
            remarks = [launches, _origin(row), *([] if row.counts else ["does not count"])]
            table.add_row(
                visible(name),
                visible(f"{met.pytorch} {_ms(met.pytorch_ms)}"),
                visible(f"{met.tensorflow} {_ms(met.tensorflow_ms)}"),
                f"{met.ratio:.2f} [{met.low:.2f}, {met.high:.2f}]",
                Text(visible(f"{verdict} ({', '.join(remarks)})")),
            )
    return table


def remark_lines(report: Report) -> list[str]:
    """Why rows do not count, and why their measuring stopped, one line for each reason."""
    remarks: dict[str, list[str]] = {}
    for row in report.measurements:
        name = f"{row.workload} {row.task} b{row.batch}"
        if not row.counts:
            remarks.setdefault(f"does not count: {row.why_not}", []).append(name)
        for met in row.comparisons:
            remarks.setdefault(f"measured until {met.stopped}", []).append(name)
    return [f"{', '.join(names)}: {remark}" for remark, names in remarks.items()]


def left_out_lines(report: Report) -> list[str]:
    """Modes that were not measured, one line for each reason."""
    reasons: dict[str, list[str]] = {}
    for row in report.measurements:
        for figure in row.modes:
            if figure.status == "not-measured":
                name = (
                    f"{display_name(figure.framework)} {figure.mode} ({row.workload} {row.task} b{row.batch})"
                )
                reasons.setdefault(figure.reason, []).append(name)
    return [f"{', '.join(names)}: {reason}" for reason, names in reasons.items()]


def _ms(value: float) -> str:
    return f"{value:.3g} ms" if value < 1000 else f"{value / 1000:.3g} s"


def _origin(row: MeasurementPart) -> str:
    if row.origin == "fresh":
        return f"{row.device}, just now"
    return f"{row.device}, {row.origin} on {row.machine.name}, {row.taken:%Y-%m-%d %H:%M}"
