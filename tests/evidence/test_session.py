"""Sessions with scripted workers: real processes and pipes, given times."""

from __future__ import annotations

import math
from pathlib import Path

import psutil
import pytest

from advisor.evidence.costs import Costs
from advisor.evidence.plan import Plan, RowPlan, make_plan
from advisor.evidence.records import Measurement, ModeFigure
from tests.evidence.scripted import session_with

TRAIN = RowPlan("mlp", "train", 32)
INFER = RowPlan("mlp", "infer", 1)


def plan_of(*rows: RowPlan, tensorflow1: bool = False) -> Plan:
    return make_plan(rows, "quick", tensorflow1=tensorflow1)


def figure(row: Measurement, framework: str, mode: str) -> ModeFigure:
    return next(entry for entry in row.modes if (entry.framework, entry.mode) == (framework, mode))


def test_the_best_modes_meet_and_give_their_ratio(tmp_path: Path) -> None:
    session, progress = session_with(tmp_path, plan_of(TRAIN, INFER))
    session.run()
    rows = session.measurements()
    assert list(rows) == [TRAIN, INFER]
    assert progress.warnings == []
    for row in rows.values():
        best = row.best()
        assert best is not None
        assert (best.pytorch, best.tensorflow) == ("eager", "function")
        assert best.ratio == pytest.approx(0.5)
        assert best.low < 0.5 < best.high
        assert best.verdict == "tensorflow-faster"
        assert (best.pytorch_ms, best.tensorflow_ms) == (10.0, 5.0)
        assert row.parity is not None
        assert row.parity.ok
        assert row.size == {"input": [4]}


def test_the_memory_of_a_mode_that_met_is_that_of_a_worker_that_ran_no_other(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN, tensorflow1=True))
    session.run()
    row = session.measurements()[TRAIN]
    # A scripted worker holds 100 MB for every mode that it has ever prepared.
    assert figure(row, "pytorch", "eager").peak_mb == 100.0
    assert figure(row, "tensorflow", "function").peak_mb == 100.0
    assert figure(row, "tensorflow", "xla").peak_mb == 300.0


#: TensorFlow's best is so near to PyTorch's that a quick budget cannot tell.
NEAR: dict[str, dict[str, object]] = {
    "tensorflow": {"ms": {"eager": 30.0, "function": 9.0, "xla": 12.0, "session": 9.5}}
}


def test_a_row_that_is_not_decided_gets_all_launches(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN), NEAR)
    session.run()
    best = session.measurements()[TRAIN].best()
    assert best is not None
    assert best.verdict == "inconclusive"
    assert (best.launches, best.quartets, best.planned) == (3, 9, 3)
    assert "all 3 launches" in best.stopped


def test_a_row_that_an_early_look_decides_costs_no_further_launch(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN))
    session.run()
    best = session.measurements()[TRAIN].best()
    assert best is not None
    assert best.verdict == "tensorflow-faster"
    # The launches that were saved count as run: asking again does not measure again.
    assert (best.launches, best.planned) == (2, 3)
    assert "decided after 2 of 3 launches" in best.stopped
    assert best.alpha == 0.001
    # The interval of the early look is wider than what the estimate is unsure of.
    assert best.sigma is not None
    assert math.log(best.high / best.low) / (2 * 1.96) > best.sigma


def test_a_decided_row_rests_while_another_goes_on(tmp_path: Path) -> None:
    script: dict[str, dict[str, object]] = {
        **NEAR,
        "pytorch": {"ms": {"eager": 10.0, "compile": 20.0}, "slow": {"mlp infer batch 1": 30.0}},
    }
    session, _ = session_with(tmp_path, plan_of(TRAIN, INFER), script)
    session.run()
    train, infer = (row.best() for row in session.measurements().values())
    assert train is not None
    assert infer is not None
    assert (train.launches, infer.launches) == (3, 2)


def test_larger_budgets_compare_eager_with_eager_and_one_thread_too(tmp_path: Path) -> None:
    plan = make_plan([TRAIN], "standard", costs=Costs(pair_start_s=0.5))
    session, _ = session_with(tmp_path, plan)
    session.run()
    row = session.measurements()[TRAIN]
    met = {entry.kind: (entry.pytorch, entry.tensorflow, entry.threads) for entry in row.comparisons}
    assert met == {
        "best": ("eager", "function", 2),
        "eager": ("eager", "eager", 2),
        "one-thread": ("eager", "function", 1),
    }
    log = (tmp_path / "probes" / "log").read_text()
    assert log.count("open threads 1") == log.count("open threads 2") - 2


def test_witnesses_that_do_not_fit_are_named(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN))
    session.run()
    assert [entry.kind for entry in session.measurements()[TRAIN].comparisons] == ["best"]


def test_a_session_learns_what_measuring_costs_here(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN))
    session.run()
    assert session.costs.first_call_s(TRAIN, "tensorflow", "xla") == 0.5
    assert session.costs.call_s(TRAIN, "pytorch", "eager") == pytest.approx(0.01)
    assert session.costs.start_s < Costs().start_s


def test_each_mode_says_its_share_of_what_the_machine_can_do(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN))
    session.run()
    row = session.measurements()[TRAIN]
    assert {entry.framework: entry.matmul_gflops for entry in row.ceilings} == {
        "pytorch": 100.0,
        "tensorflow": 100.0,
    }
    # 10⁸ operations in 10 ms are a tenth of 100 · 10⁹ a second.
    assert figure(row, "pytorch", "eager").share == pytest.approx(0.1)


def test_blocks_alternate_so_that_drift_cancels(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN), NEAR)
    session.run()
    log = (tmp_path / "probes" / "log").read_text().splitlines()
    blocks = "".join("A" if line.startswith("pytorch") else "B" for line in log if " block " in line)
    assert blocks == "ABBABAAB" * 4 + "ABBA"


