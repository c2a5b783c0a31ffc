"""`advisor team join` in a real terminal: join, answer, be done, and see the spread after the reveal."""

from __future__ import annotations

from pathlib import Path

from advisor.paths import user_data_folder
from advisor.team.roles import Chair, Seat
from advisor.team.sessions import Sessions
from tests.team.world import answer, answers_of, seated
from tests.tui.terminal import Terminal

CTRL_G, CTRL_Q, F6 = "\x07", "\x11", "\x1b[17~"


def test_who_joins_in_a_terminal_answers_is_done_and_sees_the_spread(tmp_path: Path) -> None:
    with Sessions(user_data_folder()).create("Shelf scanner") as store:
        chair = Chair(store)
        answer(seated(store, "Ben"), {"targets": ("microcontroller",)})
        terminal = Terminal("team", "join", columns=80, rows=24, folder=tmp_path)
        terminal.until("Your name")
        terminal.send("Ana\r")
        terminal.until("You are invited to answer for Shelf scanner")
        terminal.send("\r")
        terminal.until("Why we ask")
        terminal.send(CTRL_G)
        terminal.until("Find a question")
        terminal.send("trained model have to run\r")
        terminal.until(r"(?s)\A(?!.*Find a question).*\[ \] LLM server")
        terminal.send("\x1b[B\x1b[B ")
        terminal.until(r"\[x\] LLM server")
        assert "[microcontroller]" not in terminal.raw
        terminal.send(F6)
        terminal.until("You are done with round 1")

        ana = next(member for member in chair.state().members if member.name == "Ana")
        assert (ana.finished, ana.answered) == (True, 1)
        assert answers_of(Seat(store, ana.id)) == {"targets": ("llm-server",)}
        chair.reveal()
        terminal.until(r"\[llm-server\] +Ana")
        terminal.until(r"\[microcontroller\] +Ben")
        terminal.send(CTRL_Q)
        assert terminal.code() == 0
    assert "Traceback" not in terminal.raw
    assert f"go on with: advisor team join {store.id} --name Ana" in " ".join(terminal.raw.split())


def test_who_was_removed_meanwhile_is_not_told_to_come_back(tmp_path: Path) -> None:
    with Sessions(user_data_folder()).create("Shelf scanner") as store:
        chair = Chair(store)
        terminal = Terminal("team", "join", "--name", "Ana", folder=tmp_path)
        terminal.until("You are invited to answer for Shelf scanner")
        chair.remove(chair.state().members[0].id)
        terminal.until("no longer part of this session")
        terminal.send("\r")
        assert terminal.code() == 0
    assert "go on with" not in terminal.raw


def test_who_was_invited_by_name_joins_as_that_member(tmp_path: Path) -> None:
    with Sessions(user_data_folder()).create("Shelf scanner") as store:
        chair = Chair(store)
        chair.invite("Ana", "mobile lead")
        terminal = Terminal("team", "join", store.id[:10], "--name", "ana", folder=tmp_path)
        terminal.until("mobile lead")
        terminal.send("\r")
        terminal.until("Why we ask")
        terminal.send(CTRL_Q)
        assert terminal.code() == 0
        (ana,) = chair.state().members
    assert (ana.name, ana.joined is not None) == ("Ana", True)
