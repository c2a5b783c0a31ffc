"""A launch: a fresh worker for each framework, living side by side, one at work while the other waits."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.evidence.control import Control
from advisor.evidence.records import DeviceKind
from advisor.evidence.worker import Reply, Worker, WorkerFailure

#: Seconds until a worker counts as hanging, by what it was asked.
TIMEOUTS = {
    "open": 180.0,
    "prepare": 300.0,
    "warm": 60.0,
    "outputs": 120.0,
    "block": 60.0,
    "ceilings": 60.0,
    "drop": 30.0,
}


@dataclass(frozen=True)
class Footing:
    """What both frameworks are set to alike.

    Attributes:
        threads: Of each pool.
        device: In the words of `train_on`.
    """

    threads: int
    device: DeviceKind = "cpu"


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


T = TypeVar("T", bound=_Reply)


class Device(_Reply):
    """The device as the framework calls it."""

    kind: str
    name: str


class Threads(_Reply):
    """Threads as read back from the framework."""

    intra: int
    inter: int


class ModeOffer(_Reply):
    """A mode, and why it is not possible here."""

    mode: str
    available: bool
    reason: str = ""


class Opened(_Reply):
    """A framework that was imported and set up."""

    framework: str
    version: str
    build: str
    python: str
    import_s: float
    device: Device
    threads: Threads
    modes: tuple[ModeOffer, ...]


class Prepared(_Reply):
    """A model in one mode, after its first call."""

    build_s: float
    first_call_s: float
    size: dict[str, int | list[int]]
    weights: str
    inputs: str
    layout: str = ""
    parameters: int | None = None
    flops: int | None = None
    bytes: int | None = None


class Warmed(_Reply):
    """A mode at its steady pace."""

    calls: int
    steady: bool
    median_ms: float
    peak_mb: float | None = None
    device_mb: float | None = None


class Block(_Reply):
    """Calls timed together."""

    calls: int
    median_ms: float
    retraced: bool
    cpu_s: float | None = None


class Ceilings(_Reply):
    """What a framework reaches with nothing but products and copies."""

    matmul_gflops: float = Field(gt=0)
    copy_gbs: float = Field(gt=0)


class Pair:
    """The workers of one launch, started together and surely gone on exit.

    Args:
        interpreters: The interpreter of each framework.
        probes: The folder of the measuring program.
        scratch: A folder of the session's for caches and arrays.
        footing: What both are set to.
        played_by: Which framework stands on each side; each on its own if left out. One framework on both
            sides measures it against itself.
        spent: Is added to: seconds by what the workers were asked to do.
        control: May call the work off while a worker is waited for.

    Attributes:
        opened: By side, what the framework said of itself.
    """

    def __init__(
        self,
        interpreters: Mapping[str, str],
        probes: Path,
        scratch: Path,
        footing: Footing,
        played_by: Mapping[str, str] | None = None,
        spent: dict[str, float] | None = None,
        control: Control | None = None,
    ) -> None:
        self._workers = {
            side: Worker((played_by or {}).get(side, side), interpreter, probes, scratch, control)
            for side, interpreter in interpreters.items()
        }
        self._footing = footing
        self._stack = ExitStack()
        self.opened: dict[str, Opened] = {}
        self._spent: dict[str, float] = defaultdict(float) if spent is None else spent

    def __enter__(self) -> Self:
        try:
            for worker in self._workers.values():
                self._stack.callback(worker.end)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self.timed("end"):
            self._stack.close()

    def open(self, framework: str) -> Opened:
        """Starts a framework's worker if it is not running, and has it import the framework.

        Raises:
            WorkerFailure: The framework cannot be measured there.
        """
        with self.timed("open"):
            self._post_open(framework)
            return self._wait_open(framework)

    def open_all(self) -> None:
        """Opens every framework, their imports side by side: that saves time, and tells no import times.

        Raises:
            WorkerFailure: A framework cannot be measured.
        """
        with self.timed("open"):
            for framework in self._workers:
                self._post_open(framework)
            for framework in self._workers:
                self._wait_open(framework)

    def settle(self, seconds: float) -> None:
        """Lets the threads of the framework that just worked come to rest."""
        with self.timed("settle"):
            time.sleep(seconds)

    def ready(self, framework: str) -> None:
        """Opens a framework again whose worker has died.

        Raises:
            WorkerFailure: It cannot be opened any more.
        """
        if not self._workers[framework].alive:
            self.open(framework)

    def prepare(self, framework: str, row: str, **what: object) -> Prepared:
        """Builds a model in one mode and makes the first call."""
        return _read(Prepared, self._call(framework, "prepare", row=row, **what), framework)

    def outputs(self, framework: str, row: str, file: Path) -> None:
        """Has outputs, and for training the loss and gradients, written to a file."""
        self._call(framework, "outputs", row=row, file=str(file))

    def warm(self, framework: str, row: str, cap_s: float) -> Warmed:
        """Calls a model until its pace is steady, at most for `cap_s` seconds or five calls."""
        return _read(Warmed, self._call(framework, "warm", row=row, cap_s=cap_s), framework)

    def block(self, framework: str, row: str, seconds: float, min_calls: int) -> Block:
        """Times calls worth `seconds`, at least `min_calls`."""
        return _read(
            Block, self._call(framework, "block", row=row, seconds=seconds, min_calls=min_calls), framework
        )

    def ceilings(self, framework: str) -> Ceilings:
        """Times a matrix product and a copy, in the framework's own idiom."""
        return _read(Ceilings, self._call(framework, "ceilings"), framework)

    def drop(self, framework: str, row: str) -> None:
        """Frees a model."""
        self._call(framework, "drop", row=row)

    def forget(self, row: str) -> None:
        """Frees a model in the middle of whatever was done with it; a worker that cannot is ended."""
        for framework, worker in self._workers.items():
            try:
                if worker.alive:
                    self.drop(framework, row)
            except WorkerFailure as failure:
                # A refusal: it had not got so far as to prepare it.
                if failure.kind != "request":
                    worker.end()

    def _post_open(self, framework: str) -> None:
        worker, footing = self._workers[framework], self._footing
        if not worker.alive:
            worker.start()
        worker.post("open", threads=footing.threads, device=footing.device)

    def _wait_open(self, framework: str) -> Opened:
        opened = _read(Opened, self._workers[framework].wait("open", TIMEOUTS["open"]), framework)
        self.opened[framework] = opened
        return opened

    def _call(self, framework: str, do: str, **arguments: object) -> Reply:
        with self.timed(do):
            return self._workers[framework].call(do, TIMEOUTS[do], **arguments)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Counts the seconds of a block under a name."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._spent[what] += time.monotonic() - began


def _read(shape: type[T], reply: Reply, framework: str) -> T:
    try:
        return shape.model_validate(reply)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise WorkerFailure(
            "protocol",
            f"the {framework} worker's answer lacks a proper {'.'.join(map(str, first['loc']))}",
            "advisor and its probes are of different versions: install advisor again",
            ended=False,
        ) from None
