"""A program in a process of its own, read line by line over a private pipe, and surely gone in the end."""

from __future__ import annotations

import collections
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

#: A line longer than this is not one of ours.
_LINE_LIMIT = 8 << 20
#: How much of what it prints is kept for a message about its end.
_CHATTER_LINES = 40
#: The pipe closes a moment before the exit code is known.
_EXIT_S = 5.0


class Child:
    """A running program.

    Args:
        command: What is run; `--read` and `--write` with its ends of two pipes are put behind it.
        scratch: The folder in which it works.

    Attributes:
        lines: What it writes to its pipe as it comes, then None. Others may put in what wakes a reader.

    Raises:
        OSError: It cannot be run.
    """

    def __init__(self, command: Sequence[str], scratch: Path) -> None:
        self.lines: queue.Queue[bytes | None] = queue.Queue()
        self._chatter: collections.deque[str] = collections.deque(maxlen=_CHATTER_LINES)
        self._ended = False
        child_read, ours_write = os.pipe()
        ours_read, child_write = os.pipe()
        inherited = _inherit(child_read, child_write)
        try:
            self._process = subprocess.Popen(
                [*command, "--read", inherited.read, "--write", inherited.write],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=scratch,
                env=worker_environment(os.environ, scratch),
                pass_fds=inherited.pass_fds,
                start_new_session=not inherited.startup,
                startupinfo=inherited.startup,
                creationflags=inherited.flags,
            )
        except OSError:
            os.close(ours_read)
            os.close(ours_write)
            raise
        finally:
            os.close(child_read)
            os.close(child_write)
        self._to_child = os.fdopen(ours_write, "wb", buffering=0)
        assert self._process.stdout is not None
        for target, stream in (
            (self._listen, os.fdopen(ours_read, "rb")),
            (self._drain, self._process.stdout),
        ):
            threading.Thread(target=target, args=(stream,), daemon=True).start()

    @property
    def pid(self) -> int:
        """Of the process, which leads a group of its own."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def send(self, line: bytes) -> None:
        """Writes a line to its pipe.

        Raises:
            OSError: It reads no more.
        """
        if self._ended:
            raise BrokenPipeError
        self._to_child.write(line)

    def end(self) -> None:
        """Ends it and everything that it started; safe to call at any time, more than once."""
        if self._ended:
            return
        self._ended = True
        with contextlib.suppress(OSError):
            self._to_child.close()
        # What it started may outlive it, in its group.
        _kill_group(self._process)
        self._process.wait()

    def farewell(self) -> tuple[int, str]:
        """Ends it, giving it time if it is about to end by itself; its exit code and its last words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=_EXIT_S)
        self.end()
        last = next((line for line in reversed(self._chatter) if line.strip()), "")
        return self._process.returncode, last.strip()

    def _listen(self, stream: IO[bytes]) -> None:
        with stream:
            while line := stream.readline(_LINE_LIMIT):
                self.lines.put(line)
        self.lines.put(None)

    def _drain(self, stream: IO[bytes]) -> None:
        # Read to the end, whatever it says: a full pipe would stop the framework in the middle of a block.
        with stream:
            while line := stream.readline(4096):
                self._chatter.append(line.decode("utf-8", errors="replace").rstrip())


def worker_environment(caller: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """The caller's environment, with caches of its own and no modules from the caller's folder.

    The compiler's cache is private to the session, so that a first compilation is truly cold; Keras reads
    no configuration of the user's, which could change its precision or layout.
    """
    environment = dict(caller)
    environment["TORCHINDUCTOR_CACHE_DIR"] = str(scratch / "torch-compile")
    environment["KERAS_HOME"] = str(scratch / "keras")
    here = Path.cwd()
    kept = [
        entry
        for entry in environment.pop("PYTHONPATH", "").split(os.pathsep)
        if entry and Path(entry).is_absolute() and Path(entry) != here
    ]
    if kept:
        environment["PYTHONPATH"] = os.pathsep.join(kept)
    return environment


class _Inherited(NamedTuple):
    """How a child gets two ends of pipes, and a process group of its own."""

    read: str
    write: str
    pass_fds: tuple[int, ...] = ()
    startup: object = None
    flags: int = 0


def _inherit(read: int, write: int) -> _Inherited:
    if sys.platform == "win32":
        import msvcrt

        handles = [msvcrt.get_osfhandle(read), msvcrt.get_osfhandle(write)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        return _Inherited(
            read=str(handles[0]),
            write=str(handles[1]),
            startup=subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles}),
            flags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return _Inherited(read=str(read), write=str(write), pass_fds=(read, write))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kills a program with its compilers and data loaders; it holds nothing worth a farewell."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
