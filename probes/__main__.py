"""Starts the probes: `python PROBES inspect`, or `python PROBES work …`; see docs/protocol.md."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def _register_package() -> None:
    """Makes the package importable as `probes` without putting any folder on the search path.

    Started by its path, Python puts this very folder first on `sys.path`, where our module names would
    shadow others; its parent must not be there either, since it may hold other things.
    """
    sys.path[:] = [entry for entry in sys.path if entry and Path(entry).resolve() != HERE]
    spec = importlib.util.spec_from_file_location(
        "probes", HERE / "__init__.py", submodule_search_locations=[str(HERE)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{HERE} is not a package")
    package = importlib.util.module_from_spec(spec)
    sys.modules["probes"] = package
    spec.loader.exec_module(package)


# Loader processes that are spawned run this file under another name, and need the package too.
if __name__ in ("__main__", "__mp_main__"):
    _register_package()

if __name__ == "__main__":
    from probes.commands import main

    sys.exit(main(sys.argv[1:]))
