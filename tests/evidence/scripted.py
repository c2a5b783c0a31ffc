"""A measuring program that follows a script: the protocol is real, the processes too, only the times are given."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from advisor.evidence.control import Control
from advisor.evidence.load import LoadMeter, Reading
from advisor.evidence.plan import Plan, RowPlan
from advisor.evidence.progress import Progress
from advisor.evidence.records import FrameworkBuild, Machine
from advisor.evidence.rows import Row, RowState
from advisor.evidence.session import Session
from advisor.evidence.setting import Setting

_PROGRAM = '''
import json, os, signal, sys, time
from pathlib import Path
import numpy as np

def argument(name):
    return sys.argv[sys.argv.index(name) + 1]

script = json.loads((Path(__file__).parent / "script.json").read_text())
framework = argument("--framework")
mine = script.get(framework, {})
pipe = os.fdopen(int(argument("--write")), "w", buffering=1)
commands = os.fdopen(int(argument("--read")))
log = open(Path(__file__).parent / "log", "a")
pipe.write(json.dumps({"event": "hello", "protocol": 1, "framework": framework, "pid": os.getpid()}) + "\\n")
rows, prepared = {}, 0
MODES = {"pytorch": ["eager", "compile"], "tensorflow": ["eager", "function", "xla", "session"]}

def fault(name):
    """Whether a scripted fault is due: always, or once in the life of the script."""
    if name in mine.get("always", []):
        return True
    marker = Path(__file__).parent / f"{framework}-{name}"
    if name in mine.get("once", []) and not marker.exists():
        marker.touch()
        return True
    return False

for line in commands:
    command = json.loads(line)
    do, row = command["do"], command.get("row")
    what = f"threads {command['threads']}" if do == "open" else row or ""
    log.write(f"{framework} {do} {what}\\n"); log.flush()
    if fault(f"crash:{do}") or fault(f"crash:{do}:{row}"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if fault(f"stuck:{do}") or fault(f"stuck:{do}:{row}"):
        # As in a compilation without an end; whoever reads from the fifo knows.
        Path(__file__).with_name("stuck").open("w").close()
        time.sleep(3600)
    if fault("sleep"):
        time.sleep(1.5)
    error = None
    result = {}
    if do == "open":
        if fault("import"):
            error = {"kind": "import", "message": "ImportError: no libc10.so"}
        if command["device"] not in mine.get("devices", ["cpu"]):
            error = {"kind": "unsupported", "message": f"{framework} 1.0 finds no {command['device']} device here"}
        result = {"framework": framework, "version": "1.0", "build": "b", "python": "3.11.7", "numpy": "2",
                  "import_s": 1.5, "device": {"kind": command["device"], "name": f"a {command['device']}"},
                  "threads": {"intra": command["threads"], "inter": command["threads"]},
                  "modes": [{"mode": m, "available": m not in mine.get("impossible", []), "reason": "no compiler"}
                            for m in MODES[framework]]}
    elif do == "prepare":
        if fault(f"memory:{row}"):
            error = {"kind": "memory", "message": "out of memory"}
        rows[row] = command["mode"]
        prepared += 1
        result = {"build_s": 0.1, "first_call_s": 0.5, "size": {"input": [4]}, "weights": "w", "inputs": "i", "flops": 10**8}
    elif do == "outputs":
        wrong = command["row"].split()[-1] in mine.get("wrong", [])
        np.savez(command["file"], output=np.arange(4.0) + (0.1 if wrong else 0.0))
    elif do == "warm":
        result = {"calls": 9, "steady": True, "median_ms": mine["ms"][rows[row]], "peak_mb": 100.0 * prepared}
    elif do == "block":
        time.sleep(mine.get("block_s", 0.0))
        pace = mine.get("slow", {}).get(row, mine["ms"][rows[row]])
        result = {"calls": 5, "median_ms": pace, "retraced": fault("retrace"), "cpu_s": 0.0}
        if fault("interrupt"):
            os.kill(os.getppid(), signal.SIGINT)
    elif do == "ceilings":
        result = {"matmul_gflops": 100.0, "copy_gbs": 10.0}
    elif do == "drop":
        rows.pop(row)
    reply = {"id": command["id"], "ok": False, "error": error} if error else {"id": command["id"], "ok": True, "result": result}
    pipe.write(json.dumps(reply) + "\\n")
'''

#: PyTorch is best in eager mode at 10 ms, TensorFlow in a function at 5 ms.
TIMES = {
    "pytorch": {"ms": {"eager": 10.0, "compile": 20.0}},
    "tensorflow": {"ms": {"eager": 30.0, "function": 5.0, "xla": 6.0, "session": 7.0}},
}

MACHINE = Machine(id="m1", name="lab", system="Linux 6", processor="a processor", cores=2, memory_gib=8.0)


class Calm:
    """Counters of a machine on which nothing else ever runs: tests share theirs."""

    def read(self) -> Reading | None:
        """None: nothing is claimed."""
        return None


class Silence(Progress):
    """Takes everything and says nothing; what it heard is kept for the tests.

    Args:
        act: Is called with every state of a row, from the thread that measures.
    """

    def __init__(self, act: Callable[[RowState], None] = lambda state: None) -> None:
        self._act = act
        self.warnings: list[str] = []
        self.phases: list[str] = []
        self.states: list[RowState] = []
        self.known: list[tuple[Row, ...]] = []

    def of(self, row: RowPlan) -> list[RowState]:
        """The states of one row, in their order."""
        return [state for state in self.states if state.name == row.name]

    def phase(self, text: str) -> None:
        """Keeps it."""
        self.phases.append(text)

    def estimate(self, done: float, left_s: float) -> None:
        """Checks that it makes sense."""
        assert 0 <= done <= 1
        assert left_s >= 0

    def row(self, state: RowState) -> None:
        """Keeps it."""
        self.states.append(state)
        self._act(state)

    def measured(self, rows: Sequence[Row]) -> None:
        """Keeps them."""
        self.known.append(tuple(rows))

    def warn(self, text: str) -> None:
        """Keeps it."""
        self.warnings.append(text)

    def close(self) -> None:
        """Ignores it."""


def write_probes(folder: Path, script: dict[str, dict[str, object]]) -> Path:
    """Writes the program and its script; TIMES hold where the script says nothing else."""
    folder.mkdir()
    (folder / "__main__.py").write_text(_PROGRAM)
    merged = {framework: {**TIMES[framework], **script.get(framework, {})} for framework in TIMES}
    (folder / "script.json").write_text(json.dumps(merged))
    return folder


def session_with(
    folder: Path,
    plan: Plan,
    script: dict[str, dict[str, object]] | None = None,
    meter: LoadMeter | None = None,
    *,
    progress: Silence | None = None,
    control: Control | None = None,
) -> tuple[Session, Silence]:
    """A session whose workers follow the script."""
    probes = write_probes(folder / "probes", script or {})
    progress = progress or Silence()
    setting = Setting(
        interpreters={"pytorch": sys.executable, "tensorflow": sys.executable},
        probes=probes,
        code="c0de",
        builds={
            name: FrameworkBuild(framework=name, version="1.0", build="b", python="3.11.7")
            for name in ("pytorch", "tensorflow")
        },
        machine=MACHINE,
        command="advisor probe",
    )
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return Session(plan, setting, progress, lambda: now, meter, control), progress


def when_stuck(probes: Path, act: Callable[[], None]) -> threading.Thread:
    """Acts from a thread of its own as soon as a worker is stuck.

    Args:
        probes: The folder of the program.
        act: What to do.
    """
    fifo = probes / "stuck"
    os.mkfifo(fifo)

    def wait() -> None:
        fifo.read_bytes()
        act()

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    return thread
