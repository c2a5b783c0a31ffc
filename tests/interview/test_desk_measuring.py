"""An interview that measures: started by its answers, ended by its desk."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from advisor.interview.desk import Conduct, Desk
from tests.interview.probing import Gathering, Heard, bench, done, probe_threads
from tests.interview.world import desk_of


def answered(desk: Desk, **answers: tuple[str, ...]) -> None:
    for key, answer in answers.items():
        desk.draft.answer(key, answer)
        desk.measure()


def test_probes_begin_as_soon_as_model_and_hardware_are_known_and_sharpen_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard()
    with bench(tmp_path, monkeypatch) as made, desk_of(tmp_path / "data", Conduct(), heard) as desk:
        desk.begin("Measured")
        answered(desk, model=("mlp",))
        assert probe_threads() == []
        answered(desk, train_on=("cpu",), serve_on=("cpu",))
        desk.draft.answer("traffic", "offline")
        desk.measure()
        rules_alone = desk.decision()
        heard.until(done)
        desk.measuring.wait()
        report = desk.report()
        assert {row.task for row in report.measurements} == {"train", "infer"}
        assert all(row.command == "advisor probe measured.yaml --budget quick" for row in report.measurements)
        assert desk.decision().points != rules_alone.points
        assert any(entry.kind == "measurement" for entry in desk.decision().contributions)
        # What was measured is there again for another project of the kind, without a worker.
        desk.save()
        work, so_far = len(made.log), len(heard.all)
        desk.copy(desk.draft.project.id, "Copy")
        heard.until(done, after=so_far)
        assert len(desk.evidence().rows) == len(report.measurements)
        assert len(made.log) == work


def test_what_the_answers_make_worthless_is_measured_no_more(tmp_path: Path, gathering: Gathering) -> None:
    with desk_of(tmp_path, Conduct()) as desk:
        desk.begin("x")
        answered(desk, model=("mlp", "cnn"), train_on=("cpu",))
        first = gathering.next()
        assert {row.workload for row in first.rows} == {"mlp", "cnn"}
        answered(desk, model=("cnn",))
        assert all(first.control.skipped(row.name) == (row.workload == "mlp") for row in first.rows)
        answered(desk, train_on=("tpu",), serve_on=("tpu",))
        assert first.control.cancelled
        assert desk.evidence().rows == ()


def test_another_project_takes_the_probes_over(tmp_path: Path, gathering: Gathering) -> None:
    with desk_of(tmp_path, Conduct()) as desk:
        desk.begin("one")
        answered(desk, model=("mlp",), train_on=("cpu",))
        desk.save()
        first = gathering.next()
        desk.begin("two")
        assert first.control.cancelled
        assert not desk.measuring.standing.rows
        (entry,) = desk.projects.entries()
        desk.open(entry.id)
        again = gathering.next()
        assert again.rows == first.rows
        again.finish()
        desk.measuring.wait()
        assert len(desk.evidence().rows) == len(first.rows)


def test_another_budget_is_taken_up_in_the_middle(tmp_path: Path, gathering: Gathering) -> None:
    with desk_of(tmp_path, Conduct(budget="none")) as desk:
        desk.begin("x")
        answered(desk, model=("mlp",), train_on=("cpu",))
        desk.measure_for("standard")
        call = gathering.next()
        assert (call.wish.budget, call.wish.command) == ("standard", "advisor probe x.yaml --budget standard")
        call.finish()
        desk.measuring.wait()
        known = desk.evidence().rows
        assert known
        desk.measure_for("none")
        answered(desk, os=("linux",))
        assert desk.evidence().rows == known
        assert desk.why_not_measured() == "measuring is switched off"


def test_what_the_user_skipped_is_not_blamed_on_the_budget(tmp_path: Path, gathering: Gathering) -> None:
    with desk_of(tmp_path, Conduct()) as desk:
        desk.begin("x")
        answered(desk, model=("mlp",), train_on=("cpu",))
        call = gathering.next()
        skipped = call.rows[0]
        desk.measuring.skip(skipped.name)
        call.finish()
        desk.measuring.wait()
        (warning,) = [entry for entry in desk.report().warnings if entry.code == "left-out"]
        assert warning.text == f"{skipped.name} was not measured: it was skipped"
        assert warning.remedy
        assert "budget" not in warning.remedy


def test_tensorflow_1_and_the_users_interpreters_reach_the_probes(
    tmp_path: Path, gathering: Gathering
) -> None:
    chosen = {"pytorch": "/envs/a/bin/python"}
    with desk_of(tmp_path, Conduct(interpreters=chosen)) as desk:
        desk.begin("x")
        answered(desk, existing_code=("tensorflow1",), model=("mlp",), train_on=("cpu",))
        wish = gathering.next().wish
        assert (wish.tensorflow1, wish.interpreters) == (True, chosen)
        assert wish.command == "advisor probe x.yaml --budget quick --python pytorch=/envs/a/bin/python"


@pytest.mark.frameworks
def test_real_frameworks_that_are_called_off_early_leave_no_process(tmp_path: Path) -> None:
    heard = Heard()
    with desk_of(tmp_path, Conduct(), heard) as desk:
        desk.begin("x")
        answered(desk, model=("mlp",), train_on=("cpu",))
        name = desk.adviser.rows(desk.needs, "quick")[0].name
        heard.until(lambda standing: any((row.name, row.stage) == (name, "modes") for row in standing.rows))
        workers = psutil.Process().children(recursive=True)
        assert len(workers) >= 2
    assert probe_threads() == []
    assert psutil.Process().children(recursive=True) == []
    assert not any(w.is_running() and w.status() != psutil.STATUS_ZOMBIE for w in workers)
