"""Starts the real measuring program after a test has changed something in it.

A folder with a `__main__.py` that calls `run` stands in for the folder of the probes: the process, the pipe and
the frameworks are real.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

PROBES = Path(__file__).resolve().parents[2] / "probes"


def run(change: Callable[[], None]) -> None:
    """Registers the package as its own `__main__` does, makes the change, and serves.

    Args:
        change: May import anything of `probes` and change it.
    """
    spec = importlib.util.spec_from_file_location(
        "probes", PROBES / "__init__.py", submodule_search_locations=[str(PROBES)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["probes"] = package
    spec.loader.exec_module(package)
    change()
    from probes.commands import main

    sys.exit(main(sys.argv[1:]))
