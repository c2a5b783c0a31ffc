"""Workers that misbehave: each costs a clear failure, and no process stays behind."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from advisor.evidence.child import worker_environment
from advisor.evidence.worker import Worker, WorkerFailure

Script = Callable[[str], Worker]

#: The opening of a worker of these tests: arguments, and a line on the private pipe.
PRELUDE = """
    import json, os, signal, sys
    argument = lambda name: int(sys.argv[sys.argv.index(name) + 1])
    pipe = os.fdopen(argument("--write"), "w", buffering=1)
    commands = os.fdopen(argument("--read"))
    say = lambda **message: pipe.write(json.dumps(message) + "\\n")
    greet = lambda: say(event="hello", protocol=1, framework="pytorch", pid=os.getpid())
"""


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """Makes a worker out of a few lines of Python."""

    def make(body: str) -> Worker:
        folder = tmp_path / "probes"
        folder.mkdir()
        source = textwrap.dedent(PRELUDE) + textwrap.dedent(body)
        (folder / "__main__.py").write_text(source)
        return Worker("pytorch", sys.executable, folder, tmp_path)

    return make


def failure_of(worker: Worker, *, timeout: float = 30.0) -> WorkerFailure:
    with pytest.raises(WorkerFailure) as caught, worker:
        worker.call("open", timeout, threads=1)
    return caught.value


def test_an_answer_comes_back(script: Script) -> None:
    worker = script("""
        greet()
        for line in commands:
            command = json.loads(line)
            say(id=command["id"], ok=True, result={"heard": command["threads"]})
    """)
    with worker:
        assert worker.call("open", 30, threads=3) == {"heard": 3}
        assert worker.call("open", 30, threads=4) == {"heard": 4}


def test_what_a_framework_prints_disturbs_nothing(script: Script, capfd: pytest.CaptureFixture[str]) -> None:
    worker = script("""
        print("{not json", flush=True)
        sys.stderr.write("WARNING: \\x1b[2J\\n" * 1000)
        os.write(1, b"\\xff\\xfe" * 1_000_000)
        greet()
        command = json.loads(commands.readline())
        os.write(2, b"more\\n" * 100_000)
        say(id=command["id"], ok=True, result={})
    """)
    with worker:
        assert worker.call("open", 30, threads=1) == {}
    assert capfd.readouterr() == ("", "")


def test_a_refusal_leaves_the_worker_alive(script: Script) -> None:
    worker = script("""
        greet()
        for line in commands:
            command = json.loads(line)
            say(id=command["id"], ok=False, error={"kind": "memory", "message": "too large"})
    """)
    with worker:
        with pytest.raises(WorkerFailure, match="too large") as caught:
            worker.call("prepare", 30)
        assert caught.value.kind == "memory"
        assert not caught.value.ended
        assert worker.alive


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("sys.exit(3)", "crash", "exit code 3"),
        ("print('no such library: libx.so'); sys.exit(1)", "crash", "no such library: libx.so"),
        ("greet(); commands.readline(); os.kill(os.getpid(), signal.SIGSEGV)", "crash", "SIGSEGV"),
        ("greet(); commands.readline(); os.kill(os.getpid(), signal.SIGKILL)", "crash", "killed"),
        ("say(event='hello', protocol=2)", "protocol", "protocol 2 where 1 was expected"),
        ("say(event='hello')", "protocol", "protocol None"),
        ("say(hi='there')", "protocol", "no greeting"),
        ("pipe.write('Loading...\\n')", "protocol", "not JSON"),
        ("pipe.write('[1, 2]\\n')", "protocol", "not JSON"),
        ("pipe.buffer.write(b'\\xff\\xfe\\n'); pipe.flush()", "protocol", "not JSON"),
        ("greet(); commands.readline(); say(id=99, ok=True, result={})", "protocol", "not the protocol's"),
        ("greet(); commands.readline(); say(id=1, ok=True)", "protocol", "without a result"),
        ("greet(); commands.readline(); say(id=1)", "protocol", "not the protocol's"),
        ("greet(); commands.readline(); say(id=1, ok=True, result=7)", "protocol", "without a result"),
    ],
)
def test_each_fault_is_named_and_ends_the_worker(script: Script, body: str, kind: str, words: str) -> None:
    failure = failure_of(script(body + "\ncommands.read()"))
    assert failure.kind == kind
    assert words in failure.what
    assert "\n" not in failure.what
    assert failure.remedy
    assert failure.ended


def test_a_worker_that_hangs_is_stopped(script: Script) -> None:
    failure = failure_of(script("greet(); signal.pause()"), timeout=0.5)
    assert failure.kind == "hang"
    assert "open" in failure.what


def test_what_a_worker_started_ends_with_it(script: Script) -> None:
    worker = script("""
        import subprocess
        child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
        greet()
        command = json.loads(commands.readline())
        say(id=command["id"], ok=True, result={"pid": child.pid})
        signal.pause()
    """)
    with worker:
        pid = worker.call("open", 30)["pid"]
        assert isinstance(pid, int)
        assert psutil.pid_exists(pid)
        child = psutil.Process(pid)
    child.wait(timeout=10)
    assert not child.is_running()


def test_an_interpreter_that_is_none_is_named(tmp_path: Path) -> None:
    failure = failure_of(Worker("tensorflow", str(tmp_path / "python"), tmp_path, tmp_path))
    assert failure.kind == "start"
    assert str(tmp_path / "python") in failure.what
    assert "--python tensorflow=" in failure.remedy


def test_a_program_that_is_no_python_is_no_worker(tmp_path: Path) -> None:
    failure = failure_of(Worker("pytorch", "/bin/true", tmp_path, tmp_path))
    assert failure.kind == "crash"


def test_a_worker_can_be_started_again_after_its_end(script: Script) -> None:
    worker = script("""
        greet()
        command = json.loads(commands.readline())
        if command["do"] == "die":
            sys.exit(1)
        say(id=command["id"], ok=True, result={})
        commands.readline()
    """)
    with worker:
        with pytest.raises(WorkerFailure):
            worker.call("die", 30)
        assert not worker.alive
        worker.start()
        assert worker.call("open", 30) == {}


def test_a_worker_that_hung_can_be_started_again(script: Script) -> None:
    worker = script("""
        greet()
        command = json.loads(commands.readline())
        if command["do"] == "hang":
            signal.pause()
        say(id=command["id"], ok=True, result={})
        commands.readline()
    """)
    with worker:
        with pytest.raises(WorkerFailure, match="no answer to 'hang'"):
            worker.call("hang", 0.5)
        worker.start()
        assert worker.call("open", 30) == {}


def test_modules_of_the_callers_folder_are_not_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    caller = {"PYTHONPATH": os.pathsep.join(["", ".", str(tmp_path), "/opt/modules"]), "HOME": "/home/me"}
    environment = worker_environment(caller, tmp_path / "scratch")
    assert environment["PYTHONPATH"] == "/opt/modules"
    assert environment["HOME"] == "/home/me"
    assert "PYTHONPATH" not in worker_environment({"PYTHONPATH": "."}, tmp_path)


def test_caches_of_the_compilers_are_private(tmp_path: Path) -> None:
    environment = worker_environment({"TORCHINDUCTOR_CACHE_DIR": "/home/me/cache"}, tmp_path)
    assert environment["TORCHINDUCTOR_CACHE_DIR"].startswith(str(tmp_path))
