"""The commands of a team at their door: streams, exit codes, and what is kept."""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path

import pytest

from advisor.cli import cli
from advisor.errors import AdvisorError
from advisor.paths import user_data_folder
from advisor.team.roles import Chair
from advisor.team.sessions import Sessions
from tests.team.world import PRODUCT, RESEARCH, answer, begun, seated
from tests.team_calling import kept, run


@pytest.mark.parametrize(
    "command",
    [[], ["host"], ["seat"], ["join"], ["list"], ["merge"], ["export"], ["delete"]],
    ids=" ".join,
)
def test_every_help_shows_an_example(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout
    assert "\\b" not in done.stdout
    if not command:
        assert "seat" not in done.stdout


class Screens(types.ModuleType):
    """Stands for the application: notes how it was started."""

    def __init__(self) -> None:
        super().__init__("advisor.tui.team.start")
        self.started: list[tuple[object, ...]] = []

    def run_seat(self, folder: Path, session_id: str, member_id: str) -> int:
        self.started.append((folder, session_id, member_id))
        return 0

    def run_chair(self, folder: Path, session_id: str, invite_base: str) -> int:
        self.started.append((folder, session_id, "chair", invite_base))
        return 7


@pytest.fixture
def screens(monkeypatch: pytest.MonkeyPatch) -> Screens:
    screens = Screens()
    monkeypatch.setitem(sys.modules, "advisor.tui.team.start", screens)
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115, PTH123 - as a terminal, below
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True, raising=False)
    return screens


def call(*arguments: str) -> object:
    return cli.main(["team", *arguments], prog_name="advisor", standalone_mode=False)


def test_a_seat_is_the_application_of_its_person(screens: Screens) -> None:
    folder = user_data_folder()
    assert call("seat", "20261124-ab", "123456789abc") == 0
    assert call("seat", "--links", "http://h:1/?token=", "20261124-ab", "chair") == 7
    assert screens.started == [
        (folder, "20261124-ab", "123456789abc"),
        (folder, "20261124-ab", "chair", "http://h:1/?token="),
    ]


def test_joining_takes_the_seat_of_that_name_or_adds_one(screens: Screens) -> None:
    with begun(user_data_folder()) as store:
        ana = Chair(store).invite("Ana María")[0]
        call("join", "--name", " ana  MARÍA ")
        call("join", store.id[:12], "--name", "Ben")
        call("join", "--name", "ben")
        members = store.state().members
    assert [member.name for member in members] == ["Ana María", "Ben"]
    folder, session = user_data_folder(), store.id
    assert screens.started == [(folder, session, id_) for id_ in (ana.id, members[1].id, members[1].id)]


def test_joining_without_a_session_needs_exactly_one_that_is_open(screens: Screens) -> None:
    with pytest.raises(AdvisorError, match="no session is open") as none:
        call("join", "--name", "Ana")
    assert "advisor team host" in none.value.remedy
    with begun(user_data_folder()) as over:
        Chair(over).end()
    with begun(user_data_folder()) as one:
        call("join", "--name", "Ana")
        assert [started[1] for started in screens.started] == [one.id]
        with begun(user_data_folder()) as two, pytest.raises(AdvisorError) as several:
            call("join", "--name", "Ana")
    assert {one.id, two.id} <= set(several.value.what.replace(",", "").split())
    assert over.id not in several.value.what


@pytest.mark.parametrize("name", ["", "  ", "a\tb", "x" * 500])
def test_nobody_joins_without_a_proper_name(screens: Screens, name: str) -> None:
    with begun(user_data_folder()) as store:
        with pytest.raises(AdvisorError, match="no name for a participant"):
            call("join", "--name", name)
        assert store.state().members == ()
    assert screens.started == []


def test_joining_needs_a_terminal() -> None:
    done = run("join", "--name", "Ana")
    assert (done.returncode, done.stdout) == (2, "")
    assert "open your link in a browser" in done.stderr


def test_the_list_shows_every_session_and_one_that_cannot_be_read() -> None:
    assert run("list").stdout == ""
    with Sessions(user_data_folder()).create("Shelf scanner") as one:
        seated(one, "Ana")
        Chair(one).lock()
    broken = user_data_folder() / "team" / "20200101-broken.sqlite3"
    broken.write_bytes(b"not a database at all")
    done = run("list")
    assert (done.returncode, done.stderr) == (0, "")
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["session", "begun", "phase", "people", "project"]
    (line,) = (line for line in lines if one.id in line)
    assert line.split()[2:] == ["locked", "1", "Shelf", "scanner"]
    (line,) = (line for line in lines if "broken" in line)
    assert "unreadable" in line


def test_a_hostile_project_is_shown_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with begun(user_data_folder()) as store, store.write("x") as connection:
        connection.execute("UPDATE session SET project = ?", ("[red]\x1b[2J\u202eabc" + "x" * 10_000,))
    done = run("list")
    assert "[red]\\x1b[2J\\u202eabc" in done.stdout
    assert "\x1b" not in done.stdout
    assert max(len(line) for line in done.stdout.splitlines()) < 130


def test_nothing_is_exported_before_the_reveal_and_each_voice_after_it(tmp_path: Path) -> None:
    with begun(user_data_folder()) as store:
        answer(seated(store, "Ana", "lead"), PRODUCT)
        answer(seated(store, "Ben"), RESEARCH)
        target = tmp_path / "decision"
        refused = run("export", store.id, "-o", str(target))
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "revealed" in refused.stderr
        assert not target.exists()
        Chair(store).reveal()
        done = run("export", store.id[:12], "-o", str(target))
        assert (done.returncode, done.stderr) == (0, "")
        files = [Path(line) for line in done.stdout.splitlines()]
        assert {path for path in target.iterdir() if path.is_file()} == set(files)
        assert "Ana" in "".join(path.read_text() for path in files)
        forms = ("--format", "markdown", "--format", "html")
        nameless = run("export", store.id, "--no-names", *forms, "-o", str(tmp_path / "nameless"))
        assert {Path(line).name for line in nameless.stdout.splitlines()} >= {"report.md", "report.html"}
        told = "".join(Path(line).read_text() + line for line in nameless.stdout.splitlines())
        assert "stage: product" in told
        assert "Member 1" in told
        for word in ("Ana", "Ben", "role: lead"):
            assert word not in told.replace(str(tmp_path), "")


def test_a_session_is_deleted_for_good_once_that_was_said() -> None:
    with begun(user_data_folder()) as store:
        Chair(store).invite("Ana")
    for said, code in (("n\n", 1), ("", 2)):
        kept_back = run("delete", store.id[:10], stdin=said)
        assert (kept_back.returncode, kept_back.stdout) == (code, "")
        assert "nothing was deleted" in kept_back.stderr
        assert kept() == [store.id]
    done = run("delete", store.id[:10], stdin="y\n")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Shelf scanner, 1 person" in done.stderr
    assert list(store.path.parent.iterdir()) == []
    assert run("delete", store.id, "--yes").returncode == 2


def test_a_session_that_cannot_be_read_can_be_deleted_and_a_vague_name_deletes_nothing() -> None:
    folder = user_data_folder() / "team"
    folder.mkdir(parents=True)
    for name in ("20200101-aa", "20200101-ab"):
        (folder / f"{name}.sqlite3").write_bytes(b"no database")
    for vague in ("20200101", "", "nowhere", "../20200101-aa"):
        done = run("delete", vague, "--yes")
        assert (done.returncode, len(kept())) == (2, 2), vague
    assert run("delete", "20200101-aa", "--yes").returncode == 0
    assert kept() == ["20200101-ab"]
