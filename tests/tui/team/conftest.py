"""A session for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tui.team.room import Room, opened
from tests.tui.world import World


@pytest.fixture
def room(world: World) -> Iterator[Room]:
    with opened(world) as room:
        yield room
