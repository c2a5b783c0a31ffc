"""Projects and processes that die or compete: real ones, killed for real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from advisor.needs.model import Needs
from tests.conftest import ROOT
from tests.interview.world import projects_in, questionnaire

#: Answers a question, says so once it is saved, and then waits for its end.
_SAVER = """
import sys
from pathlib import Path
from advisor.interview.projects import Projects
from advisor.needs.model import Needs
projects = Projects(Path(sys.argv[1]))
project = projects.save(projects.new(Needs(project="Killed", answers={"stage": "research"})))
print("saved", project.id, flush=True)
sys.stdin.read()
"""

#: Saves the same project many times, each time anew from what is there; writes what it managed to save.
_RIVAL = """
import json, sys
from pathlib import Path
from dataclasses import replace
from advisor.interview.projects import ChangedElsewhereError, Projects
from advisor.needs.catalogue import load_questionnaire
from advisor.paths import rules_folder
folder, project_id, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
questions, projects = load_questionnaire(rules_folder()), Projects(folder)
saved, turned_away = [], 0
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    project = projects.load(project_id, questions)
    libraries = (*project.needs.answers.get("libraries", ()), f"{name}{number}")
    try:
        projects.save(replace(project, needs=replace(project.needs, answers={"libraries": libraries})))
    except ChangedElsewhereError:
        turned_away += 1
    else:
        saved.append(f"{name}{number}")
print(json.dumps([saved, turned_away]), flush=True)
"""


def started(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def test_an_answer_that_was_saved_survives_the_death_of_its_process(tmp_path: Path) -> None:
    with started(_SAVER, str(tmp_path)) as process:
        said, project_id = line_of(process).split()
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    assert said == "saved"
    projects = projects_in(tmp_path)
    project = projects.load(project_id, questionnaire())
    assert (project.needs.project, project.needs.answers) == ("Killed", {"stage": "research"})
    # Its lock died with it.
    assert projects.save(project).revision == 2


def test_two_processes_that_save_at_once_lose_nothing_that_they_were_not_told_of(tmp_path: Path) -> None:
    projects = projects_in(tmp_path)
    project = projects.save(projects.new(Needs(project="Shared")))
    with (
        started(_RIVAL, str(tmp_path), project.id, "a") as one,
        started(_RIVAL, str(tmp_path), project.id, "b") as two,
    ):
        rivals = (one, two)
        assert [line_of(rival) for rival in rivals] == ["ready\n", "ready\n"]
        for rival in rivals:
            assert rival.stdin is not None
            rival.stdin.write("go\n")
            rival.stdin.flush()
        told = [json.loads(line_of(rival)) for rival in rivals]
    saved = [name for names, _ in told for name in names]
    assert sum(turned_away for _, turned_away in told) == 16 - len(saved)
    end = projects.load(project.id, questionnaire())
    libraries = end.needs.answers["libraries"]
    assert sorted(libraries) == sorted(saved)
    assert end.revision == 1 + len(saved)
    assert len(saved) >= 8
    assert {path.suffix for path in (tmp_path / "projects").iterdir()} == {".json", ".lock"}
