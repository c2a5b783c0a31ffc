"""A session is looked after beside the screen, and trouble is told once."""

from __future__ import annotations

import queue
import subprocess
import sys

from advisor.errors import AdvisorError
from advisor.team.records import State
from advisor.tui.team.watching import Watch
from tests.tui.team.room import SOON, Room
from tests.tui.team.test_words import STATE

PATIENCE_S = 15.0


def test_what_others_write_is_heard_and_nothing_else(room: Room) -> None:
    heard: queue.Queue[State | AdvisorError] = queue.Queue()
    watch = Watch(room.chair, room.chair.state().version, heard.put, SOON)
    watch.start()
    for name in ("Ana", "Ben"):
        room.invited(name)
        news = heard.get(timeout=PATIENCE_S)
        assert isinstance(news, State)
        assert news.members[-1].name == name
    watch.stop()
    assert heard.empty()


class Troubled:
    """A session that cannot be read for a while."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def state(self) -> State:
        return STATE

    def changed(self, since: int) -> bool:
        self.left -= 1
        if self.left >= 0:
            raise AdvisorError("the disk is away")
        return since != STATE.version


def test_trouble_is_told_once_and_the_session_again_when_it_is_over() -> None:
    heard: queue.Queue[State | AdvisorError] = queue.Queue()
    watch = Watch(Troubled(3), 0, heard.put, SOON)
    watch.start()
    assert isinstance(heard.get(timeout=PATIENCE_S), AdvisorError)
    assert heard.get(timeout=PATIENCE_S) is STATE
    watch.stop()
    assert heard.empty()


def test_the_plain_questionnaire_loads_nothing_of_it() -> None:
    code = (
        "import sys, advisor.tui.start\n"
        "sys.exit(', '.join(name for name in sys.modules if '.team' in name or name == 'sqlite3') or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
