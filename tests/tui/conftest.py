"""A world for each test, over knowledge that is read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]

from advisor.knowledge.base import KnowledgeBase
from tests.tui.world import World, furnish, small_knowledge

# The plugin names it as an older syrupy read it.
SVGImageExtension.file_extension = "svg"


async def _no_wait(*_: float) -> None:
    return None


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return small_knowledge(tmp_path_factory.mktemp("small"))


@pytest.fixture
def world(tmp_path: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    # Pilots wait for an idle processor after each key; ours wait for messages and workers.
    for module in ("app", "pilot"):
        monkeypatch.setattr(f"textual.{module}.wait_for_idle", _no_wait)
    return furnish(tmp_path / "data", knowledge, monkeypatch)
