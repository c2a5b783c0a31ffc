"""The two commands of the probes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def backends() -> list[str]:
    """The frameworks that can be measured: each has a package of its name below `backends`."""
    return sorted(path.parent.name for path in Path(__file__).parent.glob("backends/*/__init__.py"))


def main(arguments: Sequence[str]) -> int:
    """Runs a command; the exit code is 0 unless the call itself is wrong."""
    parser = argparse.ArgumentParser(prog="probes", description="Hardware probes; see docs/protocol.md.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("inspect", help="say what this interpreter holds")
    work = commands.add_parser("work", help="serve commands on a private pipe")
    work.add_argument("--framework", required=True, choices=backends())
    work.add_argument("--read", required=True, type=int, help="descriptor to read commands from")
    work.add_argument("--write", required=True, type=int, help="descriptor to write replies to")
    options = parser.parse_args(arguments)
    if options.command == "inspect":
        from probes.inspection import inspect

        json.dump(inspect(), sys.stdout)
        sys.stdout.write("\n")
        return 0
    from probes.worker import serve

    serve(options.framework, options.read, options.write)
    return 0
