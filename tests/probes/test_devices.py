"""Accelerators that are not here: both frameworks believe in one, and the CPU does the work."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from advisor.evidence.devices import devices_here, fast_in_bfloat16
from advisor.evidence.plan import MODES, RowPlan
from advisor.evidence.records import DeviceKind
from advisor.evidence.worker import Worker, WorkerFailure
from advisor.paths import probes_folder
from tests.probes.sessions import session

ACCELERATOR = Path(__file__).parent / "accelerator"


@pytest.mark.frameworks
@pytest.mark.parametrize("device", ["nvidia", "amd", "apple", "intel-gpu"])
def test_rows_are_taken_on_the_accelerator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, device: DeviceKind
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("ADVISOR_TEST_LOG", str(log))
    if device == "amd":
        monkeypatch.setenv("ADVISOR_TEST_ROCM", "1")
    row = RowPlan("mlp", "train", 8, device=device)
    measuring, _ = session(ACCELERATOR, [row])
    measuring.run()
    assert measuring.unmeasured == []
    measured = measuring.measurements()[row]
    assert (measured.device, measured.device_name) == (device, "Fake 9000")
    assert measured.best() is not None
    peaks = {figure.framework: figure.device_mb for figure in measured.modes if figure.status == "ok"}
    assert peaks == {"pytorch": 123.0, "tensorflow": 456.0}
    asked = log.read_text().splitlines()
    # Every call of either framework waits for the device before the clock stops.
    calls = 5 * 2 * 2
    assert asked.count("pytorch waits") > calls / 2
    assert asked.count("tensorflow waits") > calls / 2
    assert any("grows: True" in line for line in asked)
    assert "pytorch frees" in asked
    kind = "XPU" if device == "intel-gpu" else "GPU"
    assert f"tensorflow is placed on /{kind}:0" in asked
    assert f"tensorflow resets the peak of {kind}:0" in asked


@pytest.mark.frameworks
def test_on_the_processor_accelerators_are_hidden_and_nothing_waits_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    monkeypatch.setenv("ADVISOR_TEST_LOG", str(log))
    measuring, _ = session(ACCELERATOR, [RowPlan("mlp", "infer", 1)])
    measuring.run()
    asked = set(log.read_text().splitlines())
    assert asked == {
        "tensorflow sees [] of GPU",
        "tensorflow sees [] of XPU",
        "tensorflow is placed on /CPU:0",
    }


@pytest.mark.frameworks
@pytest.mark.parametrize("framework", MODES)
def test_a_device_that_is_not_here_is_refused_by_name(tmp_path: Path, framework: str) -> None:
    with Worker(framework, sys.executable, probes_folder(), tmp_path) as worker:
        for device in ("nvidia", "amd", "apple", "intel-gpu", "tpu", "aws-neuron"):
            with pytest.raises(WorkerFailure, match=device) as caught:
                worker.call("open", 60, threads=1, device=device)
            assert caught.value.kind == "unsupported"


@pytest.mark.frameworks
def test_the_wrong_maker_is_no_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_TEST_LOG", str(tmp_path / "log"))
    measuring, _ = session(
        ACCELERATOR, [RowPlan("mlp", "infer", 1, device="amd"), RowPlan("mlp", "infer", 1)]
    )
    measuring.run()
    (left_out,) = [entry for entry in measuring.left_out if "on amd" in entry.row]
    assert "finds no amd device" in left_out.why
    assert "advisor doctor" in left_out.remedy
    # What this machine has is measured all the same.
    assert [row.device for row in measuring.measurements()] == ["cpu"]


def touch(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root


@pytest.mark.parametrize(
    ("files", "system", "machine", "expected"),
    [
        ((), "linux", "x86_64", ("cpu",)),
        (("dev/nvidia0",), "linux", "x86_64", ("nvidia", "cpu")),
        (("proc/driver/nvidia/gpus/0000:01:00.0/information",), "linux", "x86_64", ("nvidia", "cpu")),
        (("dev/kfd",), "linux", "x86_64", ("amd", "cpu")),
        ((), "darwin", "arm64", ("apple", "cpu")),
        ((), "darwin", "x86_64", ("cpu",)),
    ],
)
def test_what_the_system_shows_of_its_devices(
    tmp_path: Path, files: tuple[str, ...], system: str, machine: str, expected: tuple[str, ...]
) -> None:
    assert devices_here(touch(tmp_path, *files), system, machine) == expected


@pytest.mark.parametrize("discrete", [True, False])
def test_graphics_in_the_processor_are_no_training_device(tmp_path: Path, discrete: bool) -> None:
    card = tmp_path / "sys/class/drm/card0/device"
    card.mkdir(parents=True)
    (card / "vendor").write_text("0x8086\n")
    if discrete:
        (card / "lmem_total_bytes").write_text("16000000000\n")
    assert ("intel-gpu" in devices_here(tmp_path, "linux", "x86_64")) is discrete


@pytest.mark.parametrize(
    ("flags", "expected"),
    [("fpu avx512_bf16 sse", {"cpu"}), ("fpu avx2", set()), ("", set())],
)
def test_a_processor_with_the_instructions_is_fast_in_bfloat16(
    tmp_path: Path, flags: str, expected: set[str]
) -> None:
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/cpuinfo").write_text(f"processor: 0\nflags\t\t: {flags}\n")
    assert fast_in_bfloat16(tmp_path, ("cpu",)) == expected
    assert fast_in_bfloat16(tmp_path, ("nvidia", "cpu")) == expected | {"nvidia"}
