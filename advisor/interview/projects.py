"""Where projects are kept: a JSON file each, written whole or not at all, and never over somebody else's.

Two windows may work on one project. Each save names the revision it was made from; where the file has another
one by then, nothing is written and the caller is told.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from filelock import FileLock

from advisor.errors import AdvisorError
from advisor.interview.project import Passed, Project, ProjectEntry

if TYPE_CHECKING:
    from advisor.needs.model import Needs
    from advisor.needs.questions import Questionnaire

_FORMAT = 1
#: A file larger than this was not written by advisor.
_LARGEST = 8 << 20
#: Seconds to wait for another window that is writing.
_PATIENCE_S = 5.0
_LONGEST_REASON = 300
_UNREADABLE = "a project that cannot be read"


class ChangedElsewhereError(AdvisorError):
    """Another window saved the project since it was read here; nothing was written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' was changed in another window", "Keep this as a copy, or take the other's"
        )


class CorruptProjectError(AdvisorError):
    """A saved project could not be read and was set aside.

    Attributes:
        aside: Where it lies now.
    """

    def __init__(self, aside: Path, why: str, *, moved: bool = True) -> None:
        done = " and was set aside" if moved else ""
        super().__init__(f"a saved project could not be read ({why}){done}", f"It is kept as {aside}")
        self.aside = aside


class Projects:
    """The saved projects of this user.

    Args:
        folder: The user's data folder; `projects` in it is made with the first save.
        clock: Gives the time of day with its zone.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._folder = folder / "projects"
        self._clock = clock

    def new(self, needs: Needs) -> Project:
        """A project that is not saved yet."""
        now = self._clock()
        return Project(id=f"{now:%Y%m%d}-{secrets.token_hex(4)}", needs=needs, created=now, saved=now)

    def entries(self) -> list[ProjectEntry]:
        """All projects, the last saved first; one that cannot be read is listed, and says so if opened."""
        found = []
        for path in self._folder.glob("*.json"):
            with contextlib.suppress(OSError):  # it is gone, or not ours to read
                found.append(_entry(path))
        return sorted(found, key=lambda entry: entry.saved, reverse=True)

    def load(self, project_id: str, questionnaire: Questionnaire) -> Project:
        """Reads a project.

        Raises:
            CorruptProjectError: It could not be read; the file was set aside, not deleted.
            AdvisorError: There is no such project.
        """
        path = self._path(project_id)
        try:
            return _project(_parse(path), project_id, questionnaire)
        except FileNotFoundError:
            raise AdvisorError("this project is not there any more", "Choose another one") from None
        except OSError as error:
            raise AdvisorError(
                f"{path} cannot be read: {error.strerror or error}", "Mend its rights"
            ) from None
        except (AdvisorError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._set_aside(path, error) from None

    def save(self, project: Project) -> Project:
        """Writes a project; what is returned has the new revision.

        Raises:
            ChangedElsewhereError: Another window saved it since; nothing was written.
            AdvisorError: The folder cannot be written to.
        """
        from advisor.evidence.store import write_atomically

        path = self._path(project.id)
        kept = replace(project, revision=project.revision + 1, saved=self._clock())
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(str(path.with_suffix(".lock")), timeout=_PATIENCE_S):
                if self._revision(path) != project.revision:
                    raise ChangedElsewhereError(project.needs.project)
                write_atomically(path, json.dumps(_data(kept), indent=1))
        except OSError as error:  # a lock that is never let go is a TimeoutError, and so an OSError
            what = f"the answers could not be saved in {self._folder}: {error.strerror or error}"
            raise AdvisorError(
                what, "Free some space or set ADVISOR_DATA; export keeps the answers"
            ) from None
        return kept

    def delete(self, project_id: str) -> None:
        """Removes a project for good."""
        for suffix in (".json", ".lock"):
            with contextlib.suppress(FileNotFoundError):
                self._path(project_id).with_suffix(suffix).unlink()

    def _path(self, project_id: str) -> Path:
        return self._folder / f"{project_id}.json"

    def _revision(self, path: Path) -> int:
        try:
            return int(str(_parse(path)["revision"]))
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _set_aside(self, path: Path, error: Exception) -> CorruptProjectError:
        why = error.lines[0] if isinstance(error, AdvisorError) else str(error)
        if not isinstance(error, AdvisorError | ValueError):
            why = f"{type(error).__name__}: {error}"
        aside = path.with_suffix(f".{self._clock():%Y%m%d-%H%M%S}-{secrets.token_hex(2)}.corrupt")
        try:
            path.replace(aside)
        except OSError:
            return CorruptProjectError(path, why[:_LONGEST_REASON], moved=False)
        return CorruptProjectError(aside, why[:_LONGEST_REASON])


def _entry(path: Path) -> ProjectEntry:
    try:
        data = _parse(path)
        needs = data["needs"]
        answers = needs.get("answers")
        answered = len(answers) if isinstance(answers, dict) else 0
        return ProjectEntry(path.stem, str(needs["project"]), answered, _time(data["saved"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return ProjectEntry(path.stem, _UNREADABLE, 0, changed)


def _parse(path: Path) -> dict[str, dict[str, object]]:
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"it is larger than {_LARGEST >> 20} MiB")
    try:
        data = json.loads(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    except RecursionError:
        raise ValueError("it is too deep") from None
    if not isinstance(data, dict) or data.get("advisor_project") != _FORMAT:
        raise ValueError("it is not a project of this version")
    return data


def _time(value: object) -> datetime:
    time = datetime.fromisoformat(str(value))
    if time.tzinfo is None:
        raise ValueError(f"the time {time} has no zone")
    return time


def _data(project: Project) -> dict[str, object]:
    from advisor.needs.reading import needs_data

    return {
        "advisor_project": _FORMAT,
        "revision": project.revision,
        "created": project.created.isoformat(),
        "saved": project.saved.isoformat(),
        "needs": needs_data(project.needs),
        "passed": dict(project.passed),
        "scenarios": {name: needs_data(needs) for name, needs in project.scenarios.items()},
    }


def _project(data: dict[str, dict[str, object]], project_id: str, questionnaire: Questionnaire) -> Project:
    from advisor.documents import Document
    from advisor.needs.reading import needs_of

    def read(name: str, needs: object) -> Needs:
        # Where needs come from is for messages; here they are the project's own.
        return replace(needs_of(Document(name, needs), questionnaire), source="")

    passed = {str(key): str(how) for key, how in data["passed"].items()}
    if not set(passed.values()) <= {"unknown", "skipped"}:
        raise ValueError("'passed' says something that is not known")
    return Project(
        id=project_id,
        needs=read("saved project", data["needs"]),
        created=_time(data["created"]),
        saved=_time(data["saved"]),
        passed=cast("dict[str, Passed]", passed),
        scenarios={name: read(f"scenario {name}", needs) for name, needs in data["scenarios"].items()},
        revision=int(str(data["revision"])),
    )
