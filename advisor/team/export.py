"""What is taken away from a session: a needs file for each voice, and the shared measurements."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from advisor.errors import AdvisorError
from advisor.evidence.records import Measurement, ProbesFile
from advisor.interview.export import file_name, needs_yaml
from advisor.needs.model import Participant
from advisor.team.records import Revealed, Voice

#: The folders before a file's name, which can bear the name of a person.
_FOLDERS = re.compile(r"""(?:[^\s='"/\\]*[/\\])+""")
_NOTHING: Mapping[str, str] = MappingProxyType({})


def export(
    revealed: Revealed | None,
    measurements: Sequence[ProbesFile],
    folder: Path,
    *,
    names: bool,
    beside: Mapping[str, str] = _NOTHING,
) -> list[Path]:
    """Writes what was revealed: `advisor recommend FOLDER/*.yaml` reads the last round again.

    Rounds before the last one lie in folders of their own.

    Args:
        revealed: The answers.
        measurements: The shared files.
        folder: Made if it is not there.
        names: Whether names and roles are told. Without, the measurements tell neither the name of the
            machine nor the folders in which their commands were run.
        beside: What else is written, by the name of its file.

    Returns:
        The files: needs, then measurements, then earlier rounds, then what stands beside them.

    Raises:
        AdvisorError: Nothing was revealed yet, a file is there already, or the folder cannot be written to.
    """
    if revealed is None:
        raise AdvisorError("nothing has been revealed yet", "Reveal the answers first")
    told = revealed if names else without_names(revealed)
    shared = measurements if names else [without_places(file) for file in measurements]
    texts = dict(_texts(told, shared, folder, names=names))
    texts.update({folder / name: text for name, text in beside.items()})
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


def without_names(revealed: Revealed) -> Revealed:
    """The answers of numbered members in that order; a member has one number in all rounds."""
    rounds = [revealed.voices, *(voices for _, voices in revealed.earlier)]
    # Ids are random, so their order tells nothing of who came first.
    ids = sorted({voice.member.id for voices in rounds for voice in voices})
    called = {id_: f"Member {number:0{len(str(len(ids)))}d}" for number, id_ in enumerate(ids, start=1)}

    def nameless(voice: Voice) -> Voice:
        name = called[voice.member.id]
        participant = Participant(name, weight=voice.member.weight)
        member = replace(voice.member, name=name, role="")
        return replace(voice, member=member, needs=replace(voice.needs, participant=participant))

    def in_order(voices: Sequence[Voice]) -> tuple[Voice, ...]:
        return tuple(map(nameless, sorted(voices, key=lambda voice: voice.member.id)))

    return replace(
        revealed,
        voices=in_order(revealed.voices),
        earlier=tuple((round_, in_order(voices)) for round_, voices in revealed.earlier),
    )


def _texts(
    revealed: Revealed, measurements: Sequence[ProbesFile], folder: Path, *, names: bool
) -> Iterator[tuple[Path, str]]:
    """Each file with what stands in it."""
    rounds = [(revealed.round, revealed.voices), *revealed.earlier]
    members = dict.fromkeys(voice.member.id for _, voices in rounds for voice in voices)
    numbers = {id_: number for number, id_ in enumerate(members, start=1)}
    for round_, voices in rounds:
        place = folder if round_ == revealed.round else folder / f"round-{round_}"
        for voice in voices:
            called = file_name(voice.member.name, "needs")
            number = f"{numbers[voice.member.id]:0{len(str(len(members)))}d}-" if names else ""
            yield place / f"{number}{called}", needs_yaml(voice.needs)
        if round_ == revealed.round:
            for number_, file in enumerate(measurements, start=1):
                text = file.model_dump_json(by_alias=True, indent=1)
                yield folder / measurements_name(number_), text


def measurements_name(number: int) -> str:
    """What a shared file of measurements is called, by its number from 1."""
    return f"measurements-{number}.json"


def without_places(file: ProbesFile) -> ProbesFile:
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
