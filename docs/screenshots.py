"""Takes the pictures in docs/images from a real run with both frameworks: `python docs/screenshots.py`.

Answers a small project by keys as a user would, and has the application itself write what it shows, as SVG.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from advisor.interview.desk import Conduct
from advisor.tui.app import AdvisorApp

IMAGES = Path(__file__).resolve().parent / "images"
SIZE = (118, 36)
#: Questions and the keys that answer them: a product, some TensorFlow 2 code, for edge devices.
ANSWERS = (
    ("stage", ("down", "down", "down", "space")),
    ("existing_code", ("down", "down", "down", "space")),
    ("targets", ("end", "up", "up", "space")),
)
_PATIENCE_S = 120.0


async def until(pilot: Pilot[None], seen: Callable[[], bool]) -> None:
    """Waits until something is the case.

    Raises:
        SystemExit: It did not come about.
    """
    waited = 0.0
    while not seen():
        await pilot.pause(0.1)
        waited += 0.1
        if waited > _PATIENCE_S:
            sys.exit("this did not come about; is another program busy, or a framework missing?")


async def take(folder: Path) -> None:
    """From the first screen to the what-if."""
    app = AdvisorApp(folder, Conduct)
    async with app.run_test(size=SIZE) as pilot:

        def picture(name: str) -> None:
            app.save_screenshot(f"{name}.svg", path=str(IMAGES))

        await until(pilot, lambda: app.is_ready)
        await pilot.press("n")
        await pilot.pause()
        await pilot.press(*"Part inspection", "enter")
        await until(pilot, lambda: bool(app.screen.query("AnswerEditor")))
        await pilot.press("down", "space", "enter")  # a CNN
        await pilot.pause(0.5)
        await pilot.press("space", "enter")  # on the CPU
        await pilot.pause(0.5)
        for key, keys in ANSWERS:
            app.ask(key)
            await pilot.pause(1.0)
            await pilot.press(*keys)
        await until(pilot, lambda: any(row.ratio for row in app.desk.measuring.standing.rows))
        await pilot.pause(1.0)
        picture("questions")
        await until(pilot, lambda: app.desk.measuring.standing.status == "done")
        await pilot.press("f6")
        await pilot.pause(4.0)
        picture("result")
        await pilot.press("w")
        await pilot.pause(1.0)
        await pilot.press("down", "right", "right", "right")
        await pilot.pause(1.0)
        picture("what-if")
        app.back_home()
        await pilot.pause(1.0)
        picture("home")
    app.close()


def main() -> None:
    """Takes them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(take(Path(folder)))


if __name__ == "__main__":
    main()
