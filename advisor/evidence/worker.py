"""One framework in a process of its own, spoken to over a private pipe (see docs/protocol.md)."""

from __future__ import annotations

import json
import queue
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from advisor.evidence.child import Child
from advisor.evidence.control import Cancelled, Control, RowSkipped

PROTOCOL = 1
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
        self._ids = 0
        self._child: Child | None = None

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
        return self._child is not None and self._child.alive

    def start(self, timeout: float = 60.0) -> None:
        """Starts the process and waits for its greeting.

        Raises:
            WorkerFailure: The interpreter cannot be run, or what it runs is not a worker of this protocol.
        """
        try:
            self._child = Child(self._command, self._scratch)
        except OSError as error:
            raise WorkerFailure(
                "start",
                f"the interpreter {self._command[0]} cannot be run: {error.strerror or error}",
                f"Name another one with --python {self.framework}=PATH",
                ended=True,
            ) from None
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
            self._started.send(line)
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
        if self._child is not None:
            self._child.end()

    @property
    def _started(self) -> Child:
        assert self._child is not None, "it was not started"
        return self._child

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
        replies, until = self._started.lines, time.monotonic() + timeout
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
        code, last = self._started.farewell()
        said = f"; its last words: {last[:200]}" if last else ""
        if code < 0:
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


def _module(framework: str) -> str:
    return {"pytorch": "torch"}.get(framework, framework)
