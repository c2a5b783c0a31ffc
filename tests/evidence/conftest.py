"""Sessions that nobody disturbs: tests share the machine with each other."""

from __future__ import annotations

import pytest

from advisor.evidence import session
from tests.evidence.scripted import Calm


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "KernelCounters", Calm)
