"""Earlier results of this user: each recommendation as a JSON file of its own, the oldest going first."""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock
from pydantic import ValidationError

from advisor.errors import AdvisorError
from advisor.evidence.store import write_atomically
from advisor.report.in_short import verdict_in_short
from advisor.report.model import REPORT_SCHEMA, Report, VerdictPart
from advisor.report.reading import FILE_LIMIT, read_report

#: So many are kept.
MOST_KEPT = 200
#: Within this time a result that says the same of the same project takes the place of the one before.
SAME_WITHIN = timedelta(days=1)
#: Seconds to wait for another process that is keeping a result.
_PATIENCE_S = 5.0
_OURS = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}(-\d+)?")
_LONGEST_REASON = 200
_LISTS_THEM = "advisor history lists them"


@dataclass(frozen=True)
class ResultEntry:
    """A kept result in the list, read without checking all of it.

    Attributes:
        id: Of its file.
        made: When the recommendation was made; of an unreadable file when it was written.
        project: The project's name.
        verdict: In a few words, with its share.
        machine: Where it was made.
        command: What repeats it.
        trouble: Why it cannot be read; empty if it can.
    """

    id: str
    made: datetime
    project: str = ""
    verdict: str = ""
    machine: str = ""
    command: str = ""
    trouble: str = ""


