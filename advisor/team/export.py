"""What is taken away from a session: a needs file for each voice, and the shared measurements."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.evidence.records import Measurement, ProbesFile
from advisor.interview.export import file_name, needs_yaml
from advisor.needs.model import Needs, Participant
from advisor.team.records import Revealed, Voice

#: The folders before a file's name, which can bear the name of a person.
_FOLDERS = re.compile(r"""(?:[^\s='"/\\]*[/\\])+""")


def export(
    revealed: Revealed | None, measurements: Sequence[ProbesFile], folder: Path, *, names: bool
) -> list[Path]:
    """Writes what was revealed: `advisor recommend FOLDER/*.yaml` reads the last round again.

    Rounds before the last one lie in folders of their own.

    Args:
        revealed: The answers.
        measurements: The shared files.
        folder: Made if it is not there.
        names: Whether names and roles are told. Without, the measurements tell neither the name of the
            machine nor the folders in which their commands were run.

    Returns:
        The files: needs, then measurements, then earlier rounds.

    Raises:
        AdvisorError: Nothing was revealed yet, a file is there already, or the folder cannot be written to.
    """
    if revealed is None:
        raise AdvisorError("nothing has been revealed yet", "Reveal the answers first")
    texts = dict(_texts(revealed, measurements, folder, names=names))
    for path in texts:
        if path.exists():
            raise _there_already(path)
    written: list[Path] = []
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                written.append(path)
                file.write(text)
    except OSError as error:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        if isinstance(error, FileExistsError) and error.filename in map(str, texts):
            raise _there_already(Path(error.filename)) from None
        raise AdvisorError(
            f"{folder} cannot be written to: {error.strerror or error}",
            "Free some space, or name another folder",
        ) from None
    return written


def _texts(
    revealed: Revealed, measurements: Sequence[ProbesFile], folder: Path, *, names: bool
) -> Iterator[tuple[Path, str]]:
    """Each file with what stands in it."""
    rounds = [(revealed.round, revealed.voices), *revealed.earlier]
    # A member has one number in all rounds. Ids are random, so their order tells nothing of who came first.
    members = dict.fromkeys(voice.member.id for _, voices in rounds for voice in voices)
    numbers = {id_: number for number, id_ in enumerate(members if names else sorted(members), start=1)}
    width = len(str(len(numbers)))
    for round_, voices in rounds:
        place = folder if round_ == revealed.round else folder / f"round-{round_}"
        for voice in sorted(voices, key=lambda voice: numbers[voice.member.id]):
            number = numbers[voice.member.id]
            if names:
                told, name = voice.needs, f"{number:0{width}d}-{file_name(voice.member.name, 'needs')}"
            else:
                told, name = _nameless(voice, f"Member {number}"), f"member-{number:0{width}d}.yaml"
            yield place / name, needs_yaml(told)
        if round_ == revealed.round:
            for number, file in enumerate(measurements, start=1):
                shared = file if names else _without_places(file)
                yield folder / f"measurements-{number}.json", shared.model_dump_json(by_alias=True, indent=1)


def _nameless(voice: Voice, name: str) -> Needs:
    return replace(voice.needs, participant=Participant(name, weight=voice.member.weight))


def _without_places(file: ProbesFile) -> ProbesFile:
    """The measurements without the name of the machine and without folders."""

    def row(measurement: Measurement) -> Measurement:
        machine = measurement.machine.model_copy(update={"name": measurement.machine.id})
        return measurement.model_copy(
            update={"machine": machine, "command": _FOLDERS.sub("", measurement.command)}
        )

    return file.model_copy(
        update={
            "command": _FOLDERS.sub("", file.command),
            "measurements": tuple(row(measurement) for measurement in file.measurements),
        }
    )


def _there_already(path: Path) -> AdvisorError:
    return AdvisorError(f"{path} is there already", "Name a folder that is empty or not there")
