"""The walls of the house: who may import whom, and how large a file may grow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SOURCES = sorted(
    path for folder in ("advisor", "probes", "benchmarks", "tests") for path in (ROOT / folder).rglob("*.py")
)


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_outgrows_its_idea(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


def test_the_command_line_starts_without_anything_heavy() -> None:
    code = (
        "import sys, advisor.cli; "
        "heavy = {'textual', 'numpy', 'torch', 'tensorflow', 'keras', 'pydantic', 'rich'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_recommendation_without_probes_imports_no_framework() -> None:
    code = (
        "import sys; from advisor.entry import main; "
        f"sys.argv = ['advisor', 'recommend', {str(ROOT / 'examples' / 'shelf-scanner.yaml')!r}, '--budget', 'none'];\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = {'textual', 'torch', 'tensorflow', 'keras', 'scipy'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout
