"""One framework in a process of its own, spoken to over a private pipe (see docs/protocol.md)."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from advisor.evidence.control import Cancelled, Control, RowSkipped

PROTOCOL = 1
#: A reply longer than this is not one of ours.
_LINE_LIMIT = 8 << 20
#: How much of a framework's own output is kept for a message about its end.
_CHATTER_LINES = 40

#: Stands among the replies for a knock of the control; no line is empty.
_KNOCK = b""

Reply = dict[str, object]


class WorkerFailure(Exception):
    """A worker that could not do what it was asked; it costs its own rows only.

    Attributes:
        kind: `import`, `memory`, `unsupported`, `request` and `framework` are the worker's own words;
            `start`, `protocol`, `crash` and `hang` are what the parent saw.
        what: One line.
        remedy: What to do about it; empty where there is nothing.
        ended: True if the process is gone.
    """

    def __init__(self, kind: str, what: str, remedy: str = "", *, ended: bool) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
        self.remedy = remedy
        self.ended = ended


class Worker:
    """A running worker: started on entry, surely gone on exit, its children included.

    Args:
        framework: It works with.
        interpreter: That holds the framework.
        probes: The folder of the measuring program.
        scratch: The folder in which it works.
        control: May call the work off while the worker is waited for: it is then ended, and `Cancelled` or
            `RowSkipped` raised, whatever it was doing.
    """

    def __init__(
        self,
        framework: str,
        interpreter: str,
        probes: Path,
        scratch: Path,
        control: Control | None = None,
    ) -> None:
        self.framework = framework
        self._control = control or Control()
        self._command = [interpreter, str(probes), "work", "--framework", framework]
        self._scratch = scratch
        self._replies: queue.Queue[bytes | None] = queue.Queue()
        self._chatter: collections.deque[str] = collections.deque(maxlen=_CHATTER_LINES)
        self._ids = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._to_worker: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def alive(self) -> bool:
        """Whether the process can be asked for more."""
        return self._process is not None and self._process.poll() is None

    def start(self, timeout: float = 60.0) -> None:
        """Starts the process and waits for its greeting.

        Raises:
            WorkerFailure: The interpreter cannot be run, or what it runs is not a worker of this protocol.
        """
        child_read, parent_write = os.pipe()
        parent_read, child_write = os.pipe()
        child = _inherit(child_read, child_write)
        try:
            self._process = subprocess.Popen(
                [*self._command, "--read", child.read, "--write", child.write],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=self._scratch,
                env=worker_environment(os.environ, self._scratch),
                pass_fds=child.pass_fds,
                start_new_session=not child.startup,
                startupinfo=child.startup,
                creationflags=child.flags,
            )
        except OSError as error:
            os.close(parent_read)
            os.close(parent_write)
            raise WorkerFailure(
                "start",
                f"the interpreter {self._command[0]} cannot be run: {error.strerror or error}",
                f"Name another one with --python {self.framework}=PATH",
                ended=True,
            ) from None
        finally:
            os.close(child_read)
            os.close(child_write)
        # A queue of its own: one that was killed may still tell of its end, which is not this one's.
        self._replies = queue.Queue()
        self._to_worker = os.fdopen(parent_write, "wb", buffering=0)
        from_worker = os.fdopen(parent_read, "rb")
        assert self._process.stdout is not None
        for target, *given in (
            (self._listen, from_worker, self._replies),
            (self._drain, self._process.stdout),
        ):
            threading.Thread(target=target, args=given, daemon=True).start()
        self._greet(timeout)

    def call(self, do: str, timeout: float, **arguments: object) -> Reply:
        """Sends one command and waits for its result, sleeping meanwhile.

        Args:
            do: The command.
            timeout: Seconds until the worker counts as hanging; it is then killed.
            arguments: As docs/protocol.md lists them.

        Raises:
            WorkerFailure: The worker says so, died, hung, or answered what is not the protocol.
        """
        self.post(do, **arguments)
        return self.wait(do, timeout)

    def post(self, do: str, **arguments: object) -> None:
        """Sends one command; `wait` must follow before the next.

        Raises:
            WorkerFailure: The worker is gone.
        """
        self._ids += 1
        line = json.dumps({"id": self._ids, "do": do, **arguments}).encode() + b"\n"
        try:
            assert self._to_worker is not None
            self._to_worker.write(line)
        except OSError:
            raise self._death(do) from None

    def wait(self, do: str, timeout: float) -> Reply:
        """Waits for the result of the command that was posted last.

        Raises:
            WorkerFailure: The worker says so, died, hung, or answered what is not the protocol.
        """
        reply = self._next(timeout, do)
        if reply.get("id") != self._ids or not isinstance(reply.get("ok"), bool):
            raise self._stranger(f"an answer to '{do}' that is not the protocol's")
        if not reply["ok"]:
            error = reply.get("error")
            error = error if isinstance(error, dict) else {}
            raise WorkerFailure(
                str(error.get("kind", "framework")),
                str(error.get("message", "no reason was given")),
                ended=False,
            )
        result = reply.get("result")
        if not isinstance(result, dict):
            raise self._stranger(f"an answer to '{do}' without a result")
        return result

    def end(self) -> None:
        """Ends the process and everything it started; safe to call at any time, more than once."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            if self._to_worker is not None:
                self._to_worker.close()
        _kill_group(process)
        process.wait()

    def _greet(self, timeout: float) -> None:
        hello = self._next(timeout, "start")
        if hello.get("event") != "hello":
            raise self._stranger("no greeting")
        if hello.get("protocol") != PROTOCOL:
            raise self._stranger(f"protocol {hello.get('protocol')!r} where {PROTOCOL} was expected")

    def _next(self, timeout: float, doing: str) -> Reply:
        try:
            line = self._line(timeout)
        except (Cancelled, RowSkipped):
            self.end()
            raise
        except queue.Empty:
            self.end()
            raise WorkerFailure(
                "hang",
                f"no answer to '{doing}' within {timeout:.0f} s; the worker was stopped",
                "Measure again with a larger --budget, or leave this framework out with --budget none",
                ended=True,
            ) from None
        if line is None:
            raise self._death(doing)
        try:
            reply = json.loads(line)
        except ValueError:
            reply = None
        if not isinstance(reply, dict):
            raise self._stranger("a line that is not JSON")
        return reply

    def _line(self, timeout: float) -> bytes | None:
        """The next line, None at the end of them; sleeps until then, or until the control knocks."""
        replies, until = self._replies, time.monotonic() + timeout
        with self._control.waking(lambda: replies.put(_KNOCK)):
            while True:
                self._control.check()
                line = replies.get(timeout=max(0.0, until - time.monotonic()))
                if line != _KNOCK:
                    return line

    def _stranger(self, what: str) -> WorkerFailure:
        self.end()
        return WorkerFailure(
            "protocol",
            f"the worker sent {what}",
            "advisor and its probes are of different versions: install advisor again",
            ended=True,
        )

    def _death(self, doing: str) -> WorkerFailure:
        process = self._process
        if process is not None:
            # The pipe closes a moment before the exit code is known.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5.0)
        self.end()
        code = process.returncode if process is not None else None
        last = next((line for line in reversed(self._chatter) if line.strip()), "")
        said = f"; its last words: {last.strip()[:200]}" if last else ""
        if code is not None and code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"signal {-code}"
            if name == "SIGKILL":
                return WorkerFailure(
                    "crash",
                    f"the worker was killed during '{doing}'{said}",
                    "The system may have run out of memory: close other programs or take a smaller workload",
                    ended=True,
                )
            how = f"was ended by {name}"
        else:
            how = f"ended with exit code {code}"
        return WorkerFailure(
            "crash",
            f"the worker {how} during '{doing}'{said}",
            f"Check that the framework works there: {self._command[0]} -c 'import {_module(self.framework)}'",
            ended=True,
        )

    def _listen(self, stream: IO[bytes], replies: queue.Queue[bytes | None]) -> None:
        with stream:
            while line := stream.readline(_LINE_LIMIT):
                replies.put(line)
        replies.put(None)

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


class _Child(NamedTuple):
    """How a child gets two ends of pipes, and a process group of its own."""

    read: str
    write: str
    pass_fds: tuple[int, ...] = ()
    startup: object = None
    flags: int = 0


def _inherit(read: int, write: int) -> _Child:
    if sys.platform == "win32":
        import msvcrt

        handles = [msvcrt.get_osfhandle(read), msvcrt.get_osfhandle(write)]
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        return _Child(
            read=str(handles[0]),
            write=str(handles[1]),
            startup=subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles}),
            flags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )
    return _Child(read=str(read), write=str(write), pass_fds=(read, write))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kills a worker with its compilers and data loaders; it holds nothing worth a farewell."""
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _module(framework: str) -> str:
    return {"pytorch": "torch"}.get(framework, framework)
