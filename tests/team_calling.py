"""Calling `advisor team` as a user does, and looking at what it keeps."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from advisor.paths import user_data_folder
from advisor.team.sessions import Sessions
from advisor.team.store import SessionStore


def run(*arguments: str, stdin: str = "", code: str = "") -> subprocess.CompletedProcess[str]:
    start = f"import sys\n{code}\nfrom advisor.entry import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, "team", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def kept() -> list[str]:
    return [entry.id for entry in Sessions(user_data_folder()).entries()]


@contextmanager
def the_session() -> Iterator[SessionStore]:
    with Sessions(user_data_folder()).open("") as store:
        yield store
