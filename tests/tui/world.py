"""The whole application over a small made-up world: a few rules, one machine, a clock that stands."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from rich.cells import cell_len
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import WorkerError

from advisor.choosing import Devices
from advisor.interview.desk import Conduct
from advisor.interview.glance import Glance
from advisor.interview.project import Project
from advisor.interview.projects import Projects
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Answer, Needs
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.home import HomeScreen
from advisor.tui.screens.question import QuestionScreen
from tests.tui.probes import NOW, MadeUpProbes

GLANCE = Glance(
    machine="Made-up Processor 9000, 2 threads, 8 GiB",
    devices="cpu",
    frameworks=("PyTorch 2.13.0, Python 3.11.7, /envs/torch/bin/python",),
    missing=("TensorFlow: not found. Run: pip install tensorflow-cpu",),
)
#: Seconds after which something that should have come will not come any more.
PATIENCE_S = 15.0
#: Workers that a user waits for.
_GROUPS = {"reconsider", "weigh", "ask", "doing"}

S = TypeVar("S", bound=Screen[Any])


@dataclass
class World:
    """Where the application runs.

    Attributes:
        folder: The user's data folder.
        knowledge: The rules that hold.
        conduct: How the interview is led; nothing is measured unless a test says so.
        probes: What stands where both frameworks would be measured.
    """

    folder: Path
    knowledge: KnowledgeBase
    conduct: Conduct = field(default_factory=lambda: Conduct(budget="none"))
    probes: MadeUpProbes = field(default_factory=MadeUpProbes)

    @property
    def projects(self) -> Projects:
        """What another window would see."""
        return Projects(self.folder, lambda: NOW)

    def kept(self, name: str = "Shelf scanner", **answers: Answer) -> str:
        """A project that was saved before; its id."""
        return self.projects.save(self.projects.new(Needs(name, answers))).id

    def only(self) -> Project:
        """The one project that is saved."""
        (entry,) = self.projects.entries()
        return self.projects.load(entry.id, self.knowledge.questionnaire)

    def app(self, **settings: Any) -> AdvisorApp:
        """The application, not running yet."""
        return AdvisorApp(self.folder, lambda: self.conduct, clock=lambda: NOW, **settings)

    @asynccontextmanager
    async def home(self, width: int = 120, height: int = 36, **settings: Any) -> AsyncIterator[Hand]:
        """The application at its first screen, all loaded."""
        app = self.app(**settings)
        async with app.run_test(size=(width, height), notifications=True) as pilot:
            hand = Hand(app, pilot)
            try:
                await hand.loaded()
                yield hand
            finally:
                app.close()

    @asynccontextmanager
    async def asking(
        self,
        key: str = "stage",
        width: int = 120,
        height: int = 36,
        name: str = "Shelf scanner",
        **answers: Any,
    ) -> AsyncIterator[Hand]:
        """The application at a question of a project that was saved before."""
        id_ = self.kept(name, **answers)
        async with self.home(width, height) as hand:
            await hand.open(id_, key)
            yield hand


@dataclass
class Hand:
    """What a user does, and sees."""

    app: AdvisorApp
    pilot: Pilot[None]

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Waits until something holds, looking after every round of messages."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if self.app.trouble is not None:
                raise self.app.trouble
            assert time.monotonic() < deadline, f"{what or 'it'} did not come:\n{self.text}"
            await self._round()
        await self._round()

    async def _round(self) -> None:
        """Every widget has taken what waited for it, and threads have had their turn."""
        await self.pilot._wait_for_screen()
        await asyncio.to_thread(time.thread_time)
        self.app.screen._on_timer_update()

    async def loaded(self) -> None:
        """Waits until the rules are loaded and the machine was looked at."""
        glance = self.app.screen.query_one("#glance", Static)
        await self.until(lambda: self.app.is_ready and "…" not in str(glance.render()))

    async def press(self, *keys: str) -> None:
        """Presses keys one by one, each when the one before has done what it does."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def write(self, text: str) -> None:
        """Types a text into what has the focus."""
        await self.pilot.press(*(_key(character) for character in text))

    async def click(self, words: str, *, times: int = 1) -> None:
        """Clicks on words that are on the screen."""
        await self.pilot.click(offset=self.place(words), times=times)
        await self.settle()

    async def settle(self) -> None:
        """Waits until nothing is asked, weighed or painted any more."""
        for _ in range(3):
            await self._round()
            busy = [
                worker for worker in self.app.workers if worker.group in _GROUPS and not worker.is_finished
            ]
            for worker in busy:
                with contextlib.suppress(WorkerError):
                    await worker.wait()
        await self.until(self._is_painted)

    async def left(self) -> None:
        """Waits until the application has said that it ends."""
        deadline = time.monotonic() + PATIENCE_S
        while not self.app._exit:
            assert time.monotonic() < deadline, "it did not end"
            await asyncio.sleep(0)

    def _is_painted(self) -> bool:
        size = self.app.size
        return self.app.screen.size == size and len(lines_of(self.app)) == size.height

    async def resize(self, width: int, height: int) -> None:
        """Makes the window larger or smaller."""
        await self.pilot.resize_terminal(width, height)
        await self.until(lambda: self.app.size == (width, height))
        await self.settle()

    async def open(self, id_: str, key: str | None = None) -> None:
        """Goes on with a saved project, at a question."""
        self.app.desk.open(id_)
        self.app.ask(key)
        await self.until(lambda: isinstance(self.app.screen, QuestionScreen))
        await self.settle()

    async def ask(self, key: str) -> None:
        """Goes straight to a question."""
        screen = self.screen(QuestionScreen)
        await screen.ask(key)
        await self.until(lambda: screen.query("#answer-editor, #importance-editor"))
        await self.settle()

    async def result(self) -> None:
        """Opens the result and waits for the verdict."""
        self.app.show_result()
        await self.until(lambda: "Weighing" not in self.text and "Shelf" in self.text)

    def screen(self, kind: type[S]) -> S:
        """The screen on top, which is of this kind."""
        screen: Screen[Any] = self.app.screen
        assert isinstance(screen, kind), f"{screen} is on top:\n{self.text}"
        return screen

    @property
    def at_home(self) -> bool:
        """Whether the first screen is on top."""
        return isinstance(self.app.screen, HomeScreen)

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(lines_of(self.app))

    @property
    def focused(self) -> Widget:
        """What has the focus."""
        assert self.app.focused is not None
        return self.app.focused

    def place(self, words: str) -> Offset:
        """Where words are on the screen."""
        for y, line in enumerate(lines_of(self.app)):
            before, found, _ = line.partition(words)
            if found:
                return Offset(cell_len(before), y)
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text}")


def lines_of(app: AdvisorApp) -> list[str]:
    """The lines of the screen, with all that stands before it."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def _key(character: str) -> str:
    from textual.keys import _character_to_key

    return _character_to_key(character)


def small_knowledge(folder: Path) -> KnowledgeBase:
    """A few rules over the questions that are shipped."""
    import shutil

    from advisor.paths import rules_folder

    rules = folder / "rules"
    shutil.copytree(Path(__file__).with_name("small_rules"), rules)
    for name in ("questions", "concerns", "derived", "frameworks", "workloads"):
        shutil.copy(rules_folder() / f"{name}.yaml", rules)
    return load_knowledge((rules,))


def furnish(folder: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> World:
    """Puts the made-up world in the place of the real one."""
    from advisor.interview import desk, glance, measuring

    monkeypatch.setattr(desk, "load_knowledge", lambda _folders: knowledge)
    monkeypatch.setattr(desk, "devices_at_hand", Devices)
    monkeypatch.setattr(glance, "look_around", lambda _interpreters: GLANCE)
    monkeypatch.setattr("platform.node", lambda: "made-up-host")
    world = World(folder, knowledge)
    monkeypatch.setattr(measuring, "gather", world.probes)
    return world