class Results:
    """The kept results.

    Args:
        folder: The user's data folder; `results` in it is made with the first one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "results"

    def keep(self, report: Report) -> str:
        """Keeps a report; returns its id.

        A report that says the same of the same project as the one before, within a day, takes its place.

        Raises:
            AdvisorError: It could not be written; nothing that was kept is lost.
        """
        digest = hashlib.sha256(report.project.encode("utf-8", "backslashreplace")).hexdigest()[:8]
        name = f"{report.generated.astimezone(UTC):%Y%m%d-%H%M%S}-{digest}"
        try:
            text = report.model_dump_json(by_alias=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / ".lock", timeout=_PATIENCE_S):
                before = self._before(digest, name)
                path = self._free(name)
                write_atomically(path, text)
                if before is not None and _says_the_same(before, report):
                    before.unlink(missing_ok=True)
                self._drop_the_oldest()
        except (
            OSError,
            ValueError,
        ) as error:  # a lock that is never let go is a TimeoutError, and so an OSError
            reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise AdvisorError(
                f"the result could not be kept in {self._folder}: {reason[:_LONGEST_REASON]}",
                "Free some space or set ADVISOR_DATA; --no-history keeps none",
            ) from None
        return path.stem

    def entries(self) -> list[ResultEntry]:
        """All kept results, the newest first; one that cannot be read says why."""
        found = []
        for path in self._folder.glob("*.json"):
            try:
                found.append(_entry(path))
            except FileNotFoundError:
                continue
        return sorted(found, key=lambda entry: (entry.made, entry.id), reverse=True)

    def find(self, name: str) -> ResultEntry:
        """The result that a number of the list, an id, or the beginning of an id names.

        Raises:
            AdvisorError: There is none, or more than one.
        """
        entries = self.entries()
        if name.isdecimal() and len(name) <= len(str(MOST_KEPT)) and 1 <= int(name) <= len(entries):
            return entries[int(name) - 1]
        exact = [entry for entry in entries if entry.id == name]
        fitting = exact or [entry for entry in entries if name and entry.id.startswith(name)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise AdvisorError(
                f"{len(fitting)} kept results begin with '{name[:60]}'", "Write more of the id"
            )
        raise AdvisorError(f"no result is kept as '{name[:60]}'", _LISTS_THEM)

    def load(self, entry: ResultEntry) -> Report:
        """Reads a kept result whole.

        Raises:
            AdvisorError: It is not there any more or cannot be read.
            InputError: Something in it is wrong; every mistake is named.
        """
        path = self._path(entry)
        try:
            data = _bytes(path)
        except (OSError, ValueError) as error:
            raise AdvisorError(
                f"the result {entry.id} cannot be read: {_why(error)}",
                f"advisor history delete {entry.id} removes it",
            ) from None
        return read_report(data, str(path))

    def delete(self, entry: ResultEntry) -> None:
        """Removes a kept result for good; one that is gone already is no mistake.

        Raises:
            AdvisorError: It cannot be removed.
        """
        path = self._path(entry)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise AdvisorError(
                f"{path} cannot be deleted: {error.strerror or error}", "Mend its rights"
            ) from None

    def _path(self, entry: ResultEntry) -> Path:
        return self._folder / f"{entry.id}.json"

    def _ours(self) -> list[Path]:
        """Files that were named here, the oldest first."""
        return sorted(path for path in self._folder.glob("*.json") if _OURS.fullmatch(path.stem))

    def _before(self, digest: str, name: str) -> Path | None:
        """The newest result of a project that is not newer than a name."""
        of_project = [
            path for path in self._ours() if path.stem[16:24] == digest and path.stem[:15] <= name[:15]
        ]
        return of_project[-1] if of_project else None

    def _free(self, name: str) -> Path:
        path, number = self._folder / f"{name}.json", 1
        while path.exists():
            number += 1
            path = self._folder / f"{name}-{number}.json"
        return path

    def _drop_the_oldest(self) -> None:
        for path in self._ours()[:-MOST_KEPT]:
            path.unlink(missing_ok=True)


def _says_the_same(path: Path, report: Report) -> bool:
    """Whether a kept result differs from a report in nothing but when and how it was asked for."""
    try:
        kept = Report.model_validate_json(_bytes(path))
    except (OSError, ValueError):
        return False
    close = timedelta(0) <= report.generated - kept.generated < SAME_WITHIN
    return close and _content(kept) == _content(report)


def _content(report: Report) -> str:
    rows = tuple(row.model_copy(update={"origin": "stored"}) for row in report.measurements)
    return report.model_copy(
        update={
            "generated": datetime.min.replace(tzinfo=UTC),
            "measurements": rows,
            "environment": report.environment.model_copy(update={"command": ""}),
        }
    ).model_dump_json()


def _entry(path: Path) -> ResultEntry:
    try:
        data = _parsed(path)
        generated = datetime.fromisoformat(_text(data, "generated"))
        if generated.tzinfo is None:
            raise ValueError("its time has no zone")
        called = {_text(part, "id"): str(part.get("name") or "") for part in _parts(data, "frameworks")}
        verdict = VerdictPart.model_validate(data["verdict"])
        leader = _text(_part(data, "draws"), "framework")
        environment = _part(data, "environment")
        return ResultEntry(
            id=path.stem,
            made=generated,
            project=_text(data, "project"),
            verdict=verdict_in_short(verdict, leader, called),
            machine=_text(environment, "machine"),
            command=_text(environment, "command"),
        )
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return ResultEntry(path.stem, _written(path), trouble=_why(error))


def _parsed(path: Path) -> dict[str, object]:
    try:
        data = json.loads(_bytes(path).decode("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    if not isinstance(data, dict) or data.get("schema") != REPORT_SCHEMA:
        raise ValueError("it is not a report of this version")
    return data


def _bytes(path: Path) -> bytes:
    """What a file holds; one that never ends, or that waits for a writer, is not read."""
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        raise ValueError("it is a folder" if stat.S_ISDIR(mode) else "it is not an ordinary file")
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise ValueError(f"it is larger than {FILE_LIMIT >> 20} MiB")
    return data


def _part(data: dict[str, object], key: str) -> dict[str, object]:
    part = data[key]
    if not isinstance(part, dict):
        raise ValueError(f"'{key}' is not what it should be")
    return part


def _parts(data: dict[str, object], key: str) -> Iterator[dict[str, object]]:
    parts = data[key]
    if not isinstance(parts, list):
        raise ValueError(f"'{key}' is not what it should be")
    for part in parts:
        if not isinstance(part, dict):
            raise ValueError(f"'{key}' is not what it should be")
        yield part


def _text(data: dict[str, object], key: str) -> str:
    text = data[key]
    if not isinstance(text, str):
        raise ValueError(f"'{key}' is no text")
    return text


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "its verdict is none"
    if isinstance(error, KeyError):
        return f"'{error.args[0]}' is missing"
    if isinstance(error, RecursionError):
        return "it is too deep"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return str(error)[:_LONGEST_REASON]


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return datetime.min.replace(tzinfo=UTC)
