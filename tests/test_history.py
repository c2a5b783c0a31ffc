"""Earlier results: kept whole, each once, the oldest going first, whatever else lies in the folder."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advisor import results as results_module
from advisor.errors import AdvisorError
from advisor.report.model import Report
from advisor.results import Results
from advisor.results_text import list_results
from tests.report import made_up, parts


@pytest.fixture
def results(tmp_path: Path) -> Results:
    return Results(tmp_path)


def made(hours: float = 0, project: str = "Shelf scanner", **changes: object) -> Report:
    return made_up.report(generated=parts.NOW + timedelta(hours=hours), project=project, **changes)


def files(folder: Path) -> list[Path]:
    return sorted((folder / "results").glob("*.json"))


def test_a_kept_result_is_read_as_the_same_report(results: Results) -> None:
    id_ = results.keep(made())
    (entry,) = results.entries()
    assert entry.id == id_
    assert results.load(entry) == made()
    assert (entry.project, entry.verdict) == ("Shelf scanner", "PyTorch, clearly, 93%")
    assert (entry.made, entry.machine, entry.command) == (parts.NOW, "bench-1", parts.COMMAND)


def test_the_newest_stands_first(results: Results) -> None:
    for hours, project in ((0, "first"), (48, "third"), (24, "second")):
        results.keep(made(hours, project))
    assert [entry.project for entry in results.entries()] == ["third", "second", "first"]


def test_the_same_result_within_a_day_takes_the_place_of_the_one_before(results: Results) -> None:
    results.keep(made())
    environment = made().environment.model_copy(update={"command": "advisor recommend other.yaml"})
    rows = tuple(row.model_copy(update={"origin": "stored"}) for row in made().measurements)
    results.keep(made(2, environment=environment, measurements=rows))
    (entry,) = results.entries()
    assert entry.made == parts.NOW + timedelta(hours=2)
    results.keep(made(27))
    assert len(results.entries()) == 2, "a day later it is a result of its own"


def test_what_differs_or_belongs_to_another_project_is_kept_beside_it(results: Results) -> None:
    results.keep(made())
    results.keep(made(1, verdict=made_up.LEAN))
    results.keep(made(2))
    results.keep(made(2, "Churn model"))
    assert len(results.entries()) == 4


def test_two_results_of_one_second_are_both_kept(results: Results) -> None:
    ids = {results.keep(made()), results.keep(made(verdict=made_up.LEAN))}
    assert len(ids) == 2
    assert {entry.id for entry in results.entries()} == ids


def test_so_many_are_kept_and_the_oldest_goes_first(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results_module, "MOST_KEPT", 3)
    (tmp_path / "results").mkdir()
    mine = tmp_path / "results" / "mine.json"
    mine.write_text("{}")
    for hours in range(5):
        results.keep(made(hours * 48))
    assert [entry.made for entry in results.entries() if not entry.trouble] == [
        parts.NOW + timedelta(hours=48 * day) for day in (4, 3, 2)
    ]
    assert mine.exists(), "a file that was not named here is nobody's to drop"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "too deep"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[]", "not a report of this version"),
        (b'{"schema": "advisor/report/2"}', "not a report of this version"),
        (b'{"schema": "advisor/report/1"}', "'generated' is missing"),
        (b'{"schema": "advisor/report/1", "generated": "yesterday"}', "yesterday"),
        (b'{"schema": "advisor/report/1", "generated": "2026-11-24T12:00:00"}', "no zone"),
        (b'{"schema": "advisor/report/1", "generated": 7}', "'generated' is no text"),
    ],
)
def test_a_corrupt_file_is_listed_as_unreadable_and_the_others_are_there(
    results: Results, tmp_path: Path, text: bytes, why: str
) -> None:
    results.keep(made())
    (tmp_path / "results" / "20200101-000000-deadbeef.json").write_bytes(text)
    entries = {entry.id: entry for entry in results.entries()}
    assert why in entries["20200101-000000-deadbeef"].trouble
    assert len(entries) == 2
    assert "cannot be read" in list_results(list(entries.values()), 100)


@pytest.mark.parametrize("key", ["generated", "verdict", "frameworks", "draws", "project", "environment"])
@pytest.mark.parametrize("value", [None, 7, [], {}, [7], {"kind": "sure"}], ids=str)
def test_no_value_of_a_damaged_file_ends_the_list(
    results: Results, tmp_path: Path, key: str, value: object
) -> None:
    results.keep(made())
    (path,) = files(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    (entry,) = results.entries()
    if key != "frameworks" or value != []:
        assert entry.trouble
    with pytest.raises(AdvisorError):
        results.load(entry)
    results.keep(made(1, verdict=made_up.LEAN))
    assert len(results.entries()) == 2


def test_a_folder_in_the_place_of_a_file_is_unreadable(results: Results, tmp_path: Path) -> None:
    (tmp_path / "results" / "x.json").mkdir(parents=True)
    (entry,) = results.entries()
    assert entry.trouble
    with pytest.raises(AdvisorError):
        results.load(entry)
    with pytest.raises(AdvisorError, match="cannot be deleted"):
        results.delete(entry)


def test_a_result_is_found_by_number_id_or_the_beginning_of_it(results: Results) -> None:
    first = results.keep(made())
    second = results.keep(made(24 * 40, verdict=made_up.LEAN))
    assert results.find("1").id == results.find(second).id == results.find(second[:8]).id == second
    assert results.find("2").id == results.find(first).id == first
    with pytest.raises(AdvisorError, match="2 kept results begin with '202'"):
        results.find("202")
    for name in ("3", "0", "-1", "", "nothing", "../x", "x" * 5000, "\x1b[2J"):
        with pytest.raises(AdvisorError, match="no result is kept"):
            results.find(name)


def test_a_deleted_result_is_gone_and_deleting_it_twice_is_no_mistake(
    results: Results, tmp_path: Path
) -> None:
    results.keep(made())
    (entry,) = results.entries()
    results.delete(entry)
    results.delete(entry)
    assert results.entries() == []
    assert files(tmp_path) == []
    with pytest.raises(AdvisorError, match="cannot be read"):
        results.load(entry)


def test_where_nothing_can_be_written_a_message_says_so_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(AdvisorError, match="could not be kept") as caught:
        Results(tmp_path / "data").keep(made())
    assert "--no-history" in caught.value.remedy
    assert Results(tmp_path / "nowhere").entries() == []


def test_results_that_are_kept_at_the_same_time_all_survive(tmp_path: Path) -> None:
    def keep(number: int) -> None:
        Results(tmp_path).keep(made(0, f"project {number}"))

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {entry.project for entry in Results(tmp_path).entries()} == {f"project {n}" for n in range(8)}
    assert [path.name for path in (tmp_path / "results").iterdir() if path.suffix == ".part"] == []


def test_only_the_user_can_read_what_is_kept(results: Results, tmp_path: Path) -> None:
    results.keep(made())
    (path,) = files(tmp_path)
    assert path.stat().st_mode & 0o077 == 0


def test_a_list_fits_the_terminal_and_shows_hostile_names_as_they_are(results: Results) -> None:
    for hours, name in enumerate(("\x1b[31mred\x1b[0m", "abc\u202egnp.exe", "x" * 10_000, "[b]bold[/b]")):
        results.keep(made(hours * 48, name))
    listed = list_results(results.entries(), 80)
    assert all(line.isprintable() for line in listed.splitlines())
    assert "\\x1b[31mred" in listed
    assert "[b]bold[/b]" in listed
    assert max(map(len, listed.splitlines())) <= 100


def test_an_empty_list_says_how_one_comes_about() -> None:
    assert "advisor recommend keeps one" in list_results([], 80)


def test_a_time_without_a_clock_is_listed_last(results: Results, tmp_path: Path) -> None:
    results.keep(made())
    bad = tmp_path / "results" / "20200101-000000-deadbeef.json"
    bad.write_text("{")
    import os

    os.utime(bad, (0, 0))
    assert results.entries()[-1].made == datetime.fromtimestamp(0, UTC)


def test_what_never_ends_or_waits_for_a_writer_is_listed_and_not_read(
    results: Results, tmp_path: Path
) -> None:
    results.keep(made())
    folder = tmp_path / "results"
    (folder / "endless.json").symlink_to("/dev/zero")
    os.mkfifo(folder / "waiting.json")
    (folder / "folder.json").mkdir()
    troubles = {entry.id: entry.trouble for entry in results.entries() if entry.trouble}
    assert troubles == {
        "endless": "it is not an ordinary file",
        "waiting": "it is not an ordinary file",
        "folder": "it is a folder",
    }
    with pytest.raises(AdvisorError, match="cannot be read: it is not an ordinary file") as caught:
        results.load(results.find("endless"))
    assert "advisor history delete endless" in str(caught.value.lines)
