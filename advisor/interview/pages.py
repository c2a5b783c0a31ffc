"""A report as the pages of a screen: what stands on each, as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from advisor.diagnostics import visible
from advisor.report.measurements import cost_lines, left_out_lines, noise_line, remark_lines
from advisor.report.model import Report, StackPart
from advisor.report.sentences import (
    flip_sentence,
    threshold_sentence,
    versions,
    warning_sentence,
    worth_telling,
)

Page = Literal["summary", "basis", "measured", "flips", "other", "stack", "warnings"]


def pages(report: Report, why_not_measured: str = "") -> dict[Page, str]:
    """All the pages; what came from the user, from files or from errors acts on no terminal.

    Args:
        report: What they tell of.
        why_not_measured: Why nothing can be measured here; empty where something can.
    """
    explanation = report.explanation
    return {
        # The first sentence is the verdict, which stands above every page.
        "summary": _text(explanation.summary[1:] or explanation.summary),
        "basis": _text(_basis(report)),
        "measured": _text(_measured(report, why_not_measured)),
        "flips": _text(_flips(report)),
        "other": _text(explanation.other_side or ["There is nothing to be said for it here."]),
        "stack": _text(
            [_part(part) for part in report.stack] or ["No part of a stack goes with this verdict."],
            gap="\n\n",
        ),
        "warnings": _text([f"! {warning_sentence(entry)}" for entry in report.warnings] or ["None."]),
    }


def _text(entries: Sequence[str], gap: str = "\n") -> str:
    return gap.join("\n".join(map(visible, entry.split("\n"))) for entry in entries)


def _basis(report: Report) -> list[str]:
    """What the verdict rests on, and how to have it again."""
    told = versions(report.environment.frameworks, report.called)
    return [
        f"{_spoke(len(report.rules.fired))}, {report.draws.n:,} draws, seed {report.draws.seed}"
        + (f"; measured with {told}" if told else ""),
        f"Repeat it: {report.environment.command}",
    ]


def _measured(report: Report, why_not: str) -> list[str]:
    """What stands under the chart of the measurements, or in its place."""
    if not report.measurements:
        why = f": {why_not}" if why_not else ""
        return [f"Nothing was measured yet{why}. m measures here, where it can."]
    commands = dict.fromkeys(row.command for row in report.measurements)
    return [
        *filter(None, [noise_line(report)]),
        *remark_lines(report),
        *cost_lines(report),
        *left_out_lines(report),
        *(f"Repeat it: {command}" for command in commands),
    ]


def _flips(report: Report) -> list[str]:
    flips = [flip_sentence(entry, report.called) for entry in report.flips]
    flips += [threshold_sentence(entry, report.called) for entry in report.thresholds]
    worth = [f"{entry.value:.1f}  {entry.text}" for entry in worth_telling(report)]
    return [
        *(flips or ["No single change of an answer, and no pair, would change it."]),
        *(["", "Worth finding out (points at stake)", *worth] if worth else []),
    ]


def _part(part: StackPart) -> str:
    """A part of the stack with its reason and source."""
    but = f"\n  But: {part.caveat}" if part.caveat else ""
    return f"{part.role}: {part.choice}\n  {part.why}{but}\n  {part.source}, {part.source_date:%Y-%m-%d}"


def _spoke(count: int) -> str:
    return "1 rule spoke" if count == 1 else f"{count} rules spoke"
