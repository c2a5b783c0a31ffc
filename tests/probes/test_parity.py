"""Both real frameworks compute the same, in every mode; and a fault in either is found."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from advisor.evidence.pair import Footing, Pair
from advisor.evidence.parity import compare_files
from advisor.evidence.plan import MODES, READERS, RowPlan
from advisor.evidence.project_rows import in_reduced_precision
from advisor.evidence.records import Task
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


WORKLOADS = ["cnn", "decoder", "diffusion", "dynamic", "embedding", "gnn", "mlp", "rnn", "transformer"]


@pytest.mark.parametrize("workload", WORKLOADS)
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


@pytest.mark.parametrize("workload", ["cnn", "diffusion"])
def test_both_pipelines_hand_over_the_same_batches(pair: Pair, tmp_path: Path, workload: str) -> None:
    files = {
        framework: outputs(pair, framework, mode, workload, "input", 8, tmp_path / f"{framework}.npz")
        for framework, mode in READERS.items()
    }
    assert compare_files(files["pytorch"], files["tensorflow"]).ok
    with np.load(files["pytorch"]) as arrays:
        images, classes = arrays["output"], arrays["classes"]
    assert len(images) == len(classes) == 8 * 16
    # Bytes were scaled, and every image is another one.
    assert images.min() == pytest.approx(-2.0)
    assert images.max() == pytest.approx(2.0)
    assert len({image.tobytes() for image in images}) == len(images)


TASKS: list[Task] = ["train", "infer"]
REDUCED = in_reduced_precision([RowPlan(name, task, 4) for name in WORKLOADS for task in TASKS], {"cpu"})


@pytest.mark.parametrize("row", REDUCED, ids=lambda row: row.name)
def test_mixed_precision_computes_the_same_within_its_bits(pair: Pair, tmp_path: Path, row: RowPlan) -> None:
    workload, task = row.workload, row.task
    files = {}
    for framework, mode in (("pytorch", "eager"), ("tensorflow", "function")):
        work: dict[str, object] = {
            "size": {},
            "task": task,
            "batch": 4,
            "mode": mode,
            "seed": 7,
            "precision": "bfloat16",
        }
        pair.prepare(framework, "reduced", workload=workload, **work)
        files[framework] = tmp_path / f"{framework}.npz"
        pair.outputs(framework, "reduced", files[framework])
        pair.drop(framework, "reduced")
    assert compare_files(files["pytorch"], files["tensorflow"], "bfloat16").ok
    # It is not single precision under another name.
    assert (
        not compare_files(
            outputs(pair, "pytorch", "eager", workload, task, 4, tmp_path / "single.npz"), files["pytorch"]
        ).max_difference
        < 1e-5
    )


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
    "a swapped weight": "with torch.no_grad(): w = subject._places['conv1.weight'].tensor; w.copy_(w.flip(0))",
    "a wrong stride": "subject._module[4].stride = (2, 2)",
    "a missing bias": "with torch.no_grad(): subject._places['dense.bias'].tensor.zero_()",
    "a wrong epsilon": "subject._module[1].eps = 1e-3",
    "softmax twice": "subject._module.append(nn.LogSoftmax(dim=1))",
    "evaluation mode mixed up": "subject._module.train(not subject._module.training)",
    "a wrong layout": "subject._inputs = [subject._inputs[0].transpose(2, 3)]",
}


FAULTS_BY_WORKLOAD = {
    ("transformer", "infer"): "subject._module.layers[0].norm1.eps = 1e-3",
    ("transformer", "train"): "subject._places['query0.weight'].put('query0.weight', "
    "subject._workload.weights['key0.weight'])",
    ("decoder", "train"): "subject._places['positions.table'].tensor.data.zero_()",
    # The key that a call writes lands one place too early: only the call after it can tell.
    ("decoder", "infer"): "subject._module.layers[1].register_forward_hook("
    "lambda module, given, result: (module.keys.copy_(module.keys.roll(-1, 2)), None)[1])",
    ("rnn", "infer"): "subject._places['lstm.bias'].tensor.data.zero_()",
    ("embedding", "train"): "subject._module.tables[3].mode = 'mean'",
    ("gnn", "train"): "subject._inputs[1], subject._inputs[2] = subject._inputs[2], subject._inputs[1]",
    ("diffusion", "train"): "subject._module.middle.norm1.eps = 1e-1",
    ("dynamic", "infer"): "subject._inputs[1] = subject._inputs[1] - 1",
    ("mlp", "infer"): "subject._places['dense1.bias'].tensor.data.zero_()",
}


_FLIPS = "subject._data.dataset._flips = [not flip for flip in subject._data.dataset._flips]"
Planted = tuple[str, str, str]
PLANTED: tuple[Planted, ...] = (
    ("cnn", "input", _FLIPS),
    *(("cnn", task, fault) for task in TASKS for fault in FAULTS.values()),
    *((workload, task, fault) for (workload, task), fault in FAULTS_BY_WORKLOAD.items()),
)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> dict[Planted, Path]:
    """What PyTorch gives when its model has a fault, a line of Python: all of them in one process."""
    folder = tmp_path_factory.mktemp("faulty")
    files = {planted: folder / f"{number}.npz" for number, planted in enumerate(PLANTED)}
    lines = [
        "import numpy as np, torch",
        "from torch import nn",
        "from probes.backends.pytorch.backend import PyTorchBackend",
        "from probes.workloads import build_workload",
        'backend = PyTorchBackend(2, "cpu")',
    ]
    for (workload, task, fault), file in files.items():
        work = f"build_workload({workload!r}, {{}}, {task!r}, 4, 7)"
        lines += [
            f'subject = backend.build({work}, "eager")',
            fault,
            f"np.savez({str(file)!r}, **subject.outputs())",
        ]
    # The pipeline writes its pictures where it works.
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return files


def test_a_pipeline_that_flips_otherwise_is_found(
    pair: Pair, faulty: dict[Planted, Path], tmp_path: Path
) -> None:
    sound = outputs(pair, "tensorflow", "function", "cnn", "input", 4, tmp_path / "sound.npz")
    assert not compare_files(sound, faulty["cnn", "input", _FLIPS]).ok


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("task", TASKS)
def test_a_fault_in_one_framework_is_found(
    pair: Pair, faulty: dict[Planted, Path], tmp_path: Path, fault: str, task: str
) -> None:
    sound = outputs(pair, "tensorflow", "function", "cnn", task, 4, tmp_path / "sound.npz")
    parity = compare_files(sound, faulty["cnn", task, FAULTS[fault]])
    assert parity.ok is (fault == "healthy"), parity


@pytest.mark.parametrize(("workload", "task"), FAULTS_BY_WORKLOAD)
def test_a_fault_in_any_workload_is_found(
    pair: Pair, faulty: dict[Planted, Path], tmp_path: Path, workload: str, task: str
) -> None:
    sound = outputs(pair, "tensorflow", "function", workload, task, 4, tmp_path / "sound.npz")
    parity = compare_files(sound, faulty[workload, task, FAULTS_BY_WORKLOAD[workload, task]])
    assert not parity.ok, parity
