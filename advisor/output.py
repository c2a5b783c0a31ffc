"""Where results go: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from advisor.errors import AdvisorError

#: Bytes of a name: file systems take 255, and a file that is being written has 15 more in its name.
_LONGEST_NAME = 240
_LONGEST_SHOWN = 200
_OTHER_NAME = "Name another file"


def check_writable(path: Path | None) -> None:
    """Says before anything is measured that a result could not be written.

    Raises:
        AdvisorError: No file can be called so, or the folder is not there or cannot be written to.
    """
    if path is None:
        return
    _check_name(path)
    try:
        possible = not path.is_dir() and path.parent.is_dir() and os.access(path.parent, os.W_OK)
    except (OSError, ValueError):  # such as a path that is too long as a whole
        possible = False
    if not possible:
        raise AdvisorError(
            f"{_shown(path)} cannot be written", "Name a file in a folder that exists and can be written to"
        )


def deliver(text: str, path: Path | None) -> None:
    """Writes a result, to a file or to standard output."""
    if path is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    from advisor.evidence.store import write_atomically

    _check_name(path)
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")  # a pipe or a device stays what it is
        else:
            mode = _mode(path)
            write_atomically(path, text)
            path.chmod(mode)
    except OSError as error:
        raise AdvisorError(
            f"{_shown(path)} cannot be written: {error.strerror or error}",
            "Free some space, or name another file",
        ) from None


def _mode(path: Path) -> int:
    """Who may read a file that replaces another, or that is new: as usual, since it is made to be shared."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _check_name(path: Path) -> None:
    """Refuses what no file can be called."""
    try:
        longest = len(os.fsencode(path.name))
    except ValueError:  # half of a character, as UTF-16 has them
        longest = -1
    if longest < 0 or "\0" in str(path):
        raise AdvisorError(f"{_shown(path)} has a character that no file name can have", _OTHER_NAME)
    if longest > _LONGEST_NAME:
        raise AdvisorError(f"{_shown(path)} is a name of more than {_LONGEST_NAME} bytes", _OTHER_NAME)


def _shown(path: Path) -> str:
    """A path for a message, cut if it is very long."""
    text = str(path)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}… ({len(text):,} characters)"
