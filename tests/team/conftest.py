"""A session for a test, closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor.team.store import SessionStore
from tests.team.world import begun


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionStore]:
    with begun(tmp_path) as opened:
        yield opened
