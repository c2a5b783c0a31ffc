"""A team from several needs files, at the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import ROOT
from tests.test_cli import run

TEAM = sorted(str(path) for path in (ROOT / "examples" / "shelf-team").glob("*.yaml"))
PERSON = str(ROOT / "examples" / "shelf-scanner.yaml")


def recommend(*arguments: str) -> dict[str, Any]:
    done = run("recommend", *arguments, "--budget", "none", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def same(report: dict[str, Any]) -> dict[str, Any]:
    """What has to be the same, whenever and by whatever command it was made."""
    return {key: value for key, value in report.items() if key not in ("generated", "environment")}


def named(tmp_path: Path, name: str, weight: float, *lines: str) -> str:
    path = tmp_path / f"{name}.yaml"
    participant = f"participant: {{name: {name}, weight: {weight}}}"
    path.write_text("\n".join(["advisor: 1", "project: P", participant, *lines, ""]), encoding="utf-8")
    return str(path)


def test_five_files_are_one_team_whose_members_really_disagree() -> None:
    report = recommend(*TEAM)
    team = report["team"]
    assert [member["name"] for member in team["members"]] == ["Ana", "Ben", "Chen", "Dara", "Emil"]
    assert team["split"]
    assert any(entry["matters"] for entry in team["disagreements"])
    assert any(not entry["matters"] for entry in team["disagreements"])
    assert sum(item["minutes"] for item in team["agenda"]) == 30
    values = [entry["value"] for entry in team["disagreements"]]
    assert values == sorted(values, reverse=True)
    schema = json.loads(run("schema", "report").stdout)
    jsonschema.validate(report, schema)


def test_the_order_of_the_files_changes_nothing() -> None:
    assert same(recommend(*reversed(TEAM))) == same(recommend(*TEAM))


def test_the_veto_of_a_minority_is_a_warning_with_its_owner() -> None:
    warnings = [entry["text"] for entry in recommend(*TEAM)["warnings"] if entry["code"] == "minority-veto"]
    assert any(text.startswith("As Ana answered, TensorFlow would be ruled out") for text in warnings)


def test_a_veto_names_all_who_raised_it(tmp_path: Path) -> None:
    files = [
        named(tmp_path, "Ana", 1, "answers: {libraries: [timm]}"),
        named(tmp_path, "Ben", 1, "answers: {libraries: [timm, pandas]}"),
    ]
    report = recommend(*files)
    (veto,) = [veto for part in report["frameworks"] for veto in part["vetoes"]]
    assert (veto["id"], veto["raised_by"]) == ("library-timm", ["Ana", "Ben"])


def test_a_team_of_one_is_the_person(tmp_path: Path) -> None:
    ana = named(tmp_path, "Ana", 1, "answers: {stage: research, team: {pytorch: 3}}", "importance: {team: 4}")
    absent = named(tmp_path, "Ben", 0, "answers: {stage: product, targets: [microcontroller]}")
    alone, team = same(recommend(ana)), same(recommend(ana, absent))
    assert [member["name"] for member in team.pop("team")["members"]] == ["Ana"]
    assert alone.pop("team") is None
    assert alone == team


def test_a_setting_is_what_the_whole_team_agrees_on() -> None:
    report = recommend(*TEAM, "--set", "answers.targets=server", "--set", "importance.team=1")
    assert report["needs"]["answers"]["targets"] == ["server"]
    assert not {"answers.targets", "importance.team"} & {
        entry["key"] for entry in report["team"]["disagreements"]
    }
    assert report["baseline"] is not None


def test_a_file_without_a_participant_is_named_with_the_line_to_add() -> None:
    done = run("recommend", TEAM[0], PERSON, "--budget", "none")
    assert (done.returncode, done.stdout) == (2, "")
    assert PERSON in done.stderr
    assert "participant: {name:" in done.stderr


def test_standard_input_is_one_member_and_not_two() -> None:
    one = Path(TEAM[0]).read_text("utf-8")
    done = run("recommend", "-", TEAM[1], "--budget", "none", "--format", "json", stdin=one)
    assert [member["name"] for member in json.loads(done.stdout)["team"]["members"]] == ["Ana", "Ben"]
    done = run("recommend", "-", "-", "--budget", "none", stdin=one)
    assert (done.returncode, done.stdout) == (2, "")
    assert "standard input is named twice" in done.stderr


def test_mistakes_in_one_file_are_told_with_its_name(tmp_path: Path) -> None:
    wrong = named(tmp_path, "Ana", 1, "answers: {stage: prodct}")
    done = run("recommend", TEAM[0], wrong, "--budget", "none")
    assert done.returncode == 2
    assert f"{wrong}:4" in done.stderr
    assert "product" in done.stderr


def test_different_projects_in_one_team_are_said(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("advisor: 1\nproject: Another\nparticipant: {name: Zoe}\n", encoding="utf-8")
    report = recommend(TEAM[0], TEAM[1], str(other))
    assert report["project"] == "Shelf scanner"
    assert any(
        entry["code"] == "team-projects" and "Another" in entry["text"] for entry in report["warnings"]
    )


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_people_read_where_the_team_stands_and_what_to_talk_about(form: str) -> None:
    told = " ".join(
        run("recommend", *TEAM, "--budget", "none", "--format", form, COLUMNS="120").stdout.split()
    )
    assert "The team is split" in told
    assert "Chen" in told
    assert "Second round" in told


def test_sizes_that_differ_are_told_with_who_says_what_and_what_counts(tmp_path: Path) -> None:
    files = [
        named(tmp_path, name, weight, f"workload: {{batch: {batch}}}")
        for name, weight, batch in (("Ana", 2, 64), ("Ben", 1, 8))
    ]
    (warning,) = [entry for entry in recommend(*files)["warnings"] if entry["code"] == "team-workload"]
    assert "(Ana: batch 64; Ben: batch 8); batch 64 counts" in warning["text"]
    merged = run("team", "merge", *files)
    assert "# workload: Ana: batch 64; Ben: batch 8" in merged.stdout
    assert "differ on workload" in merged.stderr
