"""Handing out what came of a session: needs files, measurements, and the report in any form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.evidence.records import ProbesFile
from advisor.report.forms import Form, render
from advisor.report.model import Report
from advisor.team.export import export, measurements_name, without_names, without_places
from advisor.team.records import Revealed

_NAMES: dict[Form, str] = {
    "markdown": "report.md",
    "html": "report.html",
    "text": "report.txt",
    "json": "report.json",
}
_COLUMNS = 100
_NOT_TOLD = "not told"


def hand_out(
    revealed: Revealed | None,
    measurements: Sequence[ProbesFile],
    advise: Callable[[Revealed, tuple[ProbesFile, ...], str], Report],
    folder: Path,
    forms: Sequence[Form],
    *,
    names: bool,
) -> list[Path]:
    """Writes it all into a folder; the reports are drawn before anything is written.

    Args:
        revealed: The answers.
        measurements: The shared files.
        advise: Makes the report, which tells the command that repeats it.
        folder: Made if it is not there.
        forms: Of the report.
        names: Whether names, roles and machines are told.

    Returns:
        The files.

    Raises:
        AdvisorError: Nothing was revealed yet, a form cannot be drawn, a file is there already, or the folder
            cannot be written to.
    """
    if revealed is None:
        raise AdvisorError("nothing has been revealed yet", "Reveal the answers first")
    reports: dict[str, str] = {}
    if forms:
        probes = "".join(f" --probes {measurements_name(place + 1)}" for place in range(len(measurements)))
        report = advise(
            revealed if names else without_names(revealed),
            tuple(measurements if names else map(without_places, measurements)),
            f"advisor recommend *.yaml{probes} --budget none",
        )
        if not names:
            environment = report.environment.model_copy(update={"machine": _NOT_TOLD})
            report = report.model_copy(update={"environment": environment})
        reports = {_NAMES[form]: render(report, form, _COLUMNS, color=False) for form in forms}
    return export(revealed, measurements, folder, names=names, beside=reports)
