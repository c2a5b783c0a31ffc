"""Handing out what came of a session: needs files, measurements, and the report in any form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.evidence.records import ProbesFile
from advisor.evidence.store import read_probes_file
from advisor.needs.model import Participant
from advisor.report.forms import Form, render
from advisor.report.model import Report
from advisor.team.export import export
from advisor.team.records import Revealed, Voice

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
    """Writes it all into a folder.

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
        AdvisorError: Nothing was revealed yet, a file is there already, or the folder cannot be written to.
    """
    reports = {form: folder / _NAMES[form] for form in forms}
    for path in reports.values():
        if path.exists():
            raise AdvisorError(f"{path} is there already", "Name a folder that is empty or not there")
    written = export(revealed, measurements, folder, names=names)
    assert revealed is not None  # or export had refused
    if reports:
        # As they were written: without names they tell no machine either.
        files = [path for path in written if path.name.startswith("measurements-")]
        probes = "".join(f" --probes {path.name}" for path in files)
        report = advise(
            revealed if names else without_names(revealed),
            tuple(read_probes_file(path) for path in files),
            f"advisor recommend *.yaml{probes} --budget none",
        )
        if not names:
            environment = report.environment.model_copy(update={"machine": _NOT_TOLD})
            report = report.model_copy(update={"environment": environment})
        for form, path in reports.items():
            _write(path, render(report, form, _COLUMNS, color=False))
    return [*written, *reports.values()]


def without_names(revealed: Revealed) -> Revealed:
    """The answers of numbered members; the numbers are those of the needs files without names."""
    rounds = [revealed.voices, *(voices for _, voices in revealed.earlier)]
    ids = sorted({voice.member.id for voices in rounds for voice in voices})
    called = {id_: f"Member {number}" for number, id_ in enumerate(ids, start=1)}

    def nameless(voice: Voice) -> Voice:
        name = called[voice.member.id]
        participant = Participant(name, weight=voice.member.weight)
        member = replace(voice.member, name=name, role="")
        return replace(voice, member=member, needs=replace(voice.needs, participant=participant))

    return replace(
        revealed,
        voices=tuple(map(nameless, revealed.voices)),
        earlier=tuple((round_, tuple(map(nameless, voices))) for round_, voices in revealed.earlier),
    )


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise AdvisorError(
            f"{path} cannot be written: {error.strerror or error}", "Free some space, or name another folder"
        ) from None
