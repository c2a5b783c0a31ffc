"""This machine at a glance."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.interview import glance as module
from advisor.interview.glance import look_around


def test_frameworks_that_are_here_are_told_without_being_started() -> None:
    glance = look_around({})
    assert "thread" in glance.machine
    assert "cpu" in glance.devices
    assert len(glance.frameworks) + len(glance.missing) == 2
    assert "torch" not in sys.modules
    assert "tensorflow" not in sys.modules


def test_what_is_missing_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    (tmp_path / "python").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "python").chmod(0o755)
    glance = look_around({"tensorflow": str(tmp_path / "python")})
    (line,) = [line for line in glance.missing if line.startswith("TensorFlow: ")]
    assert "did not say what it holds" in line
    assert "Python 3.10" in line


def test_a_wrong_configuration_does_not_break_the_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(*_: object) -> None:
        raise AdvisorError("config.yaml:1: theme: expected dark", "Mend it")

    monkeypatch.setattr(module, "find_interpreter", wrong)
    assert look_around({}).missing == (
        "PyTorch: config.yaml:1: theme: expected dark. Mend it",
        "TensorFlow: config.yaml:1: theme: expected dark. Mend it",
    )
