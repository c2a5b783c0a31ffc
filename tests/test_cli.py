"""The command line at its door: streams, exit codes, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from advisor import __version__
from tests.conftest import ROOT

EXAMPLE = str(ROOT / "examples" / "shelf-scanner.yaml")


def run(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        input=stdin,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_command_help_goes_to_stderr_and_the_exit_code_is_2() -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert "recommend" in done.stderr


def test_the_version_is_printed() -> None:
    assert run("--version").stdout == f"advisor {__version__}\n"


@pytest.mark.parametrize(
    "command",
    [
        ["recommend"],
        ["probe"],
        ["init"],
        ["doctor"],
        ["schema"],
        ["completion"],
        ["rules"],
        ["rules", "check"],
        ["rules", "test"],
        ["rules", "list"],
        ["rules", "show"],
        [],
    ],
    ids=" ".join,
)
def test_every_help_shows_an_example(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout
    assert "\\b" not in done.stdout


def test_a_recommendation_goes_to_stdout_and_nothing_to_stderr() -> None:
    done = run("recommend", EXAMPLE, "--budget", "none")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Shelf scanner" in done.stdout.splitlines()[0]
    assert "of the plausible" in " ".join(done.stdout.splitlines()[1:3])
    assert "\x1b" not in done.stdout


def test_json_is_one_document_of_its_schema() -> None:
    done = run("recommend", EXAMPLE, "--budget", "none", "--format", "json")
    report = json.loads(done.stdout)
    jsonschema.validate(report, json.loads(run("schema", "report").stdout))
    for key in [
        "schema",
        "generated",
        "project",
        "needs",
        "team",
        "verdict",
        "explanation",
        "frameworks",
        "concerns",
        "contributions",
        "measurements",
        "flips",
        "thresholds",
        "worth_knowing",
        "stack",
        "rules",
        "draws",
        "baseline",
        "warnings",
        "environment",
    ]:
        assert key in report
    for framework in report["frameworks"]:
        total = sum(entry["points"][framework["id"]] for entry in report["contributions"])
        assert total == pytest.approx(framework["points"], abs=1e-9)


def test_the_same_call_gives_the_same_decision() -> None:
    first, second = (
        json.loads(run("recommend", EXAMPLE, "--budget", "none", "--format", "json").stdout) for _ in range(2)
    )
    for key in ("verdict", "draws", "contributions", "explanation"):
        assert first[key] == second[key]


@pytest.mark.parametrize("kind", ["needs", "rules", "report", "probes"])
def test_every_schema_is_one(kind: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(run("schema", kind).stdout))


def test_standard_input_is_a_needs_file() -> None:
    text = Path(EXAMPLE).read_text()
    assert run("recommend", "-", "--budget", "none", stdin=text).returncode == 0


def test_settings_change_the_needs() -> None:
    done = run(
        "recommend",
        EXAMPLE,
        "--budget",
        "none",
        "--format",
        "json",
        "--set",
        "answers.targets=microcontroller",
    )
    report = json.loads(done.stdout)
    assert report["needs"]["answers"]["targets"] == ["microcontroller"]
    # The verdict without the change stands beside it, and what moved is told.
    plain = json.loads(run("recommend", EXAMPLE, "--budget", "none", "--format", "json").stdout)
    assert plain["baseline"] is None
    before, verdict = report["baseline"], plain["verdict"]
    for key in ("kind", "framework", "decided_by", "share", "lead"):
        assert before[key] == verdict[key]
    assert before["concerns"] == {entry["id"]: entry["points"] for entry in plain["concerns"]}
    assert before["ruled_out"] == {}


def test_what_settings_change_stands_side_by_side_with_what_was_answered(tmp_path: Path) -> None:
    needs = tmp_path / "needs.yaml"
    needs.write_text("advisor: 1\nproject: p\nanswers: {libraries: [fastai], targets: [server]}\n")
    done = run("recommend", str(needs), "--budget", "none", "--set", "answers.libraries=none")
    lines = done.stdout.splitlines()
    start = lines.index("Beside what was answered")
    table = {line[:12].strip(): line for line in lines[start + 1 : lines.index("", start)]}
    assert "PyTorch, by a requirement" in table["verdict"]
    assert "TensorFlow (library-fastai)" in table["ruled out"]
    assert table["ruled out"].rstrip().endswith("none")
    assert "a requirement decides" in table["lead"]


WRONG = "advisor: 1\nproject: no\nanswers:\n  stage: produkt\n  targets: server\n  model: [cnnn]\nfoo: 1\n"


def test_a_file_that_is_wrong_in_five_ways_gets_five_lines_and_exit_code_2(tmp_path: Path) -> None:
    path = tmp_path / "needs.yaml"
    path.write_text(WRONG)
    done = run("recommend", str(path), "--budget", "none")
    assert (done.returncode, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 5
    for line in lines:
        assert line.startswith(f"error: {path}:")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["recommend", "nowhere.yaml"],
        ["recommend"],
        ["recommend", EXAMPLE, "--budget", "huge"],
        ["recommend", EXAMPLE, "--budget", "none", "--set", "answers.stage=x"],
        ["recommend", EXAMPLE, "--probes", "nowhere.json"],
        ["recommend", EXAMPLE, "--rules", "nowhere"],
        ["recommend", EXAMPLE, "--python", "torch=/bin/true"],
        ["recommend", EXAMPLE, "--python", "pytorch=/nowhere"],
        ["recommend", EXAMPLE, "-o", "/nowhere/report.txt"],
        ["recommend", EXAMPLE, EXAMPLE, "--budget", "none"],
        ["rules", "show", "nothing"],
        ["dance"],
        ["schema", "nothing"],
    ],
    ids=lambda arguments: " ".join(arguments).replace(str(ROOT), ""),
)
def test_a_mistake_in_the_call_is_one_message_and_exit_code_2(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_init_writes_a_file_that_recommend_takes_and_keeps_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "needs.yaml"
    assert run("init", "-o", str(path), "--project", 'A "quoted" name').returncode == 0
    assert run("recommend", str(path), "--budget", "none").returncode == 0
    path.write_text("mine")
    done = run("init", "-o", str(path))
    assert done.returncode == 2
    assert path.read_text() == "mine"


def test_init_fills_in_what_a_repository_shows_and_recommend_takes_it(tmp_path: Path) -> None:
    repository = tmp_path / "shelf"
    repository.mkdir()
    (repository / "train.py").write_text("import torch\n")
    (repository / "requirements.txt").write_text("transformers\n")
    file = tmp_path / "needs.yaml"
    assert run("init", "--from", str(repository), "-o", str(file)).returncode == 0
    assert "  # found pytorch: torch in train.py:1\n" in file.read_text()
    report = json.loads(run("recommend", str(file), "--budget", "none", "--format", "json").stdout)
    assert report["project"] == "shelf"
    assert report["verdict"]["framework"] == "pytorch"
    assert report["verdict"]["decided_by"] == "veto"
    lost = run("init", "--from", str(tmp_path / "nowhere"))
    assert (lost.returncode, lost.stdout) == (2, "")
    assert "nowhere is no folder" in lost.stderr


def test_the_report_holds_the_stack_the_other_side_and_what_is_worth_finding_out(tmp_path: Path) -> None:
    needs = tmp_path / "needs.yaml"
    needs.write_text(
        "advisor: 1\nproject: x\nanswers: {domain: [vision], pretrained: some, targets: [android], stage: product}\n"
    )
    report = json.loads(run("recommend", str(needs), "--budget", "none", "--format", "json").stdout)
    assert report["explanation"]["other_side"]
    assert {entry["what"] for entry in report["worth_knowing"]} <= {"question", "probe"}
    assert report["worth_knowing"]
    values = [entry["value"] for entry in report["worth_knowing"]]
    assert values == sorted(values, reverse=True)
    assert all(part["source"].startswith("https://") for part in report["stack"])
    text = run("recommend", str(needs), "--budget", "none").stdout
    for heading in ("Worth finding out", "The other side", "The stack"):
        assert f"\n{heading}\n" in text


def test_a_project_for_neither_is_told_so_before_the_verdict(tmp_path: Path) -> None:
    needs = tmp_path / "needs.yaml"
    needs.write_text(
        "advisor: 1\nproject: x\nanswers: {domain: [tabular], data: [in-memory], scale: one-device}\n"
    )
    report = json.loads(run("recommend", str(needs), "--budget", "none", "--format", "json").stdout)
    assert report["warnings"][0]["code"] == "outside"
    assert "boosted trees" in report["explanation"]["summary"][0]


def test_strict_fails_without_a_verdict(tmp_path: Path) -> None:
    path = tmp_path / "needs.yaml"
    path.write_text("advisor: 1\nproject: nothing known\n")
    assert run("recommend", str(path), "--budget", "none").returncode == 0
    assert run("recommend", str(path), "--budget", "none", "--strict").returncode == 1


@pytest.mark.parametrize("command", ["check", "test", "list"])
def test_the_shipped_rules_pass(command: str) -> None:
    done = run("rules", command)
    assert done.returncode == 0
    assert done.stdout


def test_a_case_that_fails_fails_the_check(tmp_path: Path) -> None:
    from tests.knowledge.test_loading import GOOD

    (tmp_path / "policy.yaml").write_text(GOOD.replace("silent: {os: [linux]}", "silent: {os: [windows]}"))
    done = run("rules", "test", "--rules", str(tmp_path))
    assert done.returncode == 1
    assert "only-windows" in done.stdout


def test_hostile_text_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "needs.yaml"
    path.write_text(
        'advisor: 1\nproject: "[bold red]x[/] [@click=app.quit]q"\n'
        "answers: {libraries: ['[link=file:///etc/passwd]y']}\n"
    )
    done = run("recommend", str(path), "--budget", "none")
    assert "[bold red]x[/] [@click=app.quit]q" in done.stdout
    assert "[link=file:///etc/passwd]y" in done.stdout
    path.write_text('advisor: 1\nproject: "a\\e[2Jb"\n')
    done = run("recommend", str(path), "--budget", "none")
    assert done.returncode == 2
    assert "\x1b[2J" not in done.stderr


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_the_text_fits_the_terminal(columns: str) -> None:
    done = run("recommend", EXAMPLE, "--budget", "none", COLUMNS=columns)
    for line in done.stdout.splitlines():
        # An address or a command is never cut: it must stay whole to be used.
        assert len(line) <= int(columns) or "http" in line or "advisor" in line


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script(shell: str) -> None:
    assert "_ADVISOR_COMPLETE" in run("completion", shell).stdout


def test_a_reader_who_has_seen_enough_is_no_fault() -> None:
    command = f"{sys.executable} -m advisor rules list | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_a_fault_of_ours_is_one_line_and_exit_code_70(tmp_path: Path) -> None:
    code = (
        "import sys, advisor.pipeline\n"
        "def broken(*_): raise ZeroDivisionError('boom')\n"
        "advisor.pipeline.recommend = broken\n"
        f"sys.argv = ['advisor', 'recommend', {EXAMPLE!r}]\n"
        "from advisor.entry import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "ADVISOR_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (70, "")
    assert "Traceback" not in done.stderr
    (kept,) = tmp_path.glob("fault-*.txt")
    assert "ZeroDivisionError" in kept.read_text()
