"""Where results go: a name that no file can have is refused in one message, before anything is done for it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.output import check_writable, deliver
from tests.test_cli import EXAMPLE, run


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("x" * 256, "more than 240 bytes"),
        ("x" * 241, "more than 240 bytes"),
        ("ü" * 121, "more than 240 bytes"),
        ("a\0b", "a character that no file name can have"),
        ("a\0b/c", "a character that no file name can have"),
        ("\ud800", "a character that no file name can have"),
        ("x" * 300 + "/y", "cannot be written"),
        ("d/" * 3000 + "y", "cannot be written"),
        (".", "cannot be written"),
        ("nowhere/x", "cannot be written"),
    ],
    ids=lambda part: ascii(part)[:20],
)
def test_what_cannot_be_written_is_refused_beforehand_in_a_short_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for act in (check_writable, lambda path: deliver("text", path)):
        if act is not check_writable and words == "cannot be written" and name in ("nowhere/x",):
            continue  # its folder is made
        with pytest.raises(AdvisorError, match=words) as caught:
            act(Path(name))
        assert len(caught.value.lines[0]) < 400


def test_the_longest_name_that_is_allowed_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 240)
    check_writable(path)
    deliver("text", path)
    assert path.read_text() == "text"


@pytest.mark.parametrize(
    "command",
    [["recommend", EXAMPLE, "--budget", "none"], ["init"], ["probe", "--budget", "none"]],
    ids=lambda c: c[0],
)
def test_a_command_says_so_in_one_line_with_exit_code_2(command: list[str]) -> None:
    done = run(*command, "-o", "x" * 300)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "more than 240 bytes" in done.stderr


def test_a_result_is_for_others_to_read_as_the_user_has_it_and_keeps_the_rights_of_what_it_replaces(
    tmp_path: Path,
) -> None:
    mask = os.umask(0o022)
    try:
        deliver("text", tmp_path / "new.txt")
        kept = tmp_path / "kept.txt"
        kept.touch()
        kept.chmod(0o640)
        deliver("text", kept)
    finally:
        os.umask(mask)
    assert (tmp_path / "new.txt").stat().st_mode & 0o777 == 0o644
    assert kept.stat().st_mode & 0o777 == 0o640


def test_a_pipe_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    deliver("text", pipe)
    reader.join(10)
    assert read == ["text"]
    assert pipe.is_fifo()
