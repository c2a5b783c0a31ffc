"""`advisor --plain` at its door: input, output and exit codes of the real program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.needs.reading import read_needs_file
from tests.interview.world import desk_in, questionnaire


def started(*arguments: str, stdin: str = "", folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        input=stdin,
        env={**os.environ, "ADVISOR_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_asks_and_writes_and_exits_with_0(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    lines = ["Real", "/stage", "product", "done", "", "1", str(file), ""]
    done = started("--plain", "--budget", "none", stdin="\n".join(lines) + "\n", folder=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Why we ask: " in done.stdout
    assert "\x1b" not in done.stdout
    assert read_needs_file(str(file), questionnaire(), sys.stdin.buffer).answers == {"stage": "product"}


def test_the_end_of_the_input_ends_the_program_as_an_interruption_does(tmp_path: Path) -> None:
    done = started("--plain", "--budget", "none", stdin="Real\n/stage\nproduct\n", folder=tmp_path)
    assert done.returncode == 130
    assert done.stderr.strip().splitlines()[-1] == "note: interrupted; what was measured is kept"
    assert "Traceback" not in done.stderr
    with desk_in(tmp_path) as desk:
        assert [(entry.name, entry.answered) for entry in desk.projects.entries()] == [("Real", 1)]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--plain", "recommend", "x.yaml"], "options of the questionnaire do not go with 'recommend'"),
        (["--budget", "none", "doctor"], "options of the questionnaire do not go with 'doctor'"),
        (["--budget", "none"], "Usage: "),
        (["--plain", "--budget", "huge"], "huge"),
        (["--plain", "--python", "torch=/bin/true"], "expected FRAMEWORK=PATH"),
        (["--plain", "--rules", "/nowhere"], "/nowhere"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
def test_a_call_that_makes_no_sense_is_told_and_exits_with_2(
    tmp_path: Path, arguments: list[str], told: str
) -> None:
    done = started(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
