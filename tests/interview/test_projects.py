"""Saved projects: never half written, never over another window's, never lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import AdvisorError
from advisor.interview import projects as module
from advisor.interview.project import Project, project_name
from advisor.interview.projects import ChangedElsewhereError, CorruptProjectError, Projects
from advisor.needs.model import Needs
from tests.interview.world import HOSTILE, IMPOSSIBLE, all_needs, projects_in, questionnaire, same

NEEDS = Needs(project="Shelf scanner", answers={"stage": "product", "model": ("cnn",)})


def file_of(folder: Path, project: Project) -> Path:
    return folder / "projects" / f"{project.id}.json"


def kept_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "projects").iterdir() if path.suffix != ".lock")


def changed(folder: Path, project: Project, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes the file of a project behind everybody's back."""
    data = json.loads(file_of(folder, project).read_text("utf-8"))
    change(data)
    file_of(folder, project).write_text(json.dumps(data), "utf-8")


@given(needs=all_needs(), what_if=all_needs(), name=st.sampled_from([*HOSTILE, *IMPOSSIBLE]))
@settings(max_examples=25)
def test_what_is_saved_is_what_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, needs: Needs, what_if: Needs, name: str
) -> None:
    projects = projects_in(tmp_path_factory.mktemp("data"))
    begun = replace(
        projects.new(needs), passed={"stage": "unknown", "importance": "skipped"}, scenarios={name: what_if}
    )
    saved = projects.save(begun)
    loaded = projects.load(begun.id, questionnaire())
    assert loaded == saved
    assert same(loaded, begun)
    assert loaded.revision == 1


def test_a_new_project_is_not_kept_before_it_is_saved(tmp_path: Path) -> None:
    projects = projects_in(tmp_path)
    projects.new(NEEDS)
    assert projects.entries() == []
    assert list(tmp_path.iterdir()) == []


def test_projects_are_listed_with_the_last_saved_first(tmp_path: Path) -> None:
    projects = projects_in(tmp_path)
    first, second = (
        projects.save(projects.new(replace(NEEDS, project=name))) for name in ("first", "second")
    )
    assert [entry.name for entry in projects.entries()] == ["second", "first"]
    projects.save(first)
    assert [(entry.name, entry.answered) for entry in projects.entries()] == [("first", 2), ("second", 2)]
    projects.delete(second.id)
    assert [entry.id for entry in projects.entries()] == [first.id]
    projects.delete(second.id)


def test_a_save_that_fails_half_way_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = projects_in(tmp_path)
    saved = projects.save(projects.new(NEEDS))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(AdvisorError, match="No space left on device") as error:
        projects.save(replace(saved, needs=replace(NEEDS, answers={})))
    assert "export keeps the answers" in error.value.remedy
    assert kept_in(tmp_path) == [f"{saved.id}.json"]
    assert projects.load(saved.id, questionnaire()) == saved


@pytest.mark.parametrize("second", [0, 1], ids=["the second window", "the first window"])
def test_of_two_windows_the_later_save_writes_nothing_and_says_so(tmp_path: Path, second: int) -> None:
    projects = projects_in(tmp_path)
    begun = projects.save(projects.new(NEEDS))
    windows = [projects.load(begun.id, questionnaire()) for _ in range(2)]
    mine = [
        replace(window, needs=replace(NEEDS, answers={"stage": stage}))
        for window, stage in zip(windows, ("research", "learning"), strict=True)
    ]
    winner, loser = mine[1 - second], mine[second]
    won = projects.save(winner)
    before = file_of(tmp_path, begun).read_bytes()
    with pytest.raises(ChangedElsewhereError, match="changed in another window"):
        projects.save(loser)
    assert file_of(tmp_path, begun).read_bytes() == before
    # The winner goes on; the loser loses again.
    projects.save(won)
    with pytest.raises(ChangedElsewhereError):
        projects.save(loser)


def test_a_project_that_another_window_deleted_is_not_brought_back_silently(tmp_path: Path) -> None:
    projects = projects_in(tmp_path)
    saved = projects.save(projects.new(NEEDS))
    projects.delete(saved.id)
    with pytest.raises(ChangedElsewhereError):
        projects.save(saved)
    with pytest.raises(AdvisorError, match="not there any more"):
        projects.load(saved.id, questionnaire())


def test_a_folder_that_is_none_costs_the_saving_and_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    projects = projects_in(tmp_path / "data")
    assert projects.entries() == []
    with pytest.raises(AdvisorError, match="could not be saved in") as error:
        projects.save(projects.new(NEEDS))
    assert not isinstance(error.value, ChangedElsewhereError)
    assert "ADVISOR_DATA" in error.value.remedy


