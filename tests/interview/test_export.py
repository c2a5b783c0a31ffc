"""What can be taken away: read again as the same, wherever it is written, whatever the project is called."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.cli import cli
from advisor.interview.export import EXPORTS, ExportKind, file_name, needs_yaml, rendered, repeating_command
from advisor.needs.model import Needs
from advisor.needs.reading import read_needs
from tests.interview.world import HOSTILE, IMPOSSIBLE, all_needs, desk_in, questionnaire

NEEDS = Needs(
    project="Shelf [scanner]",
    answers={"stage": "product", "model": ("cnn",), "libraries": ("transformers",), "team": {"pytorch": 3}},
    importance={"deployment": 5.0, "training_speed": None},
)


@given(needs=all_needs())
@settings(max_examples=40)
def test_exported_answers_are_read_as_the_same_answers(needs: Needs) -> None:
    text = needs_yaml(needs)
    assert replace(read_needs(text.encode(), "needs.yaml", questionnaire()), source="") == needs


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_a_name_that_means_something_in_yaml_stays_a_name(name: str) -> None:
    needs = Needs(project=name, answers={"libraries": (name,)})
    read = read_needs(needs_yaml(needs).encode(), "needs.yaml", questionnaire())
    assert (read.project, read.answers) == (name, {"libraries": (name,)})


def test_an_exported_file_says_how_to_run_it_and_holds_nothing_that_was_not_answered() -> None:
    assert needs_yaml(Needs(project="bare")).splitlines() == [
        "# Written by advisor; run: advisor recommend THIS-FILE",
        "advisor: 1",
        "project: bare",
    ]


@given(name=st.text() | st.sampled_from([*HOSTILE, *IMPOSSIBLE]), kind=st.sampled_from(list(EXPORTS)))
def test_a_file_is_named_after_the_project_and_never_leaves_its_folder(name: str, kind: ExportKind) -> None:
    file = file_name(name, kind)
    assert Path(file).name == file
    assert file.isascii()
    stem, ending = Path(file).stem, Path(file).suffix
    assert ending == EXPORTS[kind][1]
    assert stem.replace("-", "a").isalnum()
    assert not stem.startswith("-")
    assert not stem.endswith("-")
    assert len(stem) <= 60


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Shelf scanner", "shelf-scanner.yaml"),
        ("Äpfel & Öl 2", "apfel-ol-2.yaml"),
        ("../../etc/passwd", "etc-passwd.yaml"),
        ("漢字", "project.yaml"),
        ("a" * 59 + " b", "a" * 59 + ".yaml"),
    ],
)
def test_a_file_name_keeps_the_letters_and_digits(name: str, file: str) -> None:
    assert file_name(name, "needs") == file


def test_every_kind_renders_the_project(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        desk.begin("another")
        report = desk.report(NEEDS)
    texts = {kind: rendered(kind, NEEDS, report) for kind in EXPORTS}
    assert texts["needs"] == needs_yaml(NEEDS)
    assert json.loads(texts["json"])["project"] == NEEDS.project
    assert "\n# " in texts["markdown"]
    assert "scanner" in texts["markdown"]
    assert NEEDS.project in texts["text"]
    assert all(len(line) <= 100 or "http" in line or "advisor" in line for line in texts["text"].splitlines())
    assert not any("\x1b" in text for text in texts.values())


def test_an_exported_file_gives_the_verdict_of_the_questionnaire(tmp_path: Path) -> None:
    with desk_in(tmp_path / "data") as desk:
        desk.begin(NEEDS.project)
        for key, answer in NEEDS.answers.items():
            desk.draft.answer(key, answer)
        desk.draft.weigh(NEEDS.importance)
        here = json.loads(rendered("json", desk.needs, desk.report()))
        file = tmp_path / file_name(desk.needs.project, "needs")
        file.write_text(needs_yaml(desk.needs), "utf-8")
        command = shlex.split(desk.command(file=file))
    assert command[:4] == ["advisor", "recommend", str(file), "--budget"]
    done = CliRunner().invoke(cli, [*command[1:], "--format", "json"])
    assert done.exit_code == 0
    there = json.loads(done.stdout)
    for part in (
        "verdict",
        "frameworks",
        "contributions",
        "flips",
        "warnings",
        "worth_knowing",
        "needs",
        "draws",
    ):
        assert there[part] == here[part]
    assert here["verdict"]["framework"] is not None


def test_the_command_that_repeats_it_survives_a_shell_and_names_what_the_user_named() -> None:
    assert repeating_command("a b.yaml", "quick") == "advisor recommend 'a b.yaml' --budget quick"
    command = repeating_command(
        Path("$(x).yaml"),
        "none",
        interpreters={"pytorch": "/env s/bin/python"},
        rules_folders=(Path("own"), Path("team's")),
        command="probe",
    )
    assert shlex.split(command) == [
        *("advisor", "probe", "$(x).yaml", "--budget", "none"),
        *("--python", "pytorch=/env s/bin/python", "--rules", "own", "--rules", "team's"),
    ]
