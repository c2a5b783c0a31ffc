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


_TO_THE_FIRST_QUESTION = """
import asyncio, sys
from pathlib import Path
import advisor.tui.start
from advisor.tui.app import AdvisorApp

light = []

real = AdvisorApp.load

def load(app):
    # Called when the first screen is painted.
    light.append({'numpy', 'pydantic', 'yaml', 'advisor.decision', 'advisor.pipeline'} & set(sys.modules))
    return real(app)

AdvisorApp.load = load

async def main():
    app = AdvisorApp(Path(sys.argv[1]))
    async with app.run_test() as pilot:
        while not app.is_ready:
            await pilot.pause()
        await pilot.press('n')
        await pilot.pause()
        await pilot.press(*'Mine', 'enter')
        while not app.screen.query('AnswerEditor'):
            await pilot.pause()
        await pilot.press('f6')
        await pilot.pause()
    app.close()

asyncio.run(main())
assert light == [set()], light
heavy = {'torch', 'tensorflow', 'keras', 'scipy'} & set(sys.modules)
sys.exit(str(heavy) if heavy else 0)
"""


def test_the_screen_is_painted_before_anything_heavy_is_loaded_and_no_framework_ever_is(
    tmp_path: Path,
) -> None:
    code = [sys.executable, "-c", _TO_THE_FIRST_QUESTION, str(tmp_path)]
    done = subprocess.run(code, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
