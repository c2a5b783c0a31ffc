from __future__ import annotations

import pytest

from advisor.choosing import Devices, all_rows, choose_rows, remarks, speaking
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Answer, Needs
from advisor.paths import rules_folder

KNOWLEDGE = load_knowledge([rules_folder()])
GPU = Devices(("nvidia", "cpu"), frozenset({"nvidia"}))


def needs(**answers: Answer) -> Needs:
    return Needs("a project", {"model": ("cnn",), **answers})


@pytest.mark.parametrize(
    ("data", "reads"),
    [(("files",), True), (("heavy-augmentation", "in-memory"), True), (("in-memory",), False), (None, False)],
)
def test_reading_input_is_measured_where_the_project_reads_files(data: Answer | None, reads: bool) -> None:
    project = needs() if data is None else needs(data=data)
    tasks = [row.task for row in choose_rows(project, KNOWLEDGE, Devices(), "quick")]
    assert ("input" in tasks) is reads


def test_an_open_device_is_the_best_one_here() -> None:
    assert {row.device for row in choose_rows(needs(), KNOWLEDGE, GPU, "quick")} == {"nvidia"}


def test_named_devices_are_measured_each() -> None:
    project = needs(train_on=("cpu", "nvidia"), serve_on=("cpu",))
    rows = choose_rows(project, KNOWLEDGE, GPU, "quick")
    assert [row.device for row in rows if row.task == "train"] == ["nvidia", "cpu"]
    assert {row.device for row in rows if row.task == "infer"} == {"cpu"}
    assert speaking(project, rows) == rows


def test_a_device_that_is_elsewhere_is_not_replaced_by_another() -> None:
    project = needs(train_on=("tpu",), serve_on=("cpu",))
    rows = choose_rows(project, KNOWLEDGE, GPU, "quick")
    assert {row.task for row in speaking(project, rows)} == {"infer"}
    assert [warned.code for warned in remarks(project, rows, GPU)] == ["other-device"]


def test_inference_is_not_measured_here_for_a_model_that_runs_on_phones() -> None:
    project = needs(train_on=("cpu",), targets=("android", "ios"))
    rows = choose_rows(project, KNOWLEDGE, Devices(), "quick")
    assert "infer" not in {row.task for row in speaking(project, rows)}
    assert [warned.code for warned in remarks(project, rows, Devices())] == ["other-target"]
    mixed = needs(train_on=("cpu",), targets=("android", "server"))
    assert speaking(mixed, rows) == rows


def test_reduced_precision_comes_last_and_beyond_the_quick_budget() -> None:
    quick = choose_rows(needs(), KNOWLEDGE, GPU, "quick")
    standard = choose_rows(needs(), KNOWLEDGE, GPU, "standard")
    assert {row.precision for row in quick} == {"float32"}
    assert [row.precision for row in standard] == ["float32"] * len(quick) + ["bfloat16"] * len(quick)
    slow = Devices(("cpu",), frozenset())
    assert {row.precision for row in choose_rows(needs(), KNOWLEDGE, slow, "standard")} == {"float32"}


def test_without_a_project_everything_is_measured() -> None:
    rows = all_rows(Needs("any"), KNOWLEDGE, Devices(), "standard")
    assert len({row.workload for row in rows}) == 9
    assert {"train", "infer", "input"} == {row.task for row in rows}
