"""What the questionnaire on the screen costs, in a real terminal: `python benchmarks/tui.py [PART …]`.

paint   first paint, against a bare Textual application that imports the same widgets; runs alternate
keys    from a key to its repaint while both frameworks are measured
whatif  from a moved slider to the new verdict and bars, own work alone
ratio   the same row measured from the screen and from the command line, one after the other

Prints the limits beside the figures and exits with 1 if one is missed.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from benchmarks.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m", "advisor"]
ROUNDS, KEYS, MOVES = 9, 120, 60
#: First paint as a ratio; key to repaint in ms, median and 95th percentile; a what-if in ms.
LIMITS = {"paint": 1.3, "key": 30.0, "key p95": 60.0, "whatif": 16.0}
SIGHT = "PyTorch or TensorFlow"
BARE = f"""
from textual.app import App
from textual.command import Provider
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Button, Footer, Input, OptionList, Static
from textual.widgets.option_list import Option
class Bare(App):
    def compose(self):
        yield Static("{SIGHT}, for this project, on this hardware?")
        yield OptionList("New project", "From a needs file")
        yield Footer()
Bare().run()
"""


def paint(folder: Path) -> bool:
    """From the start of the process until the first screen is there."""
    times: dict[str, list[float]] = {"bare": [], "advisor": []}
    commands = {"bare": [sys.executable, "-c", BARE], "advisor": PYTHON}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            with Terminal(command, {"ADVISOR_DATA": str(folder)}) as terminal:
                times[name].append(terminal.until(SIGHT) - terminal.began)
    bare, ours = median(times["bare"]), median(times["advisor"])
    ratio = ours / bare
    told = f"{1000 * ours:.0f} ms, {ratio:.2f} × a bare application ({1000 * bare:.0f} ms)"
    print(f"first paint: {told}, limit 1.3")
    return ratio < LIMITS["paint"]


def start_measuring(terminal: Terminal, project: str) -> None:
    """Begins a project with a CNN on the CPU, and goes to a question with many answers."""
    terminal.until(SIGHT)
    terminal.until("PyTorch 2")
    terminal.press("n")
    terminal.until("What is the project called?")
    terminal.press(f"{project}\r")
    terminal.until("The probes measure the kinds")
    terminal.rest(0.5)
    terminal.press("\x1b[B ")
    terminal.until("saved")
    terminal.press("\r")
    terminal.until("A measurement speaks only")
    terminal.rest(0.5)
    terminal.press(" ")
    terminal.until("Probes  cnn")
    terminal.press("\r")


def keys(folder: Path) -> bool:
    """From a key to its repaint, while workers compute on every core."""
    with Terminal(PYTHON, {"ADVISOR_DATA": str(folder)}) as terminal:
        start_measuring(terminal, "Keys")
        terminal.press("/")
        terminal.until("Find a question")
        terminal.press("fields")
        terminal.until("Which fields")
        terminal.press("\r")
        terminal.until("Images and video")
        terminal.rest(8.0)
        taken = []
        for number in range(KEYS):
            key, sight = ("\x1b[B", "Text") if number % 2 == 0 else ("\x1b[A", "Images and video")
            began = time.perf_counter()
            terminal.press(key)
            taken.append(1000 * (terminal.until(sight, 5.0) - began))
            terminal.rest(0.1)
    middle, late = median(taken), quantiles(taken, n=20)[-1]
    print(f"key to repaint while probes run: median {middle:.1f} ms, limit 30; 95 % {late:.1f} ms, limit 60")
    return middle < LIMITS["key"] and late < LIMITS["key p95"]


def whatif(folder: Path) -> bool:
    """The own work of a slider's move: the decision with all its draws, the table and the bars."""
    from advisor.interview.desk import Conduct
    from advisor.tui.app import AdvisorApp
    from advisor.tui.screens.whatif import WhatIfScreen

    async def moves() -> list[float]:
        app = AdvisorApp(folder, lambda: Conduct(budget="none"))
        taken: list[float] = []
        async with app.run_test(size=(118, 36)) as pilot:
            while not app.is_ready:
                await pilot.pause(0.02)
                if app.trouble is not None:
                    raise app.trouble
            app.desk.open_file(ROOT / "examples" / "shelf-scanner.yaml")
            app.ask(None)
            await pilot.pause()
            app.show_result()
            await pilot.pause(1.0)
            app.show_whatif()
            await pilot.pause(1.0)
            screen = app.screen
            assert isinstance(screen, WhatIfScreen)
            original = screen.reconsider

            def timed() -> None:
                began = time.perf_counter()
                original()
                taken.append(1000 * (time.perf_counter() - began))

            screen.reconsider = timed  # type: ignore[method-assign]
            for number in range(MOVES):
                await pilot.press("right" if number % 10 < 5 else "left")
        app.close()
        return taken

    taken = asyncio.run(moves())
    middle, late = median(taken), quantiles(taken, n=20)[-1]
    told = f"median {middle:.1f} ms, 95 % {late:.1f} ms"
    print(f"what-if, slider to verdict and bars: {told}, limit 16 ({len(taken)} moves)")
    return middle < LIMITS["whatif"]


def ratio(folder: Path) -> bool:
    """One row from the screen, with keys pressed all the while, and from the command line."""
    screen, line = folder / "screen", folder / "line"
    with Terminal(PYTHON, {"ADVISOR_DATA": str(screen)}) as terminal:
        start_measuring(terminal, "Ratio")
        for number in range(140):
            terminal.press("\x1b[B" if number % 2 == 0 else "\x1b[A")
            terminal.rest(0.5)
            if list((screen / "measurements").glob("*.json")) and number > 100:
                break
    needs = folder / "needs.yaml"
    needs.write_text("advisor: 1\nproject: Ratio\nanswers: {model: [cnn], train_on: [cpu]}\n", "utf-8")
    subprocess.run(
        [*PYTHON, "probe", str(needs), "-o", str(folder / "line.json")],
        env={**os.environ, "ADVISOR_DATA": str(line)},
        capture_output=True,
        check=True,
    )
    seen = [json.loads(path.read_text("utf-8")) for path in (screen / "measurements").glob("*.json")]
    there = json.loads((folder / "line.json").read_text("utf-8"))["measurements"]
    good, met = True, 0
    for one in seen:
        for other in there:
            if (one["task"], one["batch"]) != (other["task"], other["batch"]):
                continue
            a, b = one["comparisons"], other["comparisons"]
            if (
                not a
                or not b
                or (a[0]["pytorch"], a[0]["tensorflow"]) != (b[0]["pytorch"], b[0]["tensorflow"])
            ):
                continue
            met += 1
            apart = abs(math.log(a[0]["ratio"] / b[0]["ratio"]))
            allowed = math.hypot(*(math.log(each["high"] / each["low"]) / 2 for each in (a[0], b[0])))
            good &= apart <= allowed
            print(
                f"cnn {one['task']} b{one['batch']}: from the screen {_told(a[0])}, "
                f"from the command line {_told(b[0])}: {'agree' if apart <= allowed else 'DISAGREE'}"
            )
    if not met:
        print("no row was measured both ways in the same modes; the machine is too busy for a comparison")
    return good and met > 0


def _told(comparison: dict[str, float]) -> str:
    return f"{comparison['ratio']:.2f} [{comparison['low']:.2f}, {comparison['high']:.2f}]"


PARTS: dict[str, Callable[[Path], bool]] = {"paint": paint, "keys": keys, "whatif": whatif, "ratio": ratio}


def main() -> None:
    """Runs the parts that are named, all without a name."""
    good = True
    for name in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            good &= PARTS[name](Path(folder))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
