"""A desk whose project is kept elsewhere than among the user's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from advisor.interview.desk import Conduct, Desk
from advisor.interview.project import Project
from advisor.interview.projects import ChangedElsewhereError, Projects
from advisor.needs.model import Needs
from advisor.needs.questions import Questionnaire
from tests.tui.probes import NOW

CONDUCT = Conduct(hints=False, budget="none")


class OneProject:
    """A shelf that holds one project, and counts its revisions."""

    def __init__(self) -> None:
        self.kept = Project("only", Needs("Shelf scanner"), NOW, NOW)

    def load(self, project_id: str, questionnaire: Questionnaire) -> Project:
        assert project_id == "only"
        return self.kept

    def save(self, project: Project) -> Project:
        if project.revision != self.kept.revision:
            raise ChangedElsewhereError(project.needs.project)
        self.kept = replace(project, revision=project.revision + 1)
        return self.kept


def test_a_desk_keeps_its_project_on_the_shelf_it_was_given(tmp_path: Path) -> None:
    shelf = OneProject()
    desk = Desk(tmp_path, CONDUCT, shelf=shelf)
    desk.open("only")
    for stage in ("research", "product"):
        desk.draft.answer("stage", stage)
        desk.save()
        assert shelf.kept.needs.answers == {"stage": stage}
    desk.close()
    assert Projects(tmp_path).entries() == []


def test_answers_at_hand_can_be_kept_over_those_of_another_window(tmp_path: Path) -> None:
    shelf = OneProject()
    desk = Desk(tmp_path, CONDUCT, shelf=shelf)
    desk.open("only")
    shelf.save(replace(shelf.kept, needs=Needs("Shelf scanner", {"horizon": "years"})))
    desk.draft.answer("stage", "product")
    with pytest.raises(ChangedElsewhereError):
        desk.save()
    desk.keep_over()
    assert shelf.kept.needs.answers == {"stage": "product"}
    desk.draft.answer("horizon", "decade")
    desk.save()
    assert shelf.kept.needs.answers == {"stage": "product", "horizon": "decade"}
    desk.close()


def test_without_hints_the_conduct_says_the_order_of_the_questions(tmp_path: Path) -> None:
    conduct = replace(CONDUCT, order=lambda keys: tuple(reversed(keys)))
    desk = Desk(tmp_path, conduct, shelf=OneProject())
    desk.open("only")
    keys = tuple(desk.questionnaire.questions)
    assert desk.ranking() == tuple(reversed(keys))
    assert desk.next_key() == keys[-1]
    desk.close()
