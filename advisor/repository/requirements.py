"""Packages and versions of Python that a project's files ask for, by every installation or by some."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from advisor.repository.finding import Finding, Standing
from advisor.repository.setup_file import SetupFile, in_setup_cfg

_IMAGE = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)", re.IGNORECASE)
_INCLUDES = re.compile(r"^(?:-r|-c|--requirement|--constraint)[\s=]*(\S+)")
_VERSION = re.compile(r"3\.\d{1,2}")
_LOCKS = ("poetry.lock", "uv.lock", "pdm.lock")
_CONDA = ("environment.yml", "environment.yaml", "conda.yml", "conda.yaml")
_PROJECTS = ("pyproject.toml", "setup.py", "setup.cfg", ".python-version", "pipfile")
#: Lists that every installation takes; others, such as requirements-dev.txt, are for some.
_EVERYONES = re.compile(r"requirements\.(txt|in)|(base|main|common|core|prod|production)\.(txt|in)")
#: YAML is slow to read; no list of packages is longer.
_MOST_YAML = 256 << 10
#: Conda calls the package of PyTorch after the framework.
_CONDA_NAMES = {"pytorch": "torch", "pytorch-cpu": "torch", "pytorch-gpu": "torch"}


def requirements_in(name: str, text: str, place: str) -> Iterator[Finding]:
    """What a file of requirements, project settings or a lock asks for, by its name.

    Args:
        name: The file's name, in lower case.
        text: Its content.
        place: Its path.
    """
    if name in ("pyproject.toml", "pipfile"):
        yield from _toml(name, text, place)
    elif name in _LOCKS:
        yield from _lock(text, place)
    elif name in _CONDA:
        yield from _conda(text, place)
    elif name == "setup.py":
        yield from _setup(text, place)
    elif name == "setup.cfg":
        yield from _setup_cfg(text, place)
    elif name == ".python-version":
        yield from _python(text, place)
    elif _is_dockerfile(name):
        for number, line in enumerate(text.splitlines(), 1):
            if found := _IMAGE.match(line):
                yield Finding("image", found[1].lower(), f"{place}:{number}")
    else:
        standing = Standing.FIRM if _EVERYONES.fullmatch(name) else Standing.OPTIONAL
        for number, line in enumerate(text.splitlines(), 1):
            plain = line.partition(" #")[0].strip()
            if found := _INCLUDES.match(plain):
                yield Finding("includes", found[1], f"{place}:{number}")
            yield from _requirement(plain, f"{place}:{number}", standing)


def is_requirements(path: PurePosixPath) -> bool:
    """Whether a file of that path tells requirements."""
    name = path.name.lower()
    listed = name.endswith((".txt", ".in")) and (
        "requirements" in name or path.parent.name.lower() == "requirements"
    )
    return listed or name in (*_PROJECTS, *_LOCKS, *_CONDA) or _is_dockerfile(name)


def is_project_file(name: str) -> bool:
    """Whether a file of that name (in lower case) says what an installation of the project needs."""
    return name in _PROJECTS


def _is_dockerfile(name: str) -> bool:
    return name.startswith("dockerfile") or name.endswith(".dockerfile")


def _requirement(text: str, place: str, standing: Standing = Standing.FIRM) -> Iterator[Finding]:
    try:
        entry = Requirement(text)
    except InvalidRequirement:
        return
    if entry.marker is not None and "extra" in str(entry.marker):
        standing = Standing.OPTIONAL
    yield Finding("package", canonicalize_name(entry.name), place, str(entry.specifier), standing)


def _toml(name: str, text: str, place: str) -> Iterator[Finding]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    lines = text.splitlines()

    def located(word: str) -> str:
        number = next((at for at, line in enumerate(lines, 1) if word in line), 1)
        return f"{place}:{number}"

    if name == "pipfile":
        yield from _table(data.get("packages"), located, Standing.FIRM)
        yield from _table(data.get("dev-packages"), located, Standing.OPTIONAL)
        return
    project = _dict(data.get("project"))
    poetry = _dict(_dict(data.get("tool")).get("poetry"))
    for named in (project.get("name"), poetry.get("name")):
        if isinstance(named, str):
            yield Finding("project", canonicalize_name(named), located("name"))
    some = [*_dict(project.get("optional-dependencies")).values()]
    some += _dict(data.get("dependency-groups")).values()
    for standing, groups in ((Standing.FIRM, [project.get("dependencies")]), (Standing.OPTIONAL, some)):
        for entry in (entry for group in groups if isinstance(group, list) for entry in group):
            if isinstance(entry, str):
                yield from _requirement(entry, located(entry), standing)
    version = project.get("requires-python")
    if isinstance(version, str):
        yield from _python(version, located("requires-python"))
    yield from _table(poetry.get("dependencies"), located, Standing.FIRM)
    for group in _dict(poetry.get("group")).values():
        yield from _table(_dict(group).get("dependencies"), located, Standing.OPTIONAL)
    yield from _table(poetry.get("dev-dependencies"), located, Standing.OPTIONAL)


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _table(entries: object, located: Callable[[str], str], standing: Standing) -> Iterator[Finding]:
    """The entries of a table `name = version`, as Poetry and Pipenv write them."""
    for name, version in _dict(entries).items():
        if name == "python":
            yield from _python(str(version)[:40], located("python"))
            continue
        some = _dict(version).get("optional") is True
        yield Finding(
            "package",
            canonicalize_name(name),
            located(name),
            str(version)[:40],
            Standing.OPTIONAL if some else standing,
        )


def _lock(text: str, place: str) -> Iterator[Finding]:
    try:
        packages = tomllib.loads(text).get("package", [])
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for entry in packages if isinstance(packages, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            version = f"=={entry['version']}" if "version" in entry else ""
            yield Finding("locked", canonicalize_name(entry["name"]), place, version)


def _conda(text: str, place: str) -> Iterator[Finding]:
    if len(text) > _MOST_YAML:
        return
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return
    entries = data.get("dependencies", []) if isinstance(data, dict) else []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            lines = entry.get("pip")
            for line in lines if isinstance(lines, list) else ():
                if isinstance(line, str):
                    yield from _requirement(line, place)
        elif isinstance(entry, str):
            name, _, version = entry.rpartition("::")[2].replace("==", "=").partition("=")
            plain = re.split("[<>! ]", name)[0]
            if plain == "python":
                yield from _python(version, place)
            else:
                yield from _requirement(_CONDA_NAMES.get(plain, plain), place)


def _setup(text: str, place: str) -> Iterator[Finding]:
    found = SetupFile(text)
    if found.name:
        yield Finding("project", canonicalize_name(found.name), place)
    for standing, entries in ((Standing.FIRM, found.required), (Standing.OPTIONAL, found.optional)):
        for entry, number in entries:
            yield from _requirement(entry.strip(), f"{place}:{number}", standing)
    if found.python:
        yield from _python(found.python[0], f"{place}:{found.python[1]}")


def _setup_cfg(text: str, place: str) -> Iterator[Finding]:
    said = in_setup_cfg(text)
    lines = [line.strip() for line in text.splitlines()]

    def located(entry: str) -> str:
        return f"{place}:{lines.index(entry) + 1}" if entry in lines else place

    for name in said.get("name", ()):
        yield Finding("project", canonicalize_name(name), place)
    for key, standing in (("required", Standing.FIRM), ("optional", Standing.OPTIONAL)):
        for line in said.get(key, ()):
            yield from _requirement(line.strip(), located(line.strip()), standing)
    for line in said.get("python", ()):
        yield from _python(line, place)


def _python(text: str, place: str) -> Iterator[Finding]:
    if found := _VERSION.search(text):
        exact = re.fullmatch(r"\s*(==\s*)?3\.\d{1,2}(\.\d+|\.\*)?\s*", text.splitlines()[0] if text else "")
        yield Finding("python", found[0], place, "exact" if exact else text.strip()[:40])
