"""Packages and versions of Python that a project's files ask for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from advisor.repository.finding import Finding

_QUOTED = re.compile(r"""["']([A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?\s*(?:[<>=!~][^"']*)?)["']""")
_IMAGE = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*(\S+)", re.IGNORECASE)
_VERSION = re.compile(r"3\.\d{1,2}")
#: Parts of setup.py that name packages.
_SETUP_KEYS = re.compile(r"(install_requires|extras_require|REQUIRE|requirements)", re.IGNORECASE)


def requirements_in(name: str, text: str, place: str) -> Iterator[Finding]:
    """What a file of requirements, project settings or a lock asks for, by its name.

    Args:
        name: The file's name, in lower case.
        text: Its content.
        place: Its path.
    """
    if name == "pyproject.toml":
        yield from _pyproject(text, place)
    elif name in ("poetry.lock", "uv.lock", "pdm.lock"):
        yield from _lock(text, place)
    elif name in ("environment.yml", "environment.yaml", "conda.yml", "conda.yaml"):
        yield from _conda(text, place)
    elif name in ("setup.py", "setup.cfg"):
        yield from _setup(text, place)
    elif name == ".python-version":
        yield from _python(text, place)
    elif name.startswith("dockerfile") or name.endswith(".dockerfile"):
        for number, line in enumerate(text.splitlines(), 1):
            if found := _IMAGE.match(line):
                yield Finding("image", found[1].lower(), f"{place}:{number}")
    else:
        for number, line in enumerate(text.splitlines(), 1):
            yield from _requirement(line.partition("#")[0].strip(), f"{place}:{number}")


def is_requirements(name: str) -> bool:
    """Whether a file of that name (in lower case) tells requirements."""
    known = {
        "pyproject.toml",
        "poetry.lock",
        "uv.lock",
        "pdm.lock",
        "environment.yml",
        "environment.yaml",
        "conda.yml",
        "conda.yaml",
        "setup.py",
        "setup.cfg",
        ".python-version",
        "pipfile",
    }
    listed = "requirements" in name and name.endswith((".txt", ".in"))
    return name in known or listed or name.startswith("dockerfile") or name.endswith(".dockerfile")


def _requirement(text: str, place: str) -> Iterator[Finding]:
    try:
        entry = Requirement(text)
    except InvalidRequirement:
        return
    yield Finding("package", canonicalize_name(entry.name), place, str(entry.specifier))


def _pyproject(text: str, place: str) -> Iterator[Finding]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    lines = text.splitlines()

    def located(word: str) -> str:
        number = next((at for at, line in enumerate(lines, 1) if word in line), 1)
        return f"{place}:{number}"

    project = data.get("project", {})
    if isinstance(project, dict):
        optional = project.get("optional-dependencies", {})
        groups = optional.values() if isinstance(optional, dict) else ()
        for entries in (project.get("dependencies", ()), *groups):
            for entry in entries if isinstance(entries, list) else ():
                if isinstance(entry, str):
                    yield from _requirement(entry, located(entry))
        version = project.get("requires-python")
        if isinstance(version, str):
            yield from _python(version, located("requires-python"))
    poetry = data.get("tool", {}).get("poetry", {}).get("dependencies", {})
    for name, version in poetry.items() if isinstance(poetry, dict) else ():
        if name == "python":
            yield from _python(str(version), located("python"))
        else:
            yield Finding("package", canonicalize_name(name), located(name), str(version)[:40])


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
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        return
    entries = data.get("dependencies", []) if isinstance(data, dict) else []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            for line in entry.get("pip") or ():
                yield from _requirement(str(line), place)
        elif isinstance(entry, str):
            name, _, version = entry.rpartition("::")[2].replace("==", "=").partition("=")
            if name == "python":
                yield from _python(version, place)
            else:
                # Conda calls the package of PyTorch after the framework.
                plain = {"pytorch": "torch"}.get(name, name)
                yield from _requirement(plain.split(">")[0].split("<")[0], place)


def _setup(text: str, place: str) -> Iterator[Finding]:
    """Quoted requirements of a setup.py, plain ones of a setup.cfg; nothing is executed."""
    if not _SETUP_KEYS.search(text):
        return
    for number, line in enumerate(text.splitlines(), 1):
        if "python_requires" in line:
            yield from _python(line, f"{place}:{number}")
        elif place.endswith(".cfg"):
            yield from _requirement(line.strip(), f"{place}:{number}")
        else:
            for found in _QUOTED.finditer(line):
                yield from _requirement(found[1], f"{place}:{number}")


def _python(text: str, place: str) -> Iterator[Finding]:
    if found := _VERSION.search(text):
        exact = re.fullmatch(r"\s*(==\s*)?3\.\d{1,2}(\.\d+|\.\*)?\s*", text.splitlines()[0] if text else "")
        yield Finding("python", found[0], place, "exact" if exact else text.strip()[:40])
