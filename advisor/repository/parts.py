"""Which part of a repository a file belongs to: the project, what stands beside it, or its tests."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

#: Folders that are not the project's own work, and tests and documents: these show what a project is compared
#: with as often as what it is made of.
SKIPPED = {
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
    "test",
    "tests",
    "testing",
    "docs",
    "doc",
}
_TEST = re.compile(r"(conftest|tests?|test_.*|.*_tests?)\.(py|ipynb)")
#: Folders and files that use a project, or bring it from one form into another.
_ASIDE = re.compile(
    r"examples?|tutorials?|demos?|samples?|tools?|scripts?|benchmarks?|benchmarking|notebooks?|converters?"
    r"|\..*|.*conversion.*|convert|convert_.*|.*_convert|.*_converter"
)
_ASIDE_FILE = re.compile(r"(nox|fab)file\.py|.*\.ipynb|convert(_.*)?\.py|.*_(convert|converter)\.py")
#: What is a script beside a package, and a module of it within.
_ASIDE_SCRIPT = re.compile(r"(export|onnx)(_.*)?\.py|.*_export\.py")
#: Scripts that train: what they use, training uses.
_TRAINS = re.compile(r"(.*_)?(pre)?train(ing|er)?(_.*)?")


def is_test(name: str) -> bool:
    """Whether a file of that name (in lower case) is a test."""
    return _TEST.fullmatch(name) is not None


def is_aside(place: PurePosixPath) -> bool:
    """Whether a file belongs to examples, tools, converters or notebooks, or to what builds the project."""
    folders = [part.lower() for part in place.parts[:-1]]
    name = place.name.lower()
    if any(_ASIDE.fullmatch(part) for part in folders) or _ASIDE_FILE.fullmatch(name):
        return True
    return not folders and _ASIDE_SCRIPT.fullmatch(name) is not None


def trains(file: str) -> bool:
    """Whether a file is called like a script that trains."""
    return _TRAINS.fullmatch(PurePosixPath(file).stem.lower()) is not None
