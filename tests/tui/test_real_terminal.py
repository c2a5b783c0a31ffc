"""From nothing to an exported file, in a real terminal, with both frameworks measured meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.tui.terminal import Terminal

#: A machine that is busy with other tests measures slowly.
_MEASURED_WITHIN_S = 200.0


@pytest.mark.calm
@pytest.mark.frameworks
@pytest.mark.slow
def test_from_nothing_to_an_exported_file(tmp_path: Path) -> None:
    terminal = Terminal(folder=tmp_path)
    terminal.until("New project")
    terminal.until("✓ TensorFlow")
    terminal.send("n")
    terminal.until("What is the project called")
    terminal.send("Churn model\r")
    terminal.until("Which kinds of model")
    terminal.send(" ")
    terminal.until(r"\[x\] ")
    terminal.send("\r")
    terminal.until("On what will it be trained")
    terminal.send(" ")
    terminal.until("Probes .* rows")

    # Questions go on while both are measured.
    for words, answer in (("what is this project", "● Learning"), ("how long", "● Months")):
        terminal.send("\x07")
        terminal.until("Find a question")
        terminal.send(f"{words}\r")
        terminal.until(answer.replace("●", "○"))
        terminal.send(" ")
        terminal.until(answer)
    terminal.until("trying modes|launch", _MEASURED_WITHIN_S)
    workers = psutil.Process(terminal.child.pid).children(recursive=True)
    assert workers
    terminal.until(r"\d\.\d+ \[\d\.\d+, \d\.\d+\]", _MEASURED_WITHIN_S)
    terminal.send("\x1bOR")  # F3: to the dock
    terminal.until("▾ Probes.* fold|z fold")
    terminal.send("x")
    terminal.until("Probes .*(stopp|done)")

    terminal.send("\x1b[17~")  # F6: the result
    terminal.until("1 Answer")
    terminal.until("Toss-up|leaning|clearly")
    terminal.send("2")
    terminal.until(r"mlp \w+ b\d+")
    terminal.send("e")
    terminal.until("Repeat it from a shell with")
    terminal.send("\r")
    terminal.send("\r")
    terminal.until("Written")
    terminal.send("\x11")
    assert terminal.code() == 0
    assert "Traceback" not in terminal.raw

    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "recommend", "churn-model.yaml", "--budget", "none"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Churn model" in done.stdout.splitlines()[0]
