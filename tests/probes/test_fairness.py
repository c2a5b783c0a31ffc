"""Faults that were found in other tools which compare the two: each check holds for ours and fails on the fault.

More of them stand where they belong: softmax twice and parity by counting parameters in `test_parity.py`, waiting
for the device and taking all its memory in `test_devices.py`, a child that died in `test_faults.py`, quotas
in `tests/evidence/test_machine.py`, one noisy run quoted as truth in `tests/evidence/test_interval.py`.
"""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from advisor.evidence.pair import Footing, Pair
from advisor.evidence.parity import compare_files
from advisor.evidence.plan import MODES
from advisor.evidence.worker import Worker
from advisor.paths import probes_folder
from tests.conftest import ROOT
from tests.evidence.scripted import write_probes

SUBJECTS = {
    "pytorch": """
        import torch
        from probes.backends.pytorch import backend
        backend.LEARNING_RATE = @rate@
        def build(task, mode, workload="cnn"):
            return backend.PyTorchBackend(2, "cpu").build(build_workload(workload, {}, task, 4, 7), mode)
    """,
    "tensorflow": """
        import keras, tensorflow as tf
        from probes.backends.tensorflow import backend
        backend.LEARNING_RATE = @rate@
        def build(task, mode, workload="cnn"):
            return backend.TensorFlowBackend(2, "cpu").build(build_workload(workload, {}, task, 4, 7), mode)
    """,
}


def say(framework: str, body: str, rate: float = 1e-4) -> str:
    """What a few lines print that build a subject of the probes, in a process of their own."""
    code = "import numpy as np\nfrom probes.workloads import build_workload\n"
    code += textwrap.dedent(SUBJECTS[framework]).replace("@rate@", repr(rate)) + textwrap.dedent(body)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()[-1]


@pytest.mark.frameworks
@pytest.mark.parametrize(
    ("fault", "compiled"),
    [("", True), ("subject._forward = subject._module  # the compiled model is thrown away", False)],
)
def test_what_is_timed_is_the_compiled_model(fault: str, compiled: bool) -> None:
    said = say(
        "pytorch",
        f"""
        subject = build("infer", "compile", "mlp")
        {fault}
        subject.call()
        with torch.profiler.profile() as profile:
            subject.call()
        print(any("Compiled" in event.name for event in profile.events()))
        """,
    )
    assert said == str(compiled)


@pytest.mark.frameworks
@pytest.mark.parametrize(
    ("fault", "compiled"),
    [("", "True"), ("subject._forward = subject._forward.python_function", "False")],
)
def test_what_is_timed_is_the_function_and_not_its_python(fault: str, compiled: str) -> None:
    said = say(
        "tensorflow",
        f"""
        subject = build("infer", "function")
        {fault}
        subject.call()
        seen = []
        subject._model.call = lambda *given, **named: seen.append(1)
        try:
            subject.call()
        except Exception:
            pass
        print(not seen)
        """,
    )
    assert said == compiled


@pytest.mark.frameworks
@pytest.mark.parametrize(
    ("task", "fault", "expected"),
    [
        ("infer", "", "gradients False, training False"),
        ("infer", "subject.call = lambda: subject._module(*subject._inputs).detach().numpy()", "gradients True, training False"),
        ("infer", "subject._module.train()", "gradients False, training True"),
        ("train", "", "gradients True, training True"),
    ],
)  # fmt: skip
def test_inference_runs_without_gradients(task: str, fault: str, expected: str) -> None:
    said = say(
        "pytorch",
        f"""
        subject = build({task!r}, "eager")
        {fault}
        subject._module.register_forward_hook(
            lambda module, given, result: print(f"gradients {{result.requires_grad}}, training {{module.training}}")
        )
        subject.call()
        """,
    )
    assert said == expected


@pytest.mark.frameworks
@pytest.mark.parametrize("framework", MODES)
def test_no_input_is_prepared_inside_the_clock(framework: str) -> None:
    body = {
        "pytorch": """
            seen = []
            subject._module.register_forward_pre_hook(lambda module, given: seen.append(given[0].data_ptr()))
        """,
        "tensorflow": """
            seen, step = [], subject._step
            subject._step = lambda given, wanted: (seen.append(id(given)), step(given, wanted))[1]
        """,
    }[framework]
    lines = textwrap.dedent(body)
    mode = {"pytorch": "eager", "tensorflow": "function"}[framework]
    said = say(
        framework,
        f'subject = build("train", "{mode}")\n{lines}\nsubject.call(); subject.call()\nprint(len(seen), len(set(seen)))',
    )
    assert said == "2 1"


OPTIMISERS = {
    "the same": "",
    "without momentum": "subject._optimisers = [torch.optim.SGD(subject._module.parameters(), lr=0.05)]",
    "another one": "subject._optimisers = [torch.optim.AdamW(subject._module.parameters(), lr=0.05)]",
    "another rate": "subject._optimisers = [torch.optim.SGD(subject._module.parameters(), lr=0.1, momentum=0.9)]",
    "a step too many": "subject.call()",
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Logits and gradients of TensorFlow after five steps at a rate at which steps show."""
    file = tmp_path_factory.mktemp("trained") / "tensorflow.npz"
    say(
        "tensorflow",
        f"""
        subject = build("train", "function", "mlp")
        for _ in range(5):
            subject.call()
        np.savez({str(file)!r}, **subject.outputs())
        print("done")
        """,
        rate=0.05,
    )
    return file


@pytest.mark.frameworks
@pytest.mark.parametrize("fault", OPTIMISERS)
def test_both_take_the_same_steps(trained: Path, tmp_path: Path, fault: str) -> None:
    file = tmp_path / "pytorch.npz"
    say(
        "pytorch",
        f"""
        subject = build("train", "eager", "mlp")
        {OPTIMISERS[fault]}
        for _ in range(5):
            subject.call()
        np.savez({str(file)!r}, **subject.outputs())
        print("done")
        """,
        rate=0.05,
    )
    assert compare_files(trained, file).ok is (fault == "the same")


@pytest.mark.frameworks
def test_both_take_the_same_number_of_threads_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        monkeypatch.setenv(name, "7")
    interpreters = dict.fromkeys(MODES, sys.executable)
    with Pair(interpreters, probes_folder(), tmp_path, Footing(threads=2)) as pair:
        pair.open_all()
        assert {(entry.threads.intra, entry.threads.inter) for entry in pair.opened.values()} == {(2, 2)}


@pytest.mark.calm
def test_the_parent_sleeps_while_a_worker_works(tmp_path: Path) -> None:
    # A parent that asks again and again takes a core from what it measures: then it would use all of this time.
    probes = write_probes(tmp_path / "probes", {"pytorch": {"once": ["sleep"]}})
    with Worker("pytorch", sys.executable, probes, tmp_path) as worker:
        wall, used = time.monotonic(), time.process_time()
        worker.call("open", 30, threads=1, device="cpu")
        wall, used = time.monotonic() - wall, time.process_time() - used
    assert wall > 1.0
    assert used < 0.25 * wall
