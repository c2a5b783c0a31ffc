"""Processes that die or write at the same moment: real ones, killed for real."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.needs.model import Answer
from advisor.team.roles import Chair, Seat
from advisor.team.store import SessionStore
from tests.interview.test_two_processes import line_of, started
from tests.team.world import PRODUCT, answer, answers_of, begun, is_whole, rows_in, seated, sessions_in

#: Saves one answer after the other and says so after each.
_WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from advisor.needs.catalogue import load_questionnaire
from advisor.paths import rules_folder
from advisor.team.roles import Seat
from advisor.team.sessions import Sessions
store = Sessions(Path(sys.argv[1])).open(sys.argv[2])
seat, most = Seat(store, sys.argv[3]), int(sys.argv[4])
project = seat.load(load_questionnaire(rules_folder()))
print("ready", flush=True)
sys.stdin.readline()
for number in range(most):
    needs = replace(project.needs, answers={"libraries": (f"{sys.argv[3]}-{number}",)})
    project = seat.save(replace(project, needs=needs))
    print(number, flush=True)
"""


def writer(store: SessionStore, seat: Seat, most: int) -> tuple[str, ...]:
    return (_WRITER, str(store.path.parent.parent), store.id, seat.member.id, str(most))


def library(answers: Mapping[str, Answer]) -> int:
    """The number of the save that an answer is from."""
    names = answers["libraries"]
    assert isinstance(names, tuple)
    return int(names[0].rpartition("-")[2])


@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_every_acknowledged_save_survives_sigkill(tmp_path: Path, acknowledged: int) -> None:
    with begun(tmp_path) as store:
        seat = seated(store, "Ana")
        with started(*writer(store, seat, 100_000)) as process:
            assert line_of(process) == "ready\n"
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
            for _ in range(acknowledged):
                told = int(line_of(process))
            os.kill(process.pid, signal.SIGKILL)
            assert process.wait(30) == -signal.SIGKILL
            assert process.stdout is not None
            # What it still said before it died counts as well; a line that was cut off was not said.
            for line in process.stdout.read().splitlines(keepends=True):
                told = int(line) if line.endswith("\n") else told
        member = seat.member
    with sessions_in(tmp_path).open(store.id) as again:
        assert is_whole(store.path)
        kept = library(answers_of(Seat(again, member.id)))
        # The one that was being written when it died may be there too.
        assert kept in (told, told + 1)
        values = [
            json.loads(str(value))[0]
            for (value,) in rows_in(store.path, "SELECT value FROM entry ORDER BY number")
        ]
        assert values == [f"{member.id}-{number}" for number in range(kept + 1)]
        # And it goes on from there.
        answer(Seat(again, member.id), PRODUCT)


def test_nothing_is_lost_when_many_processes_write_at_once(tmp_path: Path) -> None:
    saves = 25
    with begun(tmp_path) as store:
        seats = [seated(store, f"Member {number}") for number in range(5)]
        processes = [started(*writer(store, seat, saves)) for seat in seats]
        for process in processes:
            assert line_of(process) == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        for process in processes:
            said, _ = process.communicate(timeout=120)
            assert said.split() == [str(number) for number in range(saves)]
            assert process.returncode == 0
        for seat in seats:
            assert library(answers_of(seat)) == saves - 1
        assert rows_in(store.path, "SELECT count(*), count(DISTINCT member) FROM entry") == [
            (saves * len(seats), len(seats))
        ]
        assert is_whole(store.path)


def test_a_host_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from advisor.team.roles import Chair
from advisor.team.sessions import Sessions
chair = Chair(Sessions(Path(sys.argv[1])).open(sys.argv[2]))
chair.reveal()
chair.reopen()
chair.lock()
print("done", flush=True)
sys.stdin.read()
"""
    with begun(tmp_path) as store:
        answer(seated(store, "Ana"), PRODUCT)
    with started(code, str(tmp_path), store.id) as process:
        assert line_of(process) == "done\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait(30)
    with sessions_in(tmp_path).open(store.id) as again:
        state = Chair(again).state()
        assert (state.phase, state.round, [m.answered for m in state.members]) == ("locked", 2, [2])
