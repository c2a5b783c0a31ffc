"""Measurements kept on this machine, and those that travel in files."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from advisor.errors import AdvisorError, InputError, Problem
from advisor.evidence.calibration import Calibration
from advisor.evidence.costs import Costs
from advisor.evidence.plan import RowPlan
from advisor.evidence.records import FrameworkBuild, Machine, Measurement, ProbesFile

#: A file of measurements larger than this was not written by advisor.
_FILE_LIMIT = 32 << 20

T = TypeVar("T", bound=BaseModel)


def row_key(machine: Machine, builds: Iterable[FrameworkBuild], code: str, row: RowPlan) -> str:
    """The key of a row: hardware, framework versions and builds, threads, workload, probe code.

    Not the interpreter's path: the same build measured from another environment is the same row.
    """
    parts: dict[str, object] = {
        "machine": machine.id,
        "cores": machine.cores,
        "builds": sorted([b.framework, b.version, b.build] for b in builds),
        "code": code,
        "device": row.device,
        "precision": row.precision,
        "workload": row.workload,
        "input": row.input,
        "task": row.task,
        "batch": row.batch,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def write_atomically(path: Path, text: str) -> None:
    """Writes a file so that a reader sees the old text or the new one, never a part.

    Raises:
        OSError: The folder cannot be made or written to, or the disk is full; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _of_machine(what: str, machine: Machine) -> str:
    """Where something about a machine is kept, apart from the rows."""
    return f"machines/{what}-{machine.id}.json"


class Store:
    """The measurements of this user.

    Args:
        folder: Where they are kept; made when the first one is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "measurements"

    def find(self, key: str, launches: int) -> Measurement | None:
        """The stored row of a key, if a plan of at least so many launches was run for it, or decided."""
        row = self._read(Measurement, f"{key}.json")
        best = row.best() if row is not None else None
        return row if best is not None and max(best.planned, best.launches) >= launches else None

    def costs(self, machine: Machine) -> Costs:
        """What measuring was seen to cost on a machine."""
        return self._read(Costs, _of_machine("costs", machine)) or Costs()

    def save_costs(self, machine: Machine, costs: Costs) -> None:
        """Keeps them.

        Raises:
            OSError: The folder cannot be written to.
        """
        write_atomically(self._folder / _of_machine("costs", machine), costs.model_dump_json(indent=1))

    def calibration(self, machine: Machine) -> Calibration:
        """What the noise of a machine is known to be."""
        return self._read(Calibration, _of_machine("calibration", machine)) or Calibration()

    def save_calibration(self, machine: Machine, calibration: Calibration) -> None:
        """Keeps it.

        Raises:
            OSError: The folder cannot be written to.
        """
        write_atomically(
            self._folder / _of_machine("calibration", machine), calibration.model_dump_json(indent=1)
        )

    def _read(self, shape: type[T], name: str) -> T | None:
        """A kept file, or None; one that cannot be read is set aside with the ending `.corrupt`."""
        path = self._folder / name
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        try:
            return shape.model_validate_json(text)
        except ValidationError:
            with contextlib.suppress(OSError):
                path.replace(path.with_suffix(".corrupt"))
            return None

    def save(self, rows: Mapping[str, Measurement]) -> None:
        """Keeps rows that compare something, unless what is kept rests on more launches.

        Raises:
            OSError: The folder cannot be written to.
        """
        for key, row in rows.items():
            best = row.best()
            if best is None or best.disturbed:
                continue
            kept = self.find(key, max(best.planned, best.launches) + 1)
            if kept is None or kept.taken.date() != row.taken.date():
                write_atomically(self._folder / f"{key}.json", row.model_dump_json(indent=1))


def read_probes_file(path: Path) -> ProbesFile:
    """Reads a file that `advisor probe -o` wrote.

    Raises:
        AdvisorError: It cannot be read.
        InputError: It is not such a file; every wrong key is named.
    """
    try:
        if path.stat().st_size > _FILE_LIMIT:
            raise AdvisorError(
                f"{path} is larger than {_FILE_LIMIT >> 20} MiB", "Name a file of advisor probe -o"
            )
        data = path.read_bytes()
    except OSError as error:
        raise AdvisorError(
            f"{path} cannot be read: {error.strerror}", "Name a file of advisor probe -o"
        ) from None
    try:
        return ProbesFile.model_validate_json(data)
    except ValidationError as error:
        raise InputError(
            Problem(
                file=str(path),
                line=0,
                column=0,
                key=".".join(str(part) for part in trouble["loc"]),
                what=trouble["msg"],
                remedy="Write the file anew with advisor probe -o FILE",
            )
            for trouble in error.errors(include_url=False)[:20]
        ) from None


def probes_file(rows: Iterable[Measurement], taken: datetime, command: str) -> ProbesFile:
    """The file that carries rows between machines."""
    return ProbesFile(taken=taken, command=command, measurements=tuple(rows))
