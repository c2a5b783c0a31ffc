"""The measuring program, which opens the fifo ADVISOR_TEST_FIFO just before it compiles with `torch.compile`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import launching  # type: ignore[import-not-found]


def tell() -> None:
    from probes.backends.pytorch import backend

    framework: Any = backend.PyTorchBackend
    build = framework.build

    def told(self: Any, workload: Any, mode: str, *more: Any) -> Any:
        if mode == "compile":
            Path(os.environ["ADVISOR_TEST_FIFO"]).open("w").close()
        return build(self, workload, mode, *more)

    framework.build = told


launching.run(tell)
