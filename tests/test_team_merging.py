"""`advisor team merge`: one file from several, which says what it cannot hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from advisor.needs.catalogue import load_questionnaire
from advisor.needs.reading import read_needs
from advisor.needs.team import merge_team
from advisor.paths import rules_folder
from tests.team_calling import run

ANA = """advisor: 1
project: Shelf scanner
participant: {name: Ana, role: lead, weight: 2}
answers: {stage: product, model: [cnn], targets: [server], team: {pytorch: 3}}
importance: {training_speed: 5, deployment: 2}
workload: {batch: 64}
"""
BEN = """advisor: 1
project: Shelf scanner
participant: {name: Ben, weight: 1}
answers: {stage: research, model: [cnn], targets: [android, server], python: "3.12"}
importance: {training_speed: 1, deployment: 2}
"""
CYD = """advisor: 1
project: Shelf "scanner"
participant: {name: "C: # yd\\t", role: "- [x]", weight: 1}
answers: {stage: learning, targets: [], horizon: years}
"""


def written(folder: Path, **texts: str) -> list[str]:
    paths = [folder / f"{name}.yaml" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text)
    return [str(path) for path in paths]


def test_a_merged_file_is_read_as_what_counts_for_the_team_and_says_who_differs(tmp_path: Path) -> None:
    files = written(tmp_path, ana=ANA, ben=BEN)
    done = run("merge", *files)
    assert done.returncode == 0
    questionnaire = load_questionnaire(rules_folder())
    members = [read_needs(Path(file).read_bytes(), file, questionnaire) for file in files]
    merged, again = (
        merge_team(members, questionnaire).needs,
        read_needs(done.stdout.encode(), "team.yaml", questionnaire),
    )
    assert (again.project, again.answers, again.workload) == (merged.project, merged.answers, merged.workload)
    assert again.importance == pytest.approx(dict(merged.importance), abs=1e-4)
    assert again.importance["training_speed"] == pytest.approx(11 / 3, abs=1e-4)
    assert again.participant is None
    assert "# Ana: product; Ben: research" in done.stdout
    assert (
        "# Ana: server; Ben: server, android" in done.stdout
        or "# Ana: server; Ben: android, server" in done.stdout
    )
    assert "# Ana: 5; Ben: 1" in done.stdout
    assert "# Ana: cnn" not in done.stdout
    assert "Ana, lead, weight 2; Ben, weight 1" in done.stdout
    assert done.stderr == "note: the members differ on stage, targets, training_speed\n"


def test_a_tie_is_left_open_in_the_merged_file(tmp_path: Path) -> None:
    files = written(tmp_path, ana=ANA.replace("weight: 2", "weight: 1"), ben=BEN)
    out = tmp_path / "team.yaml"
    done = run("merge", *files, "-o", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    text = out.read_text()
    assert yaml.safe_load(text)["answers"]["stage"] == "unknown"
    assert yaml.safe_load(text)["answers"]["targets"] == ["server"]
    assert "# evenly divided on android" in text
    read_needs(text.encode(), "team.yaml", load_questionnaire(rules_folder()))


def test_hostile_names_stay_comments(tmp_path: Path) -> None:
    nasty = CYD.replace("C: # yd\\t", "answers: {x: y} #'\\\"&*!")
    done = run("merge", *written(tmp_path, ana=ANA, cyd=nasty))
    assert done.returncode == 0, done.stderr
    assert "answers: {x: y} #'\"&*!, - [x], weight 1" in done.stdout
    assert set(yaml.safe_load(done.stdout)) == {"advisor", "project", "answers", "importance", "workload"}
    assert "The members call the project" in done.stdout


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"ana": ANA, "ben": ANA}, "Ana"),
        ({"ana": ANA, "ben": BEN.replace("participant: {name: Ben, weight: 1}", "")}, "participant"),
        ({"ana": ANA, "ben": "advisor: 1\nproject: x\nfoo: 1\n"}, "foo"),
        ({"ana": ANA, "cyd": CYD}, "participant.name"),
    ],
    ids=["same name", "nobody named", "wrong file", "a tab in a name"],
)
def test_files_that_make_no_team_are_refused(tmp_path: Path, texts: dict[str, str], says: str) -> None:
    out = tmp_path / "team.out"
    done = run("merge", *written(tmp_path, **texts), "-o", str(out))
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert not out.exists()