def test_every_launch_is_a_fresh_pair_of_workers(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN), NEAR)
    session.run()
    log = (tmp_path / "probes" / "log").read_text().splitlines()
    assert log.count("pytorch open threads 2") == 4
    assert log.count("tensorflow open threads 2") == 4


def test_a_mode_that_computes_something_else_is_out_however_fast_it_is(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN), {"tensorflow": {"wrong": ["function"]}})
    session.run()
    row = session.measurements()[TRAIN]
    assert figure(row, "tensorflow", "function").status == "failed"
    assert "no parity" in figure(row, "tensorflow", "function").reason
    best = row.best()
    assert best is not None
    assert best.tensorflow == "xla"


def test_without_parity_there_is_no_ratio_and_the_difference_is_shown(tmp_path: Path) -> None:
    wrong = ["eager", "function", "xla"]
    session, progress = session_with(tmp_path, plan_of(TRAIN), {"tensorflow": {"wrong": wrong}})
    session.run()
    row = session.measurements()[TRAIN]
    assert row.comparisons == ()
    assert row.parity is not None
    assert not row.parity.ok
    assert row.parity.max_difference > 0.01
    assert "no comparison" in progress.warnings[0]


def test_a_mode_that_is_not_possible_here_is_listed_with_the_reason(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(INFER), {"pytorch": {"impossible": ["compile"]}})
    session.run()
    left_out = figure(session.measurements()[INFER], "pytorch", "compile")
    assert (left_out.status, left_out.reason) == ("not-measured", "no compiler")


def test_a_crash_in_one_mode_costs_that_mode_only(tmp_path: Path) -> None:
    session, _ = session_with(
        tmp_path, plan_of(TRAIN, INFER), {"tensorflow": {"always": ["crash:warm:scout xla"]}}
    )
    session.run()
    for row in session.measurements().values():
        assert figure(row, "tensorflow", "xla").status == "failed"
        assert "SIGSEGV" in figure(row, "tensorflow", "xla").reason
        assert row.best() is not None


def test_a_crash_in_one_launch_costs_that_launch_only(tmp_path: Path) -> None:
    session, progress = session_with(
        tmp_path, plan_of(TRAIN, INFER), {**NEAR, "pytorch": {"once": ["crash:block"]}}
    )
    session.run()
    first, second = (row.best() for row in session.measurements().values())
    assert first is not None
    assert second is not None
    assert (first.launches, second.launches) == (2, 3)
    assert "SIGSEGV" in progress.warnings[0]
    assert any("launch 1 was lost" in note for note in session.measurements()[TRAIN].notes)


def test_too_little_memory_in_one_row_leaves_the_others(tmp_path: Path) -> None:
    faults: dict[str, dict[str, object]] = {"tensorflow": {"always": ["memory:mlp train batch 32"]}}
    session, _ = session_with(tmp_path, plan_of(TRAIN, INFER), faults)
    session.run()
    rows = session.measurements()
    assert rows[TRAIN].best() is None
    assert any("out of memory" in note for note in rows[TRAIN].notes)
    assert rows[INFER].best() is not None


def test_a_quartet_with_a_retrace_in_it_is_repeated(tmp_path: Path) -> None:
    session, _ = session_with(
        tmp_path, plan_of(TRAIN), {"tensorflow": {**NEAR["tensorflow"], "once": ["retrace"]}}
    )
    session.run()
    best = session.measurements()[TRAIN].best()
    assert best is not None
    assert best.quartets == 9
    log = (tmp_path / "probes" / "log").read_text().splitlines()
    assert sum(" block " in line for line in log) == 10 * 4


def test_a_row_that_never_settles_has_no_ratio(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN), {"tensorflow": {"always": ["retrace"]}})
    session.run()
    row = session.measurements()[TRAIN]
    assert row.best() is None
    assert any("traced or compiled" in note for note in row.notes)


@pytest.mark.parametrize("framework", ["pytorch", "tensorflow"])
@pytest.mark.parametrize(("fault", "words"), [("import", "libc10"), ("crash:open", "SIGSEGV")])
def test_a_framework_that_does_not_open_ends_the_session_with_its_reason(
    tmp_path: Path, framework: str, fault: str, words: str
) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN), {framework: {"always": [fault]}})
    session.run()
    assert session.measurements() == {}
    (missing,) = session.unmeasured
    assert missing.framework == framework
    assert words in missing.what


def test_an_interruption_keeps_what_was_measured_and_leaves_no_process(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN, INFER), {"pytorch": {"once": ["interrupt"]}})
    with pytest.raises(KeyboardInterrupt):
        session.run()
    assert psutil.Process().children(recursive=True) == []
    # The first quartet was cut off; the row is there with its modes, and without a made-up ratio.
    rows = session.measurements()
    assert rows[TRAIN].comparisons == ()
    assert figure(rows[TRAIN], "pytorch", "eager").status == "ok"


def test_the_session_of_tensorflow_1_meets_too_where_it_is_asked_for(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(TRAIN, tensorflow1=True))
    session.run()
    assert figure(session.measurements()[TRAIN], "tensorflow", "session").status == "ok"


def test_break_even_counts_the_steps_that_pay_for_the_first_call(tmp_path: Path) -> None:
    session, _ = session_with(tmp_path, plan_of(INFER))
    session.run()
    row = session.measurements()[INFER]
    # Both first calls took 0.5 s: the faster mode has paid off at once. A slower one never does.
    assert figure(row, "tensorflow", "function").break_even_steps == 0
    assert figure(row, "pytorch", "compile").break_even_steps is None
