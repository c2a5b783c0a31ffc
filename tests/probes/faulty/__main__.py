"""The measuring program with one fault in the training step of PyTorch; ADVISOR_TEST_FAULT names it."""

from __future__ import annotations

import itertools
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import launching  # type: ignore[import-not-found]


def crash(_subject: Any) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(_subject: Any) -> None:
    time.sleep(3600)


def flood(_subject: Any) -> None:
    os.write(1, b"\x1b[2J out of the framework\n" * 20_000)
    os.write(2, b"\xff\xfe in the middle of a block\n" * 20_000)


def host_memory(_subject: Any) -> None:
    import torch

    torch.empty(1 << 52)


def device_memory(_subject: Any) -> None:
    import torch

    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")


def raise_something(_subject: Any) -> None:
    raise RuntimeError("first line\nsecond line \x1b[31m")


def leave(_subject: Any) -> None:
    print("terminate called after throwing an instance of 'std::bad_alloc'", file=sys.stderr, flush=True)
    os._exit(134)


FAULTS = {
    name: globals()[name]
    for name in ("crash", "hang", "flood", "host_memory", "device_memory", "raise_something", "leave")
}


def spoil() -> None:
    fault = os.environ["ADVISOR_TEST_FAULT"]
    if fault == "wrong_protocol":
        from probes import worker

        setattr(worker, "PROTOCOL", 99)  # noqa: B010 - it is no attribute to assign
        return
    from probes.backends.pytorch import backend

    training: Any = backend.Training
    sound = training.call
    if fault == "retrace":
        count = itertools.count()
        training.traces = lambda _subject: next(count)
    elif fault == "parity":
        # The second worker of the session computes something else than the first.
        outputs, marker = training.outputs, Path.cwd() / "first-worker"
        if marker.exists():
            training.outputs = lambda self: {k: v * 1.01 for k, v in outputs(self).items()}
        marker.touch()
    else:

        def call(subject: Any) -> float:
            FAULTS[fault](subject)
            return float(sound(subject))

        training.call = call


launching.run(spoil)
