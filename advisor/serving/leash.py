"""Becomes another program that ends with its parent: `python leash.py PARENT PROGRAM ARGUMENT…` (Linux).

A server that is killed outright cannot end its sessions, and Textual does not mind that its input ends.
So the kernel is asked to pass the word on. Run by its path, before the program, as nothing but the
process itself can ask for this safely while the server has threads.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1


def leashed(command: Sequence[str]) -> tuple[str, ...]:
    """The command, made to end with this process where the system can do that."""
    if sys.platform != "linux":
        return tuple(command)
    return (sys.executable, "-I", "-S", __file__, str(os.getpid()), *command)


def main(parent: str, *program: str) -> None:
    """Asks to be terminated with the parent, then becomes the program."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it was gone before the kernel was asked
        sys.exit(128 + signal.SIGTERM)
    try:
        os.execvp(program[0], program)
    except OSError as error:
        sys.exit(f"error: cannot run {program[0]}: {error.strerror}")


if __name__ == "__main__":
    main(*sys.argv[1:])
