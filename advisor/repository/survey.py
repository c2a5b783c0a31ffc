"""Walking through a repository and collecting what its files show; nothing in it is imported or run."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from packaging.utils import canonicalize_name

from advisor.errors import AdvisorError
from advisor.repository.finding import Finding, Standing
from advisor.repository.parts import SKIPPED, is_aside, is_test
from advisor.repository.requirements import is_project_file, is_requirements, requirements_in
from advisor.repository.sources import Alias, names_in_notebook, own_modules_read, read_source

_MOST_FILES = 20_000
_MOST_BYTES = 2 << 20
_MOST_BYTES_IN_ALL = 256 << 20
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
#: A project whose folder is called like a framework is that framework only if it is a package.
_FRAMEWORKS = {"torch", "tensorflow", "keras", "jax"}
#: What a developer has beside a project: a list that names one of them is of no use to tell what it needs.
_DEVELOPERS = {"pytest", "ruff", "black", "flake8", "mypy", "isort", "pylint", "pre-commit", "tox", "nox"}


@dataclass
class Survey:
    """What a repository shows.

    Attributes:
        folder: The repository.
        findings: All signs, in the order of the files.
        sources: The project's own Python files that import anything from outside it.
        files: How many files were looked into.
        cut: True if there was more than is looked into.
    """

    folder: Path
    findings: list[Finding] = field(default_factory=list)
    sources: frozenset[str] = frozenset()
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
    offers: dict[str, Alias] = {}
    left = _MOST_BYTES_IN_ALL
    for path in _files(folder):
        if found.files >= _MOST_FILES or left <= 0:
            found.cut = True
            break
        found.files += 1
        findings, read = _look(path, PurePosixPath(path.relative_to(folder).as_posix()), offers)
        found.findings += findings
        left -= read
    packages, modules = _own(folder)
    found.findings = own_modules_read(found.findings, modules | {entry.what for entry in packages}, offers)
    named = {entry.what for entry in found.findings if entry.kind == "project"}
    named |= {canonicalize_name(entry.what) for entry in packages}
    found.findings = [
        entry
        for entry in _with_lists_weighed(found.findings)
        if entry.kind != "package" or entry.what not in named
    ]
    found.findings += packages
    found.sources = frozenset(
        entry.file
        for entry in found.findings
        if entry.kind == "name"
        and entry.standing is not Standing.ASIDE
        and entry.what.partition(".")[0] not in sys.stdlib_module_names
    )
    return found


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        models = [name for name in folders if name.lower().endswith(".mlpackage")]
        folders[:] = sorted(name for name in folders if name not in SKIPPED and name not in models)
        for name in sorted(names + models):
            yield Path(place) / name


def _own(folder: Path) -> tuple[list[Finding], set[str]]:
    """The project's packages and its other modules: what its sources import by these names is its own."""
    packages: list[Finding] = []
    modules: set[str] = set()
    for root in (folder, folder / "src"):
        for path in sorted(root.glob("*")):
            if path.suffix == ".py" and path.stem not in _FRAMEWORKS:
                modules.add(path.stem)
            elif (path / "__init__.py").is_file():
                place = (path / "__init__.py").relative_to(folder).as_posix()
                packages.append(Finding("project", path.name, place))
            elif path.name not in _FRAMEWORKS and (any(path.glob("*.py")) or any(path.glob("*/*.py"))):
                modules.add(path.name)
    return packages, modules


def _look(path: Path, place: PurePosixPath, offers: dict[str, Alias]) -> tuple[list[Finding], int]:
    """What one file shows, and how many bytes were read; `offers` takes what other modules can import."""
    name = place.name.lower()
    if is_test(name):
        return [], 0
    aside = is_aside(place)
    kind = next((kind for ending, kind in _ENDINGS.items() if name.endswith(ending)), None)
    requirements = is_requirements(place)
    findings: list[Finding] = []
    read = 0
    if kind is not None:
        findings = [Finding("file", kind, str(place))]
    elif requirements or name.endswith((".py", ".ipynb")):
        text, read = _text(path)
        if requirements:
            findings += requirements_in(name, text, str(place))
        if name.endswith(".ipynb"):
            findings += names_in_notebook(text, str(place))
        elif name.endswith(".py") and not is_project_file(name):
            source = read_source(text, str(place))
            findings += source.findings
            offers.update(source.offers)
    if aside:
        findings = [replace(entry, standing=Standing.ASIDE) for entry in findings]
    return findings, read


def _text(path: Path) -> tuple[str, int]:
    """The text of a plain file, and its bytes; of pipes, devices, sockets and large files nothing."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return "", 0
        # Should a pipe stand there by now, it is neither waited for here nor read below.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return "", 0
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode) or about.st_size > _MOST_BYTES:
            return "", 0
        try:
            content = file.read(_MOST_BYTES)
        except OSError:
            return "", 0
    return content.decode("utf-8", errors="replace"), len(content)


def _with_lists_weighed(findings: list[Finding]) -> list[Finding]:
    """A list of a developer's whole environment is optional where the project says itself what it needs."""
    packages = [entry for entry in findings if entry.kind == "package" and entry.standing is Standing.FIRM]
    if not any(is_project_file(PurePosixPath(entry.file).name.lower()) for entry in packages):
        return findings
    developers = {entry.file for entry in findings if entry.kind == "package" and entry.what in _DEVELOPERS}
    included: dict[str, set[str]] = {}
    for entry in findings:
        if entry.kind == "includes":
            other = os.path.normpath(PurePosixPath(entry.file).parent / entry.what)
            included.setdefault(other, set()).add(entry.file)
    found = list(developers)
    while found:
        more = included.get(found.pop(), set()) - developers
        developers |= more
        found += more
    return [
        replace(entry, standing=Standing.OPTIONAL)
        if entry.kind == "package"
        and entry.standing is Standing.FIRM
        and entry.file in developers
        and not is_project_file(PurePosixPath(entry.file).name.lower())
        else entry
        for entry in findings
    ]
