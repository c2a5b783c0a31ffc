"""What is taken away: needs files that read as the same needs, without names where nobody wants them told."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.evidence.store import read_probes_file
from advisor.needs.model import Answer, Needs
from advisor.needs.reading import read_needs_file
from advisor.report.model import Report
from advisor.team.export import export
from advisor.team.handing import hand_out
from advisor.team.roles import Chair
from advisor.team.store import SessionStore
from tests.interview.world import HOSTILE, questionnaire
from tests.team.world import PRODUCT, RESEARCH, answer, measured, seated


def read(path: Path) -> Needs:
    return read_needs_file(str(path), questionnaire(), io.BytesIO())


def answered_by(store: SessionStore, people: Mapping[str, Mapping[str, Answer]]) -> Chair:
    for name, answers in people.items():
        answer(seated(store, name, f"role of {name}"[:200], 2.0), answers)
    return Chair(store)


def test_each_voice_becomes_a_needs_file_that_reads_the_same(store: SessionStore, tmp_path: Path) -> None:
    chair = answered_by(store, {"Ana": PRODUCT, "Ben": RESEARCH})
    chair.add_measurements("machine", measured())
    chair.reveal()
    revealed = chair.revealed(questionnaire())
    assert revealed is not None
    written = export(revealed, chair.measurements(), tmp_path / "a" / "b", names=True)
    assert [path.name for path in written] == ["1-ana.yaml", "2-ben.yaml", "measurements-1.json"]
    for path, voice in zip(written[:2], revealed.voices, strict=True):
        needs = read(path)
        assert (needs.answers, needs.participant) == (voice.needs.answers, voice.needs.participant)
    assert read_probes_file(written[2]) == measured()


def test_without_names_nothing_tells_who_it_was(store: SessionStore, tmp_path: Path) -> None:
    names = {"Zoe": PRODUCT, "Ana": RESEARCH, "Ben": PRODUCT, "Cem": RESEARCH}
    chair = answered_by(store, names)
    chair.add_measurements("of Ana", measured())
    chair.reveal()
    written = export(chair.revealed(questionnaire()), chair.measurements(), tmp_path / "out", names=False)
    assert [path.name for path in written] == [
        *(f"member-{number}.yaml" for number in range(1, 5)),
        "measurements-1.json",
    ]
    told = "".join(str(path.relative_to(tmp_path)) + path.read_text("utf-8") for path in written).casefold()
    for word in (*names, "role of", "/home", "lab"):
        assert word.casefold() not in told, word
    by_id = sorted(chair.state().members, key=lambda member: member.id)
    needs = [read(path) for path in written[:4]]
    assert [one.answers for one in needs] == [names[member.name] for member in by_id]
    who = [one.participant for one in needs if one.participant is not None]
    assert [(one.name, one.role, one.weight) for one in who] == [
        (f"Member {number}", "", 2.0) for number in range(1, 5)
    ]
    row, kept = read_probes_file(written[4]).measurements[0], measured().measurements[0]
    assert row.comparisons == kept.comparisons
    assert (row.machine.name, row.machine.id) == (kept.machine.id, kept.machine.id)


def test_folders_in_a_command_are_left_out_with_the_names(store: SessionStore, tmp_path: Path) -> None:
    chair = answered_by(store, {"Ana": PRODUCT})
    chair.reveal()
    file = measured().model_copy(
        update={
            "command": "advisor probe '/home/ana/my needs.yaml' --python pytorch=C:\\Users\\ana\\py.exe -o x"
        }
    )
    written = export(chair.revealed(questionnaire()), [file], tmp_path / "out", names=False)
    assert (
        read_probes_file(written[-1]).command == "advisor probe 'my needs.yaml' --python pytorch=py.exe -o x"
    )


def test_earlier_rounds_lie_in_folders_of_their_own(store: SessionStore, tmp_path: Path) -> None:
    chair, ana, ben = Chair(store), seated(store, "Ana"), seated(store, "Ben")
    answer(ana, PRODUCT)
    chair.reveal()
    chair.reopen()
    answer(ben, PRODUCT)
    answer(ana, RESEARCH)
    chair.reveal()
    written = export(chair.revealed(questionnaire()), (), tmp_path, names=True)
    told = {str(path.relative_to(tmp_path)): read(path).answers for path in written}
    assert told == {
        "1-ana.yaml": {**PRODUCT, **RESEARCH},
        "2-ben.yaml": PRODUCT,
        "round-1/1-ana.yaml": PRODUCT,
    }


def test_nothing_is_written_before_a_reveal(store: SessionStore, tmp_path: Path) -> None:
    chair = answered_by(store, {"Ana": PRODUCT})
    with pytest.raises(AdvisorError, match="nothing has been revealed"):
        export(chair.revealed(questionnaire()), (), tmp_path / "out", names=True)
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_there_is_not_written_over(store: SessionStore, tmp_path: Path) -> None:
    chair = answered_by(store, {"Ana": PRODUCT, "Ben": PRODUCT})
    chair.reveal()
    revealed = chair.revealed(questionnaire())
    (tmp_path / "2-ben.yaml").write_text("mine", "utf-8")
    with pytest.raises(AdvisorError, match="2-ben.yaml is there already"):
        export(revealed, (), tmp_path, names=True)
    assert (tmp_path / "2-ben.yaml").read_text("utf-8") == "mine"
    assert not (tmp_path / "1-ana.yaml").exists()


def test_a_disk_that_fills_up_leaves_no_half_of_an_export(
    store: SessionStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair = answered_by(store, {"Ana": PRODUCT, "Ben": PRODUCT})
    chair.reveal()
    revealed, real = chair.revealed(questionnaire()), Path.open

    def full(path: Path, *arguments: str, **options: str) -> object:
        if path.name == "2-ben.yaml":
            raise OSError(28, "No space left on device")
        return real(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(AdvisorError, match="No space left on device"):
        export(revealed, (), tmp_path / "out", names=True)
    assert list((tmp_path / "out").iterdir()) == []


def test_names_in_any_writing_give_files_of_their_own(store: SessionStore, tmp_path: Path) -> None:
    people = dict.fromkeys([*HOSTILE, "名前", "Ärger", "Arger"], PRODUCT)
    chair = answered_by(store, people)
    chair.reveal()
    written = export(chair.revealed(questionnaire()), (), tmp_path / "out", names=True)
    assert len(set(written)) == len(people)
    assert {path.parent for path in written} == {tmp_path / "out"}
    assert [read(path).participant.name for path in written] == list(people)  # type: ignore[union-attr]


def test_a_report_that_cannot_be_drawn_leaves_nothing_behind(store: SessionStore, tmp_path: Path) -> None:
    chair = answered_by(store, {"Ana": PRODUCT})
    chair.reveal()

    def undrawable(*_: object) -> Report:
        raise AdvisorError("no", "Draw another")

    with pytest.raises(AdvisorError, match="no"):
        hand_out(chair.revealed(questionnaire()), (), undrawable, tmp_path / "out", ["html"], names=True)
    assert not (tmp_path / "out").exists()
