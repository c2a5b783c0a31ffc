"""Walking through a repository and collecting what its files show; nothing in it is imported or run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.repository.finding import Finding
from advisor.repository.requirements import is_requirements, requirements_in
from advisor.repository.sources import names_in_notebook, names_in_source

#: Folders that are not the project's own work.
_SKIPPED = {
    ".git",
    ".hg",
    ".tox",
    ".nox",
    ".venv",
    "venv",
    "env",
    "node_modules",
    "site-packages",
    "__pycache__",
    "third_party",
    "vendor",
    "build",
    "dist",
}
#: Tests and documents show what a project is compared with as often as what it is made of.
_ASIDE = {"test", "tests", "testing", "docs", "doc"}
_MOST_FILES = 20_000
_MOST_BYTES = 2 << 20
#: Kinds of model and data files by how their names end.
_ENDINGS = {
    ".tflite": "tflite",
    ".onnx": "onnx",
    ".pte": "executorch",
    ".mlmodel": "coreml",
    ".mlpackage": "coreml",
    ".tfrecord": "tfrecord",
    ".tfrecords": "tfrecord",
    "saved_model.pb": "savedmodel",
    ".keras": "keras",
    ".torchscript": "torchscript",
}


@dataclass
class Survey:
    """What a repository shows.

    Attributes:
        folder: The repository.
        findings: All signs, in the order of the files.
        files: How many files were looked into.
        cut: True if there were more files than are looked into.
    """

    folder: Path
    findings: list[Finding] = field(default_factory=list)
    files: int = 0
    cut: bool = False


def survey(folder: Path) -> Survey:
    """Looks into all files of a folder that can show anything.

    Raises:
        AdvisorError: It is no folder, or cannot be read.
    """
    if not folder.is_dir():
        raise AdvisorError(f"{folder} is no folder", "Name the folder of an existing repository")
    found = Survey(folder)
    own = {path.name for path in folder.iterdir() if path.is_dir()} | {
        path.name for path in (folder / "src").glob("*") if path.is_dir()
    }
    for path in _files(folder):
        if found.files >= _MOST_FILES:
            found.cut = True
            break
        found.files += 1
        found.findings += [
            entry
            for entry in _look(path, path.relative_to(folder).as_posix())
            if entry.kind != "name" or entry.what.partition(".")[0] not in own
        ]
    return found


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED | _ASIDE)
        for name in sorted(names):
            yield Path(place) / name


def _look(path: Path, place: str) -> Iterator[Finding]:
    name = path.name.lower()
    for ending, kind in _ENDINGS.items():
        if name.endswith(ending):
            yield Finding("file", kind, place)
            return
    requirements = is_requirements(name)
    if not (requirements or name.endswith((".py", ".ipynb"))):
        return
    try:
        if path.stat().st_size > _MOST_BYTES:
            return
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    if requirements:
        yield from requirements_in(name, text, place)
    if name.endswith(".py"):
        yield from names_in_source(text, place)
    elif name.endswith(".ipynb"):
        yield from names_in_notebook(text, place)
