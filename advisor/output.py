"""Where results go: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from advisor.errors import AdvisorError


def check_writable(path: Path | None) -> None:
    """Says before anything is measured that a result could not be written.

    Raises:
        AdvisorError: The folder is not there or cannot be written to.
    """
    if path is None:
        return
    if path.is_dir() or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise AdvisorError(
            f"{path} cannot be written", "Name a file in a folder that exists and can be written to"
        )


def deliver(text: str, path: Path | None) -> None:
    """Writes a result, to a file or to standard output."""
    if path is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    from advisor.evidence.store import write_atomically

    try:
        write_atomically(path, text)
    except OSError as error:
        raise AdvisorError(
            f"{path} cannot be written: {error.strerror or error}", "Free some space, or name another file"
        ) from None
