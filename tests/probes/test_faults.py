"""Each fault happens in a real worker in the middle of its work, and costs its own row only."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from advisor.evidence import pair
from advisor.evidence.plan import RowPlan
from advisor.paths import probes_folder
from tests.probes.sessions import session

pytestmark = pytest.mark.frameworks

FAULTY = Path(__file__).parent / "faulty"
TRAIN, INFER = RowPlan("mlp", "train", 8), RowPlan("mlp", "infer", 1)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("crash", "SIGSEGV"),
        ("hang", "no answer to 'prepare' within"),
        ("host_memory", "can't allocate memory"),
        ("device_memory", "CUDA out of memory"),
        ("raise_something", "first line second line"),
        ("leave", "std::bad_alloc"),
        ("parity", "no parity"),
    ],
)
def test_a_fault_costs_its_own_row_and_is_told_in_one_line(
    tmp_path: Path,
    fault: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ADVISOR_TEST_FAULT", fault)
    monkeypatch.setitem(pair.TIMEOUTS, "prepare", 6.0)
    measuring, progress = session(FAULTY, [TRAIN, INFER], modes=("eager", "eager"), played_by="pytorch")
    measuring.run()
    rows = measuring.measurements()
    assert rows[TRAIN].best() is None
    reasons = [figure.reason for figure in rows[TRAIN].modes if figure.status == "failed"]
    assert reasons
    assert all(words in reason and "\n" not in reason for reason in reasons), reasons
    assert any(words in warning for warning in progress.warnings)
    best = rows[INFER].best()
    assert best is not None
    assert best.launches == 1
    assert psutil.Process().children(recursive=True) == []
    assert capfd.readouterr() == ("", "")


def test_a_worker_that_floods_its_output_is_measured_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_TEST_FAULT", "flood")
    measuring, _ = session(FAULTY, [TRAIN], modes=("eager", "eager"), played_by="pytorch")
    measuring.run()
    assert measuring.measurements()[TRAIN].best() is not None
    assert capfd.readouterr() == ("", "")


def test_a_retrace_inside_every_block_leaves_no_ratio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_TEST_FAULT", "retrace")
    measuring, _ = session(FAULTY, [TRAIN, INFER], modes=("eager", "eager"), played_by="pytorch")
    measuring.run()
    rows = measuring.measurements()
    assert rows[TRAIN].best() is None
    assert any("traced or compiled" in note for note in rows[TRAIN].notes)
    assert rows[INFER].best() is not None


def test_workers_of_another_protocol_are_no_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_TEST_FAULT", "wrong_protocol")
    measuring, _ = session(FAULTY, [TRAIN], modes=("eager", "eager"), played_by="pytorch")
    measuring.run()
    assert measuring.measurements() == {}
    assert all("protocol 99" in missing.what for missing in measuring.unmeasured)
    assert all("install advisor again" in missing.remedy for missing in measuring.unmeasured)


def test_a_model_too_large_for_the_memory_is_refused_and_the_worker_lives(tmp_path: Path) -> None:
    huge = RowPlan("mlp", "infer", 2_000_000_000)
    measuring, _ = session(probes_folder(), [huge, INFER], modes=("eager", "eager"), played_by="pytorch")
    measuring.run()
    rows = measuring.measurements()
    assert all("MemoryError" in figure.reason for figure in rows[huge].modes)
    assert rows[INFER].best() is not None
