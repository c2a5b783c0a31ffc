"""What the probes add to a step: `python benchmarks/overhead.py`.

Each row's step as the probes call and time it, against the same step in a loop written by hand around the
same model, in alternating blocks of one process.
"""

from __future__ import annotations

import platform
import sys

from advisor.evidence.machine import processor_name, usable_cores
from benchmarks.loops import (
    ROWS,
    calls_for,
    compare,
    hand_timed,
    in_own_process,
    keras_subject,
    medians,
    show,
    tell,
    torch_subject,
)


def half(framework: str) -> None:
    """Measures one framework."""
    threads, found = usable_cores(), []
    for workload, task, batch in ROWS:
        if framework == "pytorch":
            subject, bare = torch_subject(workload, task, batch, threads)
        else:
            subject, bare = keras_subject(workload, task, batch, threads, "function")
        calls_for(bare)
        name = f"{framework} {workload} {task} batch {batch}"
        calls = calls_for(subject.call)
        found.append(compare(name, "by hand", medians(subject.call), hand_timed(bare), calls))
    tell(found)


def main() -> None:
    """Prints every row and how far the farthest is off."""
    if len(sys.argv) > 1:
        half(sys.argv[1])
        return
    print(f"{processor_name()}, {usable_cores()} cores, Python {platform.python_version()}")
    found = [
        entry for framework in ("pytorch", "tensorflow") for entry in in_own_process(__file__, framework)
    ]
    show(found)
    print(f"the farthest from 1: {max(found, key=lambda entry: abs(entry.ratio - 1)).ratio:.3f}")


if __name__ == "__main__":
    main()
