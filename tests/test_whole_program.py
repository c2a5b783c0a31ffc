"""The main job with both real frameworks, from a needs file to a recommendation, and its interruptions."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.frameworks, pytest.mark.slow]
NEEDS = str(ROOT / "examples" / "churn-model.yaml")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "advisor", *arguments]


@pytest.mark.calm
def test_both_frameworks_are_measured_and_the_second_time_their_rows_are_read(tmp_path: Path) -> None:
    environment = {**os.environ, "ADVISOR_DATA": str(tmp_path)}
    done = subprocess.run(
        command("recommend", NEEDS, "--format", "json"),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # What the frameworks print stays away: every line here is ours.
    for word in ("WARNING", "oneDNN", "cuda", "UserWarning", "Traceback"):
        assert word not in done.stderr
    assert "left" in done.stderr
    report = json.loads(done.stdout)
    rows = {(row["task"], row["batch"]): row for row in report["measurements"]}
    assert set(rows) == {("train", 32), ("infer", 32)}
    for row in rows.values():
        assert row["origin"] == "fresh"
        assert row["parity"]["ok"]
        (best,) = row["comparisons"]
        assert best["low"] < best["ratio"] < best["high"]
        assert best["launches"] == len(best["values"]) >= 1
        figures = {(figure["framework"], figure["mode"]): figure for figure in row["modes"]}
        assert len(figures) == 6
        # The project has TensorFlow 1.x code, so its session is measured too.
        assert figures["tensorflow", "session"]["status"] == "ok"
        for figure in figures.values():
            assert figure["status"] == "ok" or figure["reason"]
    assert set(report["environment"]["frameworks"]) == {"pytorch", "tensorflow"}

    again = subprocess.run(
        command("recommend", NEEDS, "--format", "json"),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    stored = json.loads(again.stdout)["measurements"]
    assert {row["origin"] for row in stored} == {"stored"}
    assert [row["comparisons"] for row in stored] == [row["comparisons"] for row in report["measurements"]]

    # The rows travel as a file; the project on GPUs sees them, and they do not count for it.
    file = tmp_path / "probes.json"
    probed = subprocess.run(
        command("probe", NEEDS, "-o", str(file)), env=environment, capture_output=True, check=False
    )
    assert probed.returncode == 0
    elsewhere = subprocess.run(
        command(
            "recommend", NEEDS, "--probes", str(file), "--format", "json",
            "--set", "answers.train_on=nvidia", "--set", "answers.serve_on=nvidia",
        ),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    travelled = json.loads(elsewhere.stdout)["measurements"]
    assert {row["origin"] for row in travelled} == {"file"}
    assert not any(row["counts"] for row in travelled)
    assert all("advisor probe" in row["why_not"] for row in travelled)


@pytest.mark.calm
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["interrupted", "terminated"]
)
def test_an_interruption_leaves_no_process_and_nothing_on_stdout(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        command("recommend", NEEDS, "--fresh"),
        env={**os.environ, "ADVISOR_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    children: list[psutil.Process] = []
    for line in process.stderr:
        # The first row has its first ratio, and that must be kept.
        if "of PyTorch's time" in line:
            children = psutil.Process(process.pid).children(recursive=True)
            process.send_signal(number)
            break
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (code, "")
    assert "Traceback" not in err
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]
    kept = list((tmp_path / "measurements").glob("*.json"))
    assert kept
    for path in kept:
        assert json.loads(path.read_text())["comparisons"][0]["stopped"] == "interrupted"


def interpreter_with(folder: Path, module: str, body: str) -> Path:
    """An interpreter whose framework misbehaves."""
    package = folder / "fakes" / module
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(body)
    path = folder / "python"
    path.write_text(f'#!/bin/sh\nPYTHONPATH={folder / "fakes"} exec {sys.executable} "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("raise ImportError('libc10.so: undefined symbol')", "undefined symbol"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGABRT)", "SIGABRT"),
    ],
)
def test_a_broken_framework_costs_its_measurements_and_not_the_recommendation(
    body: str, words: str, tmp_path: Path
) -> None:
    python = interpreter_with(tmp_path, "torch", body)
    arguments = ["recommend", NEEDS, "--python", f"pytorch={python}", "--format", "json"]
    environment = {**os.environ, "ADVISOR_DATA": str(tmp_path / "data")}
    done = subprocess.run(command(*arguments), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["verdict"]["framework"] == "tensorflow"
    (warning,) = [entry for entry in report["warnings"] if entry["code"] == "not-measured"]
    assert words in warning["text"]
    strict = subprocess.run(
        command(*arguments, "--strict"), env=environment, capture_output=True, check=False
    )
    assert strict.returncode == 1


def test_doctor_says_what_is_here() -> None:
    done = subprocess.run(command("doctor"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for words in ("✓ PyTorch", "✓ TensorFlow", "threads", "MB installed", "eager", "xla", "session"):
        assert words in done.stdout


def test_a_plan_is_printed_without_measuring() -> None:
    done = subprocess.run(command("probe", NEEDS, "--dry-run"), capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "mlp train batch 32: pytorch eager" in done.stdout
    assert "of 60 s" in done.stdout
