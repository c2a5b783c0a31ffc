"""What an interpreter holds, told without importing any framework."""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import Any

from probes.protocol import PROTOCOL

#: The distributions that may provide a framework, the first that is installed counts.
DISTRIBUTIONS = {
    "pytorch": ("torch",),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-macos", "tf-nightly"),
}


def inspect() -> dict[str, Any]:
    """The answer to `inspect`, as docs/protocol.md describes it."""
    return {
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        "executable": sys.executable,
        "platform": sys.platform,
        "machine": platform.machine(),
        "numpy": version_of("numpy"),
        "code": code_digest(),
        "frameworks": {name: _framework(name) for name in DISTRIBUTIONS},
        "compiler": compiler(),
        "headers": has_headers(),
    }


def version_of(distribution: str) -> str | None:
    """The version of an installed distribution, or None."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def compiler() -> str | None:
    """The C++ compiler that torch.compile would find, or None."""
    for name in ("g++", "clang++", "c++", "cl"):
        if found := shutil.which(name):
            return found
    return None


def has_headers() -> bool:
    """Whether Python's headers are installed, which compiled extensions need."""
    return Path(sysconfig.get_path("include"), "Python.h").is_file()


def code_digest() -> str:
    """A digest of the probes' own code: a row measured by other code is another row."""
    folder = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def installed_mb(distribution: str) -> float | None:
    """MB that a distribution's own files take, as its record of installed files says; None without one."""
    sizes = [file.size or 0 for file in metadata.distribution(distribution).files or ()]
    return sum(sizes) / 1e6 if sizes else None


def _framework(name: str) -> dict[str, Any] | None:
    for distribution in DISTRIBUTIONS[name]:
        version = version_of(distribution)
        if version is not None:
            location = str(metadata.distribution(distribution).locate_file(""))
            found: dict[str, Any] = {
                "version": version,
                "distribution": distribution,
                "location": location,
                "installed_mb": installed_mb(distribution),
            }
            if name == "tensorflow":
                found["keras"] = version_of("keras")
            return found
    return None
