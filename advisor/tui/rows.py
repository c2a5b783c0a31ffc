"""Measurements as rows of the chart."""

from __future__ import annotations

from advisor.report.measurements import row_name
from advisor.report.model import Report
from advisor.tui.widgets.intervals import IntervalRow
from advisor.tui.widgets.ratios import verdict_words


def interval_rows(report: Report) -> list[IntervalRow]:
    """A row for each comparison, with what a reader has to know about it."""
    rows = []
    for row in report.measurements:
        other = report.name(row.other)
        name = row_name(row) if row.other == "tensorflow" else f"{row_name(row)}, {other}"
        if not row.comparisons:
            rows.append(IntervalRow(name, "", None, None, None, "not compared", "; ".join(row.notes)))
        for met in row.comparisons:
            kind = {"best": "", "eager": ", both eager", "one-thread": ", one thread"}[met.kind]
            launches = f"{met.launches} {'launch' if met.launches == 1 else 'launches'}"
            remark = f"{launches}, {row.origin}, {row.taken:%Y-%m-%d}"
            if not row.counts:
                remark += f"; does not count: {row.why_not}"
            rows.append(
                IntervalRow(
                    name + kind,
                    f"{met.pytorch} · {met.tensorflow}",
                    met.ratio,
                    met.low,
                    met.high,
                    verdict_words(met.verdict, other),
                    remark,
                )
            )
    return rows
