"""Saving behind the screen."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from advisor.errors import AdvisorError
from advisor.interview.keeping import Keeper
from advisor.interview.project import Project
from advisor.needs.model import Needs

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def version(name: str, project_id: str = "p") -> Project:
    return Project(project_id, Needs(project=name), NOW, NOW)


class Disk:
    """A slow disk: the first write waits until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self.written: list[str] = []

    def save(self, project: Project) -> None:
        self.begun.set()
        assert self.go.wait(10)
        self.written.append(project.needs.project)


def test_a_version_that_a_newer_one_has_overtaken_is_not_written_and_the_newest_is_heard_of() -> None:
    disk, heard = Disk(), list[str]()
    keeper = Keeper(disk.save)
    keeper.put(version("first"), lambda trouble: heard.append("first"))
    assert disk.begun.wait(10)
    keeper.put(version("second"), lambda trouble: heard.append("second"))
    keeper.put(version("third"), lambda trouble: heard.append("third"))
    keeper.put(version("other", "q"), lambda trouble: heard.append("other"))
    disk.go.set()
    keeper.flush()
    assert disk.written == heard == ["first", "third", "other"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (AdvisorError("the disk is full"), "the disk is full"),
        (
            KeyError("revision"),
            "which is a fault of advisor's: KeyError: 'revision'. Export keeps the answers",
        ),
    ],
)
def test_what_cannot_be_written_is_told_and_does_not_stop_the_rest(fault: Exception, told: str) -> None:
    def faulty(project: Project) -> None:
        if project.needs.project == "unlucky":
            raise fault

    heard: list[AdvisorError | None] = []
    keeper = Keeper(faulty)
    for name in ("unlucky", "lucky"):
        keeper.put(version(name), heard.append)
        keeper.flush()
    trouble, none = heard
    assert none is None
    assert trouble is not None
    assert trouble.lines[0].endswith(told)


def test_there_is_nothing_to_wait_for_at_the_start() -> None:
    Keeper(lambda project: None).flush()
