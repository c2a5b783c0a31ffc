"""Measuring whose evidence is in the hand of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.evidence import session
from advisor.evidence.store import Store
from advisor.interview import measuring as module
from advisor.interview.measuring import Measuring
from tests.evidence.scripted import Calm
from tests.interview.probing import NOW, Gathering, Heard, probe_threads


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "KernelCounters", Calm)


@pytest.fixture
def gathering(monkeypatch: pytest.MonkeyPatch) -> Gathering:
    made = Gathering()
    monkeypatch.setattr(module, "gather", made)
    return made


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def measuring(tmp_path: Path, gathering: Gathering, heard: Heard) -> Iterator[Measuring]:
    made = Measuring(Store(tmp_path), heard, clock=lambda: NOW)
    yield made
    made.close()
    assert probe_threads() == []
