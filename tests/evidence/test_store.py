from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor.errors import AdvisorError, InputError
from advisor.evidence.plan import RowPlan
from advisor.evidence.records import Comparison, FrameworkBuild, Machine, Measurement, Parity
from advisor.evidence.store import Store, probes_file, read_probes_file, row_key, write_atomically

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MACHINE = Machine(id="m1", name="lab", system="Linux 6", processor="a processor", cores=2, memory_gib=8.0)
BUILDS = (
    FrameworkBuild(framework="pytorch", version="2.13.0+cpu", build="torch", python="3.11.7"),
    FrameworkBuild(framework="tensorflow", version="2.21.0", build="tensorflow-cpu", python="3.11.7"),
)
ROW = RowPlan("cnn", "train", 32)


def measurement(launches: int = 3, taken: datetime = NOW) -> Measurement:
    comparison = Comparison(
        kind="best",
        pytorch="eager",
        tensorflow="function",
        ratio=0.62,
        low=0.55,
        high=0.7,
        launches=max(1, launches),
        quartets=3 * max(1, launches),
        verdict="tensorflow-faster",
        stopped="done",
        values=((-0.48, -0.47, -0.49),) * launches,
        pytorch_ms=20.0,
        tensorflow_ms=12.4,
    )
    return Measurement(
        workload="cnn",
        size={"input": [3, 32, 32]},
        task="train",
        batch=32,
        device="cpu",
        device_name="a cpu",
        machine=MACHINE,
        builds=BUILDS,
        taken=taken,
        threads=2,
        precision="float32",
        seed=1,
        code="c0de",
        parity=Parity(ok=True, max_difference=1e-6, tolerance=2e-4),
        modes=(),
        comparisons=(comparison,) if launches else (),
        command="advisor probe",
    )


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save({"key": measurement()})
    assert store.find("key", launches=3) == measurement()


def test_a_row_that_rests_on_too_few_launches_does_not_answer_for_a_larger_budget(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save({"key": measurement(launches=3)})
    assert store.find("key", launches=6) is None


def test_a_hasty_row_does_not_replace_a_thorough_one_of_the_same_day(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save({"key": measurement(launches=6)})
    store.save({"key": measurement(launches=1)})
    assert store.find("key", launches=6) is not None


def test_a_row_without_a_comparison_is_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save({"key": measurement(launches=0)})
    assert store.find("key", launches=0) is None


def test_a_corrupt_row_is_set_aside(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.save({"key": measurement()})
    (tmp_path / "measurements" / "key.json").write_text('{"workload": "cnn", "task"')
    assert store.find("key", launches=1) is None
    assert (tmp_path / "measurements" / "key.corrupt").exists()
    store.save({"key": measurement()})
    assert store.find("key", launches=1) is not None


@pytest.mark.parametrize(
    "other",
    [
        {"machine": MACHINE.model_copy(update={"id": "m2"})},
        {"machine": MACHINE.model_copy(update={"cores": 1})},
        {"builds": (BUILDS[0].model_copy(update={"version": "2.14.0+cpu"}), BUILDS[1])},
        {"builds": (BUILDS[0], BUILDS[1].model_copy(update={"build": "tensorflow"}))},
        {"code": "other"},
        {"row": replace(ROW, device="nvidia")},
        {"row": replace(ROW, precision="bfloat16")},
        {"row": RowPlan("cnn", "train", 64)},
        {"row": RowPlan("cnn", "infer", 32)},
        {"row": RowPlan("mlp", "train", 32)},
        {"row": RowPlan("cnn", "train", 32, (3, 64, 64))},
    ],
)
def test_whatever_changes_a_measurement_changes_its_key(other: dict[str, object]) -> None:
    same: dict[str, object] = {
        "machine": MACHINE,
        "builds": BUILDS,
        "code": "c0de",
        "row": ROW,
    }
    assert row_key(**{**same, **other}) != row_key(**same)  # type: ignore[arg-type]


def test_the_order_of_the_frameworks_does_not_change_a_key() -> None:
    assert row_key(MACHINE, BUILDS, "c", ROW) == row_key(MACHINE, BUILDS[::-1], "c", ROW)


def test_a_file_travels(tmp_path: Path) -> None:
    path = tmp_path / "gpu.json"
    written = probes_file([measurement()], NOW, "advisor probe -o gpu.json")
    path.write_text(written.model_dump_json(by_alias=True))
    assert json.loads(path.read_text())["schema"] == "advisor/probes/1"
    assert read_probes_file(path) == written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON"),
        ("{}", "measurements"),
        (
            '{"schema": "advisor/probes/2", "taken": "2026-11-24T12:00:00Z", "command": "x", "measurements": []}',
            "schema",
        ),
        ("[[[[" * 10_000, "JSON"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_its_key(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_probes_file(path)
    assert str(path) in caught.value.lines[0]
    assert any(words in line for line in caught.value.lines)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AdvisorError, match="nowhere.json cannot be read"):
        read_probes_file(tmp_path / "nowhere.json")


def test_a_ratio_that_is_no_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nan.json"
    text = probes_file([measurement()], NOW, "x").model_dump_json(by_alias=True)
    path.write_text(text.replace('"ratio":0.62', '"ratio":NaN'))
    with pytest.raises(InputError):
        read_probes_file(path)


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.json"
    write_atomically(path, "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
