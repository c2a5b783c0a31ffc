"""What is taken away from a session, with names and without."""

from __future__ import annotations

import json
from pathlib import Path

from textual.widgets import Input

from advisor.evidence.store import probes_file
from advisor.tui.team.spread import SpreadScreen
from advisor.tui.team.table import ChairScreen
from advisor.tui.team.taking import TakeAway
from tests.decision.world import measurement
from tests.tui.piloting import piloted
from tests.tui.probes import NOW
from tests.tui.team.room import Room, TeamHand


async def written(hand: TeamHand, folder: Path, *, names: bool) -> str:
    """Exports everything; what stands in all files."""
    await hand.press("e")
    await hand.comes(TakeAway)
    hand.app.screen.query_one("#take-folder", Input).value = str(folder)
    if not names:
        await hand.click("Leave out all names")
    await hand.click("Write")
    await hand.comes(ChairScreen)
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


@piloted
async def test_everything_is_written_with_names(room: Room, tmp_path: Path) -> None:
    room.seated("Ana", "research", stage="research")
    room.seated("Ben", "mobile", stage="product")
    room.chair.add_measurements("lab.json", probes_file([measurement(0.8)], NOW, "advisor probe"))
    room.chair.reveal()
    folder = tmp_path / "out"
    async with room.at_chair() as hand:
        text = await written(hand, folder, names=True)
        assert "Ana" in text
        assert {"report.html", "report.json", "report.md", "report.txt"} < {p.name for p in folder.iterdir()}
        assert len(list(folder.glob("*.yaml"))) == 2
        report = json.loads((folder / "report.json").read_text("utf-8"))
        assert [member["name"] for member in report["team"]["members"]] == ["Ana", "Ben"]
        command = "advisor recommend *.yaml --probes measurements-1.json --budget none"
        assert report["environment"]["command"] == command
        await hand.press("e")
        await hand.comes(TakeAway)
        hand.app.screen.query_one("#take-folder", Input).value = str(folder)
        await hand.click("Write")
        await hand.until(lambda: "is there already" in hand.prose)


@piloted
async def test_without_names_no_file_tells_one_nor_a_machine(room: Room, tmp_path: Path) -> None:
    room.seated("Ana", "research", stage="research")
    room.seated("Ben", "mobile", stage="product")
    room.chair.reveal()
    room.chair.reopen()
    room.chair.reveal()
    async with room.at_chair() as hand:
        text = await written(hand, tmp_path / "out", names=False)
    for word in ("Ana", "Ben", "mobile", "made-up-host"):
        assert word not in text
    assert "Member 1" in text
    names = [path.name for path in (tmp_path / "out").rglob("*")]
    assert not any("ana" in name or "ben" in name for name in names)


@piloted
async def test_a_folder_that_cannot_be_written_is_told(room: Room, tmp_path: Path) -> None:
    room.seated("Ana", stage="research")
    room.chair.reveal()
    (tmp_path / "file").write_text("")
    async with room.at_chair() as hand:
        await hand.press("s")
        await hand.comes(SpreadScreen)
        await hand.press("escape", "e")
        await hand.comes(TakeAway)
        hand.app.screen.query_one("#take-folder", Input).value = str(tmp_path / "file" / "out")
        await hand.click("Write")
        await hand.shows("✗ ")
        hand.screen(TakeAway)
