"""Plain prompts while both frameworks are measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.interview import measuring as module
from advisor.interview.desk import Conduct
from tests.interview.probing import Gathering, probe_threads
from tests.interview.world import desk_of
from tests.talking import asked_for, talked

ANSWERS = ("x", "mlp", "cpu", "done", "")


@pytest.fixture
def gathering(monkeypatch: pytest.MonkeyPatch) -> Gathering:
    made = Gathering()
    monkeypatch.setattr(module, "gather", made)
    return made


def test_what_the_probes_need_is_asked_first_and_the_result_waits_for_them(
    tmp_path: Path, gathering: Gathering
) -> None:
    def wait() -> str:
        gathering.next().finish()
        return ""

    with desk_of(tmp_path, Conduct()) as desk:
        talk = talked(desk, *ANSWERS, wait, "")
        assert asked_for(talk)[:2] == ["model", "train_on"]
        assert "Both frameworks are still being measured." in talk.heard
        assert desk.measuring.standing.status == "done"
        assert {row.task for row in desk.report().measurements} == {"train", "infer"}


def test_who_does_not_wait_ends_the_measuring(tmp_path: Path, gathering: Gathering) -> None:
    with desk_of(tmp_path, Conduct()) as desk:
        talk = talked(desk, *ANSWERS, "N", "")
        assert gathering.next().control.cancelled
        assert probe_threads() == []
        assert talk.heard[-1].startswith("Saved.")
        assert desk.report().measurements == ()


def test_leaving_ends_the_measuring_with_the_desk(tmp_path: Path, gathering: Gathering) -> None:
    with desk_of(tmp_path, Conduct()) as desk:
        talked(desk, "x", "mlp", "cpu", "quit")
        call = gathering.next()
        assert not call.control.cancelled
    assert call.control.cancelled
    assert probe_threads() == []
