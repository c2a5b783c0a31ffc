"""A worker: answers commands one at a time, and ends with its parent."""

from __future__ import annotations

import importlib
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from probes import system, timing
from probes.backends.base import Backend, Subject
from probes.protocol import PROTOCOL, Channel, Message, ProbeError
from probes.workloads import build_workload

#: Rows of the matrices of the ceiling: some ten milliseconds on two cores.
_SIDE = 1024
#: float32 numbers that are copied for the ceiling: more than caches hold.
_NUMBERS = 16 << 20
#: Seconds that each ceiling may take.
_CEILING_S = 0.2


def serve(framework: str, read: int, write: int) -> None:
    """Greets the parent and answers its commands until it says `close` or goes away."""
    channel = Channel(read, write)
    inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
    threading.Thread(target=_watch, args=(channel, inbox), daemon=True).start()
    try:
        channel.send({"event": "hello", "protocol": PROTOCOL, "framework": framework, "pid": os.getpid()})
        desk = _Desk(framework)
        while True:
            message = inbox.get()
            if message.get("do") == "close":
                channel.send({"id": message.get("id"), "ok": True, "result": {}})
                return
            channel.send(desk.answer(message))
    except BrokenPipeError:
        return


def _watch(channel: Channel, inbox: queue.SimpleQueue[Message]) -> None:
    """Hands commands over; when the parent is gone, ends everything at once, computing or not."""
    for message in channel.messages():
        inbox.put(message)
    if sys.platform != "win32" and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


class _Desk:
    """Where commands are answered."""

    def __init__(self, framework: str) -> None:
        self._framework = framework
        self._backend: Backend | None = None
        self._subjects: dict[str, Subject] = {}
        self._paces: dict[str, float] = {}
        self._commands: dict[str, Callable[[Message], Message]] = {
            "open": self._open,
            "prepare": self._prepare,
            "warm": self._warm,
            "outputs": self._outputs,
            "block": self._block,
            "ceilings": self._ceilings,
            "drop": self._drop,
        }

    def answer(self, message: Message) -> Message:
        """The reply to one command; whatever a framework raises becomes one line."""
        try:
            command = self._commands.get(str(message.get("do")))
            if command is None:
                raise ProbeError("request", f"unknown command {message.get('do')!r}")
            result = command(message)
        except Exception as error:  # noqa: BLE001 - the parent is told, whatever it was
            return {"id": message.get("id"), "ok": False, "error": self._describe(error)}
        return {"id": message.get("id"), "ok": True, "result": result}

    def _describe(self, error: Exception) -> Message:
        kind = error.kind if isinstance(error, ProbeError) else "framework"
        if isinstance(error, MemoryError) or (
            self._backend is not None and self._backend.is_out_of_memory(error)
        ):
            kind = "memory"
        elif isinstance(error, (KeyError, TypeError, ValueError)) and self._backend is None:
            kind = "request"
        text = " ".join(str(error).split())[:400] or type(error).__name__
        message = text if isinstance(error, ProbeError) else f"{type(error).__name__}: {text}"
        return {"kind": kind, "message": message, "detail": traceback.format_exc()[-2000:]}

    def _open(self, message: Message) -> Message:
        threads, device = int(message["threads"]), str(message["device"])
        began = time.perf_counter()
        try:
            chosen = importlib.import_module(f"probes.backends.{self._framework}").Backend
        except Exception as error:
            text = " ".join(str(error).split())[:300]
            raise ProbeError(
                "import", f"{self._framework} cannot be imported: {type(error).__name__}: {text}"
            ) from error
        import_s = time.perf_counter() - began
        if self._backend is None:
            self._backend = chosen(threads, device)
        return {"framework": self._framework, "import_s": import_s, **self._backend.describe()}

    def _prepare(self, message: Message) -> Message:
        backend = self._opened()
        workload = build_workload(
            str(message["workload"]),
            dict(message.get("size") or {}),
            str(message["task"]),
            int(message["batch"]),
            int(message["seed"]),
        )
        began = time.perf_counter()
        precision = str(message.get("precision", "float32"))
        if precision not in ("float32", "bfloat16"):
            raise ProbeError("unsupported", f"no precision '{precision}'")
        subject = backend.build(workload, str(message["mode"]), precision)
        built = time.perf_counter()
        subject.call()
        called = time.perf_counter()
        self._subjects[str(message["row"])] = subject
        return {
            "build_s": built - began,
            "first_call_s": called - built,
            "size": workload.size,
            "weights": workload.weights_digest,
            "inputs": workload.inputs_digest,
            "parameters": workload.parameters,
            "flops": workload.flops,
            "bytes": workload.bytes,
            "layout": subject.layout,
        }

    def _warm(self, message: Message) -> Message:
        name, subject = self._row(message)
        device = self._opened().device
        system.reset_peak()
        device.reset_peak()
        warmed = timing.warm_up(subject.call, cap_s=float(message["cap_s"]))
        self._paces[name] = warmed.median_s
        return {
            "calls": warmed.calls,
            "steady": warmed.steady,
            "median_ms": warmed.median_s * 1000 / subject.steps,
            "peak_mb": system.peak_mb(),
            "device_mb": device.peak_mb(),
        }

    def _outputs(self, message: Message) -> Message:
        import numpy as np

        _, subject = self._row(message)
        subject.reset()
        arrays = subject.outputs()
        subject.reset()
        np.savez(str(message["file"]), **arrays)
        return {"arrays": len(arrays)}

    def _block(self, message: Message) -> Message:
        name, subject = self._row(message)
        seconds, least = float(message["seconds"]), int(message["min_calls"])
        pace = self._paces.get(name)
        calls = least if pace is None else max(least, round(seconds / pace))
        before, cpu = subject.traces(), system.cpu_s()
        block = timing.time_block(subject.call, calls)
        self._paces[name] = block.median_s
        return {
            "calls": calls,
            "median_ms": block.median_s * 1000 / subject.steps,
            "samples_ms": [sample * 1000 / subject.steps for sample in block.samples_s],
            "wall_s": block.wall_s,
            "cpu_s": system.cpu_s() - cpu,
            "retraced": subject.traces() != before,
        }

    def _drop(self, message: Message) -> Message:
        name, _ = self._row(message)
        del self._subjects[name]
        self._paces.pop(name, None)
        self._opened().device.free()
        return {}

    def _ceilings(self, _message: Message) -> Message:
        backend = self._opened()
        product = timing.best_of(backend.product(_SIDE), _CEILING_S)
        copy = timing.best_of(backend.copy(_NUMBERS), _CEILING_S)
        return {"matmul_gflops": 2 * _SIDE**3 / product / 1e9, "copy_gbs": 8 * _NUMBERS / copy / 1e9}

    def _opened(self) -> Backend:
        if self._backend is None:
            raise ProbeError("request", "the framework is not open yet")
        return self._backend

    def _row(self, message: Message) -> tuple[str, Any]:
        self._opened()
        name = str(message.get("row"))
        if name not in self._subjects:
            raise ProbeError("request", f"no row {name!r} is prepared")
        return name, self._subjects[name]
