"""Plain prompts keep the answers, take any text literally, and say what became of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor.interview.desk import Desk
from tests.interview.world import HOSTILE, desk_in
from tests.talking import asked_for, talked


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path / "data") as made:
        yield made


def test_quitting_keeps_the_answers_and_the_next_time_goes_on(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        assert talked(desk, "Scanner", "product", "QUIT").heard[-1].startswith("Saved.")
    with desk_in(tmp_path, hints=False) as desk:
        talk = talked(desk, "2", "0", "1", "quit")
        assert talk.heard[2] == "1. Scanner, 1 answers"
        assert (
            talk.after(0)
            == talk.after(1)
            == ["error: the list has no such number. Type one of it, or a name with a letter in it"]
        )
        assert asked_for(talk) == ["horizon"]
        assert desk.needs.answers == {"stage": "product"}


@pytest.mark.parametrize("lines", [["quit"], ["x", "quit"]], ids=" ".join)
def test_where_nothing_was_answered_nothing_is_said_to_be_saved(desk: Desk, lines: list[str]) -> None:
    assert talked(desk, *lines).heard[-1] == "Nothing was answered, so nothing is kept."
    assert desk.projects.entries() == []


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_hostile_name_is_shown_literally_and_found_again(tmp_path: Path, name: str) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talked(desk, name, "product", "quit")
        assert desk.needs.project == name
        assert f"1. {name}, 1 answers" in talked(desk, "quit").heard


@pytest.mark.parametrize("typed", ["", "x" * 201, "\x1b[2Jx", "a\u202eb", "9" * 5000], ids=ascii)
def test_what_cannot_be_a_name_is_told_and_asked_for_again(desk: Desk, typed: str) -> None:
    talk = talked(desk, typed, "Good", "quit")
    (line,) = talk.after(0)
    assert line.startswith("error: this is no name for a project: expected ")
    assert line.isprintable()
    assert desk.needs.project == "Good"


def test_hostile_answers_reach_the_terminal_written_out(desk: Desk) -> None:
    names = ["[@click=app.quit]x[/]", "漢字"]
    talk = talked(desk, "x", "/libraries", "1", "a\x1b[2Jb", ", ".join(names), "review", "/\x1b[2J", "quit")
    assert all(line.isprintable() for line in "\n".join(talk.heard).splitlines())
    assert "libraries: [@click=app.quit]x[/], 漢字" in talk.heard
    assert "Not in our list, so it will not count: [@click=app.quit]x[/], 漢字" in talk.heard


def test_of_two_windows_the_later_one_chooses_between_a_copy_and_the_others_answers(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk, desk_in(tmp_path) as other:

        def meanwhile(horizon: str) -> Callable[[], str]:
            def save_elsewhere() -> str:
                other.open(desk.draft.project.id)
                other.draft.answer("horizon", horizon)
                other.save()
                return "vision"

            return save_elsewhere

        talk = talked(desk, "Shared", "product", "s", meanwhile("years"), "x", "c", "quit")
        assert "error: 'Shared' was changed in another window" in talk.text
        assert "You go on with: Shared (copy)" in talk.heard
        assert desk.needs.answers == {"stage": "product", "domain": ("vision",)}
        first = {entry.name: entry.id for entry in desk.projects.entries()}["Shared"]
        desk.open(first)
        desk.draft.clear("horizon")
        desk.save()
        number = [entry.name for entry in desk.projects.entries()].index("Shared") + 1
        talk = talked(desk, str(number), "s", meanwhile("decade"), "o", "quit")
        assert desk.needs.answers == {"stage": "product", "horizon": "decade"}
        assert talk.heard[-1].startswith("Saved.")


def test_answers_that_cannot_be_saved_are_not_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with desk_in(tmp_path / "data", hints=False) as desk:
        talk = talked(desk, "x", "product", "quit")
    assert talk.after(1)[0].startswith("error: the answers could not be saved in ")
    assert talk.heard[-1] == "The last answers could not be saved."


def test_a_corrupt_project_is_told_and_another_one_chosen(tmp_path: Path) -> None:
    with desk_in(tmp_path, hints=False) as desk:
        talked(desk, "Fine", "product", "quit")
        (tmp_path / "projects" / "broken.json").write_text("{")
        number = [entry.id for entry in desk.projects.entries()].index("broken") + 1
        talk = talked(desk, str(number), "New", "quit")
        assert "1 answers" in talk.text
        assert "was set aside. It is kept as" in talk.after(0)[0]
        assert desk.needs.project == "New"
