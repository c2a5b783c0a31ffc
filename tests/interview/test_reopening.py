"""An earlier result as a project again: its answers and measurements, and nothing measured before it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.evidence.rows import Row
from advisor.interview import measuring as measuring_module
from advisor.interview.desk import Conduct, Desk
from advisor.interview.reopening import needs_of_report
from advisor.needs.model import Needs, Participant, WorkloadSize
from advisor.report.model import NeedsPart, Report
from tests.interview.probing import INFER, TRAIN, Gathering, Heard, done, taken, want
from tests.interview.world import desk_in, desk_of, questionnaire
from tests.report import made_up, parts

NEEDS = Needs(
    project="Shelf scanner",
    answers={
        "stage": "product",
        "model": ("cnn",),
        "train_on": ("cpu",),
        "targets": (),
        "team": {"pytorch": 3},
    },
    importance={"deployment": 5.0, "ecosystem": None},
    workload=WorkloadSize(batch=64),
    participant=Participant("Ana", "lead", 2.0),
)


@pytest.fixture
def gathering(monkeypatch: pytest.MonkeyPatch) -> Gathering:
    made = Gathering()
    monkeypatch.setattr(measuring_module, "gather", made)
    return made


@pytest.fixture
def desk(tmp_path: Path, gathering: Gathering) -> Iterator[Desk]:
    with desk_of(tmp_path, Conduct()) as made:
        yield made


def report_on(desk: Desk, needs: Needs = NEEDS) -> Report:
    desk.begin("somebody else's")
    return desk.report(needs)


def with_answers(**answers: object) -> Report:
    needs = NeedsPart(
        project="Shelf scanner",
        answers=answers,
        importance={},
        workload=None,
        participant=None,
    )
    return made_up.report(needs=needs)


def test_the_needs_are_those_of_then(tmp_path: Path) -> None:
    with desk_in(tmp_path) as quiet:
        report = report_on(quiet)
        assert quiet.open_result(report) == ()
        assert quiet.needs == NEEDS
        assert quiet.report().verdict == report.verdict


def test_it_is_a_project_of_its_own_and_kept_with_its_first_change_only(tmp_path: Path) -> None:
    with desk_in(tmp_path) as quiet:
        quiet.open_result(report_on(quiet))
        assert not quiet.is_kept
        assert quiet.projects.entries() == []
        quiet.draft.answer("stage", "research")
        quiet.save()
        assert [entry.name for entry in quiet.projects.entries()] == ["Shelf scanner"]


def test_its_measurements_count_as_those_of_a_file_wherever_they_were_taken(desk: Desk) -> None:
    elsewhere = parts.measurement(device="nvidia")
    desk.open_result(made_up.report(measurements=(parts.measurement(), elsewhere)))
    rows = desk.evidence().rows
    assert [(row.origin, row.measurement.device) for row in rows] == [("file", "cpu"), ("file", "nvidia")]
    assert rows[0].measurement.comparisons == parts.measurement().comparisons
    assert [part.device for part in desk.report().measurements] == ["cpu", "nvidia"]


def test_nothing_is_measured_before_somebody_asks_for_it(desk: Desk, gathering: Gathering) -> None:
    desk.open_result(report_on(desk))
    desk.draft.answer("domain", ("vision",))
    desk.measure()
    assert desk.measuring.standing.status == "idle"
    assert gathering.is_idle()
    desk.measuring.again()
    gathering.next().finish()
    desk.measuring.wait()
    assert {row.origin for row in desk.evidence().rows} == {"fresh"}


def test_what_is_measured_anew_takes_the_place_of_what_was_given(
    tmp_path: Path, gathering: Gathering
) -> None:
    heard = Heard()
    from advisor.evidence.store import Store

    measuring = measuring_module.Measuring(Store(tmp_path), heard)
    measuring.take([Row(taken(TRAIN), "file"), Row(taken(INFER), "file")])
    want(measuring, TRAIN)
    assert [row.origin for row in measuring.evidence().rows] == ["file", "file"]
    measuring.again()
    gathering.next().finish()
    heard.until(done)
    found = {(row.measurement.task, row.origin) for row in measuring.evidence().rows}
    assert found == {("train", "fresh"), ("infer", "file")}
    measuring.forget()
    assert measuring.evidence().rows == ()
    measuring.close()


def test_the_next_project_is_measured_as_ever(desk: Desk, gathering: Gathering) -> None:
    desk.open_result(report_on(desk))
    desk.begin("another")
    assert desk.earlier is None
    assert desk.evidence().rows == ()
    desk.draft.answer("model", ("mlp",))
    desk.draft.answer("train_on", ("cpu",))
    desk.measure()
    gathering.next().finish()


def test_what_is_no_answer_any_more_is_left_open_and_named() -> None:
    report = with_answers(stage="product", colour="red", domain=["vision", "smell"])
    report = report.model_copy(
        update={"needs": report.needs.model_copy(update={"importance": {"taste": 3.0, "deployment": 2.0}})}
    )
    needs, left_out = needs_of_report(report, questionnaire())
    assert dict(needs.answers) == {"stage": "product"}
    assert dict(needs.importance) == {"deployment": 2.0}
    assert left_out == ("answers.colour", "answers.domain", "importance.taste")


@pytest.mark.parametrize("name", ["", "x" * 201, "\x1b[31mred", "two\nlines"], ids=ascii)
def test_a_name_that_no_project_can_have_is_refused(name: str, desk: Desk) -> None:
    report = made_up.report()
    report = report.model_copy(update={"needs": report.needs.model_copy(update={"project": name})})
    desk.begin("before")
    with pytest.raises(InputError, match="project"):
        desk.open_result(report)
    assert desk.needs.project == "before"


def test_an_export_keeps_the_result_and_says_so_if_it_could_not(tmp_path: Path) -> None:
    with desk_in(tmp_path) as quiet:
        report = report_on(quiet)
        assert quiet.export("markdown", NEEDS, report, tmp_path / "x.md") == ""
        assert (tmp_path / "x.md").read_text().startswith("---")
        (entry,) = quiet.results.entries()
        assert quiet.results.load(entry) == report
        (tmp_path / "results" / f"{entry.id}.json").unlink()
        (tmp_path / "results" / ".lock").unlink(missing_ok=True)
        (tmp_path / "results").rmdir()
        (tmp_path / "results").write_text("a file where the folder should be")
        assert "could not be kept" in quiet.export("json", NEEDS, report, tmp_path / "y.json")
        assert (tmp_path / "y.json").exists()


def test_needs_of_a_result_are_read_without_their_source(desk: Desk) -> None:
    needs, _ = needs_of_report(report_on(desk, replace(NEEDS, source="needs.yaml")), questionnaire())
    assert needs.source == ""
