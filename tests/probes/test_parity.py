"""Both real frameworks compute the same, in every mode; and a fault in either is found."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.evidence.pair import Footing, Pair
from advisor.evidence.parity import compare_files
from advisor.evidence.plan import MODES
from advisor.paths import probes_folder
from tests.conftest import ROOT

pytestmark = pytest.mark.frameworks


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    interpreters = dict.fromkeys(MODES, sys.executable)
    with Pair(
        interpreters, probes_folder(), tmp_path_factory.mktemp("scratch"), Footing(threads=2)
    ) as opened:
        opened.open_all()
        yield opened


def outputs(pair: Pair, framework: str, mode: str, workload: str, task: str, batch: int, file: Path) -> Path:
    row = f"{workload} {task} {mode}"
    prepared = pair.prepare(
        framework, row, workload=workload, size={}, task=task, batch=batch, mode=mode, seed=7
    )
    assert prepared.first_call_s > 0
    pair.outputs(framework, row, file)
    block = pair.block(framework, row, 0.0, 2)
    assert block.calls == 2
    assert not block.retraced
    # Timing has moved the weights; the second time they are again as first prepared.
    again = file.with_name(f"again-{file.name}")
    pair.outputs(framework, row, again)
    assert compare_files(file, again).ok
    pair.drop(framework, row)
    return file


@pytest.mark.parametrize("workload", ["mlp", "cnn"])
@pytest.mark.parametrize(("task", "batch"), [("train", 4), ("infer", 1), ("infer", 4)])
def test_all_modes_compute_the_same(pair: Pair, tmp_path: Path, workload: str, task: str, batch: int) -> None:
    reference = outputs(pair, "pytorch", "eager", workload, task, batch, tmp_path / "reference.npz")
    # One compilation by PyTorch is enough here: it takes ten seconds and more.
    modes = [("tensorflow", mode) for mode in MODES["tensorflow"]]
    if (workload, task) == ("mlp", "train"):
        modes.append(("pytorch", "compile"))
    for framework, mode in modes:
        file = outputs(pair, framework, mode, workload, task, batch, tmp_path / f"{framework}-{mode}.npz")
        parity = compare_files(reference, file)
        assert parity.ok, (framework, mode, parity)


def test_both_draw_the_same_weights_and_data(pair: Pair) -> None:
    seen = set()
    for framework in MODES:
        prepared = pair.prepare(
            framework, "same", workload="cnn", size={}, task="infer", batch=2, mode="eager", seed=11
        )
        seen.add((prepared.weights, prepared.inputs))
        pair.drop(framework, "same")
    assert len(seen) == 1


FAULTS = {
    "healthy": "",
    "a swapped weight": "with torch.no_grad(): w = subject._named['conv1.weight']; w.copy_(w.flip(0))",
    "a wrong stride": "subject._module[4].stride = (2, 2)",
    "a missing bias": "with torch.no_grad(): subject._named['dense.bias'].zero_()",
    "a wrong epsilon": "subject._module[1].eps = 1e-3",
    "softmax twice": "subject._module.append(nn.LogSoftmax(dim=1))",
    "evaluation mode mixed up": "subject._module.train(not subject._module.training)",
    "a wrong layout": "subject._inputs = subject._inputs.transpose(2, 3)",
}


def faulty_outputs(fault: str, task: str, file: Path) -> None:
    """What PyTorch gives when its model has the fault."""
    code = textwrap.dedent(f"""
        import numpy as np, torch
        from torch import nn
        from probes.backends.pytorch import PyTorchBackend
        from probes.workloads import build_workload
        subject = PyTorchBackend(2, "cpu", "float32").build(build_workload("cnn", {{}}, {task!r}, 4, 7), "eager")
        {FAULTS[fault]}
        np.savez({str(file)!r}, **subject.outputs())
    """)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("task", ["infer", "train"])
def test_a_fault_in_one_framework_is_found(pair: Pair, tmp_path: Path, fault: str, task: str) -> None:
    sound = outputs(pair, "tensorflow", "function", "cnn", task, 4, tmp_path / "sound.npz")
    faulty_outputs(fault, task, tmp_path / "faulty.npz")
    parity = compare_files(sound, tmp_path / "faulty.npz")
    assert parity.ok is (fault == "healthy"), parity