def test_a_window_that_never_lets_go_costs_the_saving_and_not_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE_S", 0.05)
    projects = projects_in(tmp_path)
    saved = projects.save(projects.new(NEEDS))
    with (
        FileLock(file_of(tmp_path, saved).with_suffix(".lock")),
        pytest.raises(AdvisorError, match="could not be saved"),
    ):
        projects.save(saved)
    assert projects.save(saved).revision == 2


def _deep(path: Path) -> None:
    path.write_text('{"a":' + "[" * 200_000)


def _rewritten(**changes: object) -> Callable[[Path], object]:
    return lambda path: path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}))


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "broken JSON": (lambda path: path.write_text('{"advisor_project": 1, '), "it is not JSON"),
    "nothing": (lambda path: path.write_bytes(b""), "it is not JSON"),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 20), "it is not UTF-8"),
    "a list": (lambda path: path.write_text("[1]"), "not a project of this version"),
    "too deep": (_deep, "too deep"),
    "another version": (_rewritten(advisor_project=2), "not a project of this version"),
    "wrong answers": (
        _rewritten(needs={"advisor": 1, "project": "x", "answers": {"stage": "no"}}),
        "answers.stage",
    ),
    "no needs": (_rewritten(needs=None), "saved project"),
    "wrong passed": (_rewritten(passed={"stage": "perhaps"}), "'passed' says something"),
    "passed no mapping": (_rewritten(passed=["stage"]), "AttributeError"),
    "wrong scenario": (_rewritten(scenarios={"bold": {"advisor": 1}}), "scenario bold"),
    "no revision": (_rewritten(revision="many"), "many"),
    "a time without a zone": (_rewritten(saved="2026-11-24T12:00:00"), "has no zone"),
    "no time": (_rewritten(created=7), "7"),
    "a huge number": (lambda path: path.write_text("1" * 10_000), ""),
    "huge": (lambda path: path.write_bytes(b" " * (module._LARGEST + 1)), "larger than 8 MiB"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_corrupt_project_is_set_aside_with_its_reason_and_not_lost(tmp_path: Path, kind: str) -> None:
    spoil, reason = SPOILT[kind]
    projects = projects_in(tmp_path)
    good = projects.save(projects.new(replace(NEEDS, project="good")))
    bad = projects.save(projects.new(NEEDS))
    spoil(file_of(tmp_path, bad))
    content = file_of(tmp_path, bad).read_bytes()
    # It stands in the list, so that somebody opens it and hears of it.
    assert {entry.id for entry in projects.entries()} == {good.id, bad.id}
    with pytest.raises(CorruptProjectError) as error:
        projects.load(bad.id, questionnaire())
    (line,) = error.value.lines
    assert reason in line
    assert "set aside" in line
    assert str(error.value.aside) in line
    assert len(line) < 700
    assert error.value.aside.read_bytes() == content
    assert [entry.id for entry in projects.entries()] == [good.id]
    assert projects.load(good.id, questionnaire()) == good


def test_two_corrupt_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    projects = projects_in(tmp_path)
    project, asides = projects.save(projects.new(NEEDS)), set()
    for content in ("one", "two"):
        file_of(tmp_path, project).write_text(content)
        # Both within one second of the clock.
        with pytest.raises(CorruptProjectError) as error:
            Projects(tmp_path, lambda: project.saved).load(project.id, questionnaire())
        asides.add(error.value.aside)
    assert sorted(aside.read_text() for aside in asides) == ["one", "two"]


def test_a_corrupt_file_that_cannot_be_moved_is_said_to_lie_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = projects_in(tmp_path)
    project = projects.save(projects.new(NEEDS))
    file_of(tmp_path, project).write_text("broken")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(CorruptProjectError) as error:
        projects.load(project.id, questionnaire())
    assert error.value.aside == file_of(tmp_path, project)
    assert "set aside" not in error.value.lines[0]


def test_questions_that_are_asked_no_more_do_not_spoil_a_project(tmp_path: Path) -> None:
    projects = projects_in(tmp_path)
    project = projects.save(projects.new(NEEDS))
    changed(tmp_path, project, lambda data: data["passed"].update(former="unknown"))
    assert projects.load(project.id, questionnaire()).passed == {"former": "unknown"}


@pytest.mark.parametrize("name", IMPOSSIBLE, ids=ascii)
def test_a_name_that_would_not_be_read_again_is_refused(name: str) -> None:
    with pytest.raises(AdvisorError, match="this is no name for a project: expected"):
        project_name(name)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_any_other_name_is_taken_literally(name: str) -> None:
    assert project_name(f" {name} ") == name
