"""Each screen as a picture. After a change that is meant, look at the report and run with --snapshot-update."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from advisor.interview.desk import Conduct
from tests.tui.hand import Hand
from tests.tui.scenes import SCENES
from tests.tui.world import World

WIDE, NORMAL, NARROW = (120, 36), (80, 24), (60, 20)
PICTURES = [
    *((name, size, "textual-dark") for name in SCENES for size in (WIDE, NORMAL)),
    *((name, NARROW, "textual-dark") for name in ("question", "result")),
    *((name, WIDE, "high-contrast") for name in ("question", "result")),
]


@pytest.mark.parametrize(("name", "size", "theme"), PICTURES, ids=lambda part: str(part).replace(" ", ""))
def test_the_screen_looks_as_it_did(
    name: str,
    size: tuple[int, int],
    theme: str,
    world: World,
    snap_compare: Callable[..., bool],
) -> None:
    scene = SCENES[name]
    if scene.measures:
        world.conduct = Conduct()
    app = world.app(theme=theme)

    async def way(pilot: Pilot[Any]) -> None:
        hand = Hand(app, pilot)
        await hand.loaded()
        await scene.way(world, hand)
        await hand.rest()

    try:
        assert snap_compare(app, terminal_size=size, run_before=way)
    finally:
        app.close()
