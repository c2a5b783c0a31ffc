"""The whole application over a small made-up world: a few rules, one machine, a clock that stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor.choosing import Devices
from advisor.interview.desk import Conduct
from advisor.interview.glance import Glance
from advisor.interview.project import Project
from advisor.interview.projects import Projects
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.needs.model import Answer, Needs
from advisor.results import Results
from advisor.tui.app import AdvisorApp
from tests.tui.hand import Hand
from tests.tui.probes import NOW, MadeUpProbes

GLANCE = Glance(
    machine="Made-up Processor 9000, 2 threads, 8 GiB",
    devices="cpu",
    frameworks=("PyTorch 2.13.0, Python 3.11.7, /envs/torch/bin/python",),
    missing=("TensorFlow: not found. Run: pip install tensorflow-cpu",),
)


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

    @property
    def results(self) -> Results:
        """What is kept of earlier results."""
        return Results(self.folder)

    def kept(self, name: str = "Shelf scanner", minutes_ago: float = 0, **answers: Answer) -> str:
        """A project that was saved before; its id."""
        projects = Projects(self.folder, lambda: NOW - timedelta(minutes=minutes_ago))
        return projects.save(projects.new(Needs(name, answers))).id

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


def small_knowledge(folder: Path, *beside: Path) -> KnowledgeBase:
    """A few rules over the questions that are shipped, and what other folders say beside them."""
    import shutil

    from advisor.paths import rules_folder

    rules = folder / "rules"
    shutil.copytree(Path(__file__).with_name("small_rules"), rules)
    for name in ("questions", "concerns", "derived", "frameworks", "workloads"):
        shutil.copy(rules_folder() / f"{name}.yaml", rules)
    return load_knowledge((rules, *beside))


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
