"""What must never happen to an answer: the application killed, ended, or broken, as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from advisor.interview.projects import Projects
from advisor.needs.model import Needs
from tests.tui.piloting import piloted
from tests.tui.terminal import Terminal
from tests.tui.world import World


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of the processes that a test starts."""
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def begun(folder: Path) -> Terminal:
    """An application in which a project was begun."""
    terminal = Terminal("--budget", "none")
    terminal.until("New project")
    terminal.send("n")
    terminal.until("What is the project called?")
    terminal.send("Survivor\r")
    terminal.until("Why we ask")
    return terminal


def test_after_sigkill_all_answers_are_there(folder: Path) -> None:
    terminal = begun(folder)
    terminal.send("/")
    terminal.until("Find a question")
    terminal.send("What is this project\r")
    terminal.until("Learning the craft")
    terminal.send(" ")
    terminal.until("● Learning the craft")
    terminal.until("✓ saved")
    terminal.child.kill(signal.SIGKILL)
    terminal.child.wait()
    again = Terminal("--budget", "none")
    again.until("Survivor")
    again.send("\x1b[B\x1b[B\r")
    again.until("✓ saved")
    again.send("\x07")  # ctrl+g finds where a slash would be typed
    again.until("Find a question")
    again.until("● What is this project?")
    again.send("\x1b")
    again.send("\x11")
    assert again.code() == 0
    (entry,) = Projects(folder).entries()
    assert (entry.name, entry.answered) == ("Survivor", 1)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_it_with_its_code_and_a_restored_terminal(
    folder: Path, number: signal.Signals, code: int
) -> None:
    terminal = begun(folder)
    terminal.child.kill(number)
    assert terminal.code() == code
    for off in ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1000l", "\x1b[?2004l"):
        assert off in terminal.raw


def test_quitting_at_once_works_too(folder: Path) -> None:
    terminal = Terminal("--budget", "none")
    terminal.until("New project")
    terminal.send("\x11")
    assert terminal.code() == 0


def test_an_unknown_key_in_the_configuration_is_told_before_anything_is_shown(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("keys: {question.nxt: f12}\n")
    monkeypatch.setenv("ADVISOR_CONFIG", str(file))
    terminal = Terminal()
    assert terminal.code() == 2
    assert "keys.question.nxt" in terminal.raw
    assert "question.next" in terminal.raw
    assert "\x1b[?1049h" not in terminal.raw


def test_keys_and_theme_come_from_the_configuration(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("theme: light\nkeys: {home.new: x}\n")
    monkeypatch.setenv("ADVISOR_CONFIG", str(file))
    terminal = Terminal("--budget", "none")
    terminal.until("x New")
    terminal.send("x")
    terminal.until("What is the project called?")
    terminal.send("\x1b\x11")
    assert terminal.code() == 0


def test_wrong_rules_end_it_with_their_mistakes(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("- id: broken\n")
    terminal = Terminal("--rules", str(tmp_path))
    assert terminal.code() == 2
    assert "own.yaml:1" in terminal.raw


_BROKEN = """
import sys
from advisor.tui.widgets.keyline import KeyLine
def lines(self, width):
    secret = "a value that nobody else may see"
    raise RuntimeError("broken on purpose")
KeyLine.lines = lines
import runpy
sys.argv = ["advisor", "--budget", "none"]
runpy.run_module("advisor", run_name="__main__")
"""


def test_a_fault_of_ours_is_one_line_without_values_and_exit_70(folder: Path) -> None:
    terminal = Terminal(program=["-c", _BROKEN])
    assert terminal.code() == 70
    assert "RuntimeError: broken on purpose" in terminal.raw
    assert "nobody else may see" not in terminal.raw
    assert "Traceback" not in terminal.raw
    (file,) = folder.glob("fault-*.txt")
    assert "in lines" in file.read_text()


def test_without_a_terminal_it_is_help_and_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "advisor"], capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 2


@piloted
async def test_an_answer_that_is_given_while_leaving_is_kept(world: World) -> None:
    async with world.asking("stage") as hand:
        await hand.pilot.press("space", "ctrl+q")
        await hand.left()
    assert world.only().needs == Needs("Shelf scanner", {"stage": "learning"})


def test_closing_the_terminal_ends_the_process(folder: Path) -> None:
    terminal = begun(folder)
    process = psutil.Process(terminal.child.pid)
    terminal.hang_up()
    assert process.wait(20) == 143
