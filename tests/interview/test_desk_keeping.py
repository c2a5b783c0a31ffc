"""A desk keeps what is answered: begun, copied, opened again, in one window or in two."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor.errors import AdvisorError, InputError
from advisor.interview.desk import Desk, scenarios_of
from advisor.interview.projects import ChangedElsewhereError, CorruptProjectError
from advisor.needs.model import Needs
from tests.conftest import ROOT
from tests.interview.world import IMPOSSIBLE, desk_in

EXAMPLE = ROOT / "examples" / "shelf-scanner.yaml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as made:
        made.begin("Shelf scanner")
        yield made


def test_an_interview_goes_on_where_it_was_left(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        desk.begin("Shelf scanner")
        assert desk.projects.entries() == []
        desk.draft.answer("stage", "product")
        desk.draft.skip("horizon")
        desk.draft.answer("team", None)
        desk.draft.keep_scenario("bold", Needs(project="Shelf scanner"))
        desk.save()
        left = desk.draft.project
    with desk_in(tmp_path) as desk:
        (entry,) = desk.projects.entries()
        desk.open(entry.id)
        project = desk.draft.project
        assert (project.needs, project.passed, project.scenarios) == (left.needs, left.passed, left.scenarios)
        assert [name for name, _ in scenarios_of(desk.draft)] == ["as answered", "bold"]


def test_a_project_begins_from_a_needs_file_and_is_kept_at_once(tmp_path: Path, desk: Desk) -> None:
    desk.open_file(EXAMPLE)
    assert [entry.name for entry in desk.projects.entries()] == ["Shelf scanner"]
    assert desk.needs.workload is not None
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("advisor: 1\nproject: x\nanswers: {stage: no, horizon: no}\n")
    with pytest.raises(InputError) as error:
        desk.open_file(wrong)
    assert len(error.value.lines) == 2
    with pytest.raises(AdvisorError, match="cannot be read"):
        desk.open_file(tmp_path / "nowhere.yaml")
    # What went wrong leaves the open project as it was.
    assert desk.needs.answers["stage"] == "product"


@pytest.mark.parametrize("name", IMPOSSIBLE, ids=ascii)
def test_a_project_is_never_called_what_would_not_be_read_again(desk: Desk, name: str) -> None:
    desk.draft.answer("stage", "product")
    desk.save()
    begins: list[Callable[[], None]] = [
        lambda: desk.begin(name),
        lambda: desk.copy(desk.draft.project.id, name),
        lambda: desk.keep_as_copy(name),
    ]
    for begin in begins:
        with pytest.raises(AdvisorError, match="no name for a project"):
            begin()
    assert desk.needs.project == "Shelf scanner"
    assert len(desk.projects.entries()) == 1


def test_a_copy_holds_the_answers_that_were_just_given(desk: Desk) -> None:
    desk.draft.answer("stage", "product")
    desk.draft.skip("horizon")
    original = desk.draft.project.id
    desk.save_soon(lambda trouble: None)
    desk.copy(original, "Copy")
    assert desk.draft.project.id != original
    assert (desk.needs.project, desk.needs.answers) == ("Copy", {"stage": "product"})
    assert desk.draft.project.passed == {"horizon": "skipped"}
    assert {entry.name for entry in desk.projects.entries()} == {"Shelf scanner", "Copy"}


def test_opening_a_project_again_waits_for_what_is_being_saved(desk: Desk) -> None:
    desk.draft.answer("stage", "product")
    desk.save_soon(lambda trouble: None)
    desk.open(desk.draft.project.id)
    assert desk.needs.answers == {"stage": "product"}
    desk.draft.answer("stage", "research")
    desk.save()


def test_answers_are_kept_in_the_background_in_their_order(desk: Desk) -> None:
    heard: list[AdvisorError | None] = []
    last = threading.Event()
    for stage in ("learning", "research"):
        desk.draft.answer("stage", stage)
        desk.save_soon(heard.append)
    desk.draft.answer("stage", "product")
    desk.save_soon(lambda trouble: last.set())
    assert last.wait(10)
    assert set(heard) <= {None}
    assert desk.projects.load(desk.draft.project.id, desk.questionnaire).needs.answers == {"stage": "product"}


def test_of_two_desks_on_one_project_the_later_hears_of_it_and_keeps_a_copy(tmp_path: Path) -> None:
    with desk_in(tmp_path) as mine, desk_in(tmp_path) as other:
        mine.begin("Shared")
        mine.draft.answer("stage", "product")
        mine.save()
        other.open(mine.draft.project.id)
        other.draft.answer("horizon", "decade")
        other.save()
        mine.draft.answer("horizon", "months")
        with pytest.raises(ChangedElsewhereError):
            mine.save()
        heard: list[AdvisorError | None] = []
        mine.save_soon(heard.append)
        mine.close()
        assert [type(trouble) for trouble in heard] == [ChangedElsewhereError]
        mine.keep_as_copy("Shared (copy)")
        names = {entry.name: entry.id for entry in mine.projects.entries()}
        assert set(names) == {"Shared", "Shared (copy)"}
        kept = {
            name: mine.projects.load(id_, mine.questionnaire).needs.answers for name, id_ in names.items()
        }
        assert kept["Shared"] == {"stage": "product", "horizon": "decade"}
        assert kept["Shared (copy)"] == {"stage": "product", "horizon": "months"}
        # The copy is a project like any other: it is saved again, and undone in.
        mine.draft.undo()
        mine.save()
        assert mine.needs == Needs(project="Shared (copy)", answers={"stage": "product"})
        # The other one may also be taken.
        mine.open(other.draft.project.id)
        assert mine.needs.answers["horizon"] == "decade"
        mine.save()


def test_a_corrupt_project_leaves_the_open_one_on_the_desk(tmp_path: Path, desk: Desk) -> None:
    desk.draft.answer("stage", "product")
    desk.save()
    broken = tmp_path / "projects" / "broken.json"
    broken.write_text("{")
    with pytest.raises(CorruptProjectError):
        desk.open("broken")
    assert desk.needs.answers == {"stage": "product"}
    assert not broken.exists()
