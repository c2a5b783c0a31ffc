"""The real worker program, without and with a framework that misbehaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from advisor.evidence.worker import Worker, WorkerFailure
from advisor.paths import probes_folder

PROBES = probes_folder()


def fake(folder: Path, module: str, body: str) -> dict[str, str]:
    """A framework that misbehaves on import, found before the real one."""
    package = folder / "fakes" / module
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(body)
    return {"PYTHONPATH": str(folder / "fakes")}


def open_failure(framework: str, folder: Path, timeout: float = 60.0) -> WorkerFailure:
    with pytest.raises(WorkerFailure) as caught, Worker(framework, sys.executable, PROBES, folder) as worker:
        worker.call("open", timeout, threads=1, device="cpu", precision="float32")
    return caught.value


@pytest.mark.parametrize(("framework", "module"), [("pytorch", "torch"), ("tensorflow", "keras")])
@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("raise ModuleNotFoundError('No module named xyz')", "import", "No module named xyz"),
        ("raise ImportError('libcudart.so.12: cannot open shared object file')", "import", "libcudart"),
        ("raise RuntimeError('two\\nlines')", "import", "two lines"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "crash", "SIGSEGV"),
        (
            "print('Illegal instruction (core dumped)', flush=True); import os; os._exit(4)",
            "crash",
            "Illegal",
        ),
        ("import signal; signal.pause()", "hang", "no answer to 'open'"),
        ("print('garbage {' * 100000); raise ImportError('after much noise')", "import", "after much noise"),
    ],
)
def test_a_framework_that_cannot_be_imported_is_named(
    framework: str,
    module: str,
    body: str,
    kind: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name, value in fake(tmp_path, module, body).items():
        monkeypatch.setenv(name, value)
    failure = open_failure(framework, tmp_path, timeout=3.0 if kind == "hang" else 60.0)
    assert failure.kind == kind
    assert words in failure.what
    assert "\n" not in failure.what
    assert capfd.readouterr() == ("", "")
    assert psutil.Process().children(recursive=True) == []


@pytest.mark.parametrize(
    ("do", "arguments", "words"),
    [
        ("dance", {}, "unknown command 'dance'"),
        ("prepare", {"row": "r"}, "not open"),
        ("block", {"row": "r"}, "not open"),
        ("open", {}, "threads"),
    ],
)
def test_a_wrong_command_is_answered_and_the_worker_lives(
    tmp_path: Path, do: str, arguments: dict[str, object], words: str
) -> None:
    with Worker("pytorch", sys.executable, PROBES, tmp_path) as worker:
        with pytest.raises(WorkerFailure, match=words) as caught:
            worker.call(do, 30, **arguments)
        assert caught.value.kind == "request"
        assert worker.alive


@pytest.mark.frameworks
def test_a_worker_ends_when_its_parent_is_killed_even_while_it_computes(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from advisor.evidence.worker import Worker\n"
        "from advisor.paths import probes_folder\n"
        "worker = Worker('pytorch', sys.executable, probes_folder(), Path(sys.argv[1]))\n"
        "worker.start()\n"
        "worker.call('open', 60, threads=1, device='cpu', precision='float32')\n"
        "row = dict(row='r', workload='mlp', size={}, task='infer', batch=1, mode='eager', seed=1)\n"
        "worker.call('prepare', 60, **row)\n"
        "worker.post('block', row='r', seconds=3600, min_calls=10**9)\n"
        "print(worker._child.pid, flush=True)\n"
        "import signal; signal.pause()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    assert worker.is_running()
    parent.kill()
    parent.wait()
    worker.wait(timeout=20)
    assert not worker.is_running()


def test_nothing_of_the_callers_folder_is_imported(tmp_path: Path) -> None:
    for name in ("json", "queue", "numpy", "protocol", "worker"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the caller')")
    done = subprocess.run(
        [sys.executable, str(PROBES), "inspect"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["protocol"] == 1


def test_started_by_its_path_the_program_adds_no_folder_to_the_search_path(tmp_path: Path) -> None:
    code = (
        "import runpy, sys; before = [p for p in sys.path if p]; sys.argv = ['probes', 'inspect']\n"
        f"runpy.run_path({str(PROBES)!r}, run_name='__main__')\n"
    )
    environment = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code + "assert not set(sys.path) - set(before)\n"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("version", ["3.10"])
def test_the_probes_keep_to_the_syntax_of_an_older_python(version: str) -> None:
    import ast

    feature = (3, int(version.split(".")[1]))
    for path in PROBES.rglob("*.py"):
        ast.parse(path.read_text("utf-8"), feature_version=feature)
