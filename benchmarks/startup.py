"""How quickly the program starts, as ratios to what it cannot avoid: `python benchmarks/startup.py`.

The commands of a pair alternate, so that a machine that gets slower slows both.
"""

from __future__ import annotations

import platform
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
ADVISOR = str(Path(sys.executable).with_name("advisor"))
ROUNDS = 15


def seconds(command: list[str]) -> float:
    """Wall-clock time of a command in s."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Prints the medians and their ratios."""
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "advisor --help": [ADVISOR, "--help"],
        "import numpy, pydantic, yaml, rich": [
            sys.executable, "-c", "import numpy, pydantic, yaml, rich.console",
        ],
        "recommend --budget none": [
            ADVISOR, "recommend", str(ROOT / "examples" / "shelf-scanner.yaml"), "--budget", "none",
        ],
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(seconds(command))
    medians = {name: median(values) for name, values in times.items()}
    bare = medians["import click"]
    print(f"{platform.node()}, Python {platform.python_version()}, medians of {ROUNDS} alternating runs")
    for name, value in medians.items():
        print(f"{name:<36} {value * 1000:6.0f} ms   {value / bare:5.2f} × import click")


if __name__ == "__main__":
    main()
