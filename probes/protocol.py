"""Messages between a worker and its parent: JSON objects, one a line, on a private pipe."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from typing import Any

PROTOCOL = 1

Message = dict[str, Any]


class ProbeError(Exception):
    """What a worker answers instead of a result.

    Attributes:
        kind: import, memory, unsupported, request or framework.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Channel:
    """The worker's end of the pipes.

    Args:
        read: Inherited descriptor (on Windows: handle) to read from.
        write: Inherited descriptor (on Windows: handle) to write to.
    """

    def __init__(self, read: int, write: int) -> None:
        if sys.platform == "win32":
            import msvcrt

            read = msvcrt.open_osfhandle(read, os.O_RDONLY)
            write = msvcrt.open_osfhandle(write, 0)
        # Compilers and data loaders that a framework starts must not hold the pipe open.
        os.set_inheritable(read, False)
        os.set_inheritable(write, False)
        if hasattr(os, "register_at_fork"):
            # What is forked, a loader process, must not either: the parent waits for the pipe's end.
            os.register_at_fork(after_in_child=lambda: _close(read, write))
        self._input = os.fdopen(read, "rb")
        self._output = os.fdopen(write, "wb", buffering=0)

    def send(self, message: Message) -> None:
        """Writes one message."""
        self._output.write(json.dumps(message, allow_nan=False).encode() + b"\n")

    def messages(self) -> Iterator[Message]:
        """Reads messages until the parent closes its end; what is not one is given as an empty message."""
        for line in self._input:
            try:
                message = json.loads(line)
            except ValueError:
                message = {}
            yield message if isinstance(message, dict) else {}


def _close(*descriptors: int) -> None:
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)
