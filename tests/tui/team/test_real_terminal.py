"""A participant and the facilitator in real terminals: killed, started again, and nothing is lost."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.needs.catalogue import load_questionnaire
from advisor.paths import rules_folder, user_data_folder
from advisor.team.refusals import RemovedError
from advisor.team.roles import Chair, Seat
from advisor.team.sessions import Sessions
from advisor.team.store import SessionStore
from advisor.tui.team.start import run_chair, run_seat
from tests.tui.terminal import Terminal

F6 = "\x1b[17~"


@pytest.fixture
def store() -> Iterator[SessionStore]:
    with Sessions(user_data_folder()).create("Shelf scanner") as store:
        yield store


def test_a_participant_whose_terminal_is_killed_goes_on_where_it_was(
    store: SessionStore, tmp_path: Path
) -> None:
    member, _ = Chair(store).invite()
    seat = Seat(store, member.id)
    terminal = Terminal("team", "seat", store.id, member.id, folder=tmp_path)
    terminal.until("Your name")
    terminal.send("Ana\r")
    terminal.until("Why we ask")
    terminal.send("\x07")
    terminal.until("Find a question")
    terminal.send("what is this project\r")
    terminal.until(r"(?s)\A(?!.*Find a question).*○ Learning")
    terminal.send(" ")
    terminal.until("● Learning")
    terminal.until(" 1/21")
    terminal.until("✓ saved")
    terminal.child.kill(signal.SIGKILL)

    assert dict(seat.load(load_questionnaire(rules_folder())).needs.answers) == {"stage": "learning"}
    again = Terminal("team", "seat", store.id, member.id, folder=tmp_path)
    again.until("Go on")
    again.send("\r")
    again.until("1/21")
    again.send(F6)
    again.until("You are done with round 1")
    again.send("\x11")
    assert again.code() == 0
    assert "Traceback" not in again.raw
    assert seat.member.finished


def test_the_facilitator_leads_from_a_terminal(store: SessionStore, tmp_path: Path) -> None:
    base = "http://127.0.0.1:8123/?token="
    terminal = Terminal("team", "seat", store.id, "chair", "--links", base, folder=tmp_path)
    terminal.until("Invite the first participant")
    terminal.send("i")
    terminal.until("Invite a participant")
    terminal.send("Ana\r")
    terminal.until("The link for Ana")
    terminal.until(re.escape(base))
    terminal.send("\x1b")
    terminal.until(r"(?s)\A(?!.*The link for).*○ invited +never")
    terminal.send("l")
    terminal.until("■ answers are closed")
    terminal.send("\x11")
    assert terminal.code() == 0
    assert Chair(store).state().phase == "locked"


def test_who_was_removed_is_refused_in_a_line(store: SessionStore) -> None:
    member, _ = Chair(store).invite("Ana")
    Chair(store).remove(member.id)
    with pytest.raises(RemovedError, match="no longer part of this session"):
        run_seat(user_data_folder(), store.id, member.id)


def test_a_session_that_is_not_there_is_refused_in_a_line() -> None:
    with pytest.raises(AdvisorError, match="there is no session"):
        run_chair(user_data_folder(), "20260101-nothing", "")


def test_who_leaves_with_an_answer_that_could_not_be_saved_is_reminded(
    store: SessionStore, tmp_path: Path
) -> None:
    member, _ = Chair(store).invite("Ana")
    # Already here: whoever comes in moves the session, and the application would look at it once more.
    Seat(store, member.id).introduce("Ana", "")
    terminal = Terminal("team", "seat", store.id, member.id, folder=tmp_path)
    terminal.until("Begin")
    terminal.send("\r")
    terminal.until("Why we ask")
    terminal.send("\x07")
    terminal.until("Find a question")
    terminal.send("what is this project\r")
    terminal.until(r"(?s)\A(?!.*Find a question).*○ Learning")
    with store.write("nothing", quiet=True) as connection:
        # Locked without a word: the application hears of it when it saves.
        connection.execute("UPDATE session SET phase = 'locked'")
    terminal.send(" ")
    terminal.until("This could not be saved")
    terminal.send("\x11")
    assert terminal.code() == 0
    assert "could not be saved" in terminal.raw.rpartition("\x1b[?1049l")[2]
    assert "Learning the craft" in terminal.raw.rpartition("\x1b[?1049l")[2]
