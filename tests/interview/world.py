"""What the tests of the interview share: the shipped questions, answers of every kind, a clock, a desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from unittest.mock import patch

from hypothesis import strategies as st

from advisor.interview import desk
from advisor.interview.desk import Conduct, Desk
from advisor.interview.measuring import Standing
from advisor.interview.project import Project
from advisor.interview.projects import Projects
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.loading import load_knowledge
from advisor.needs.answers import NONE, UNKNOWN
from advisor.needs.catalogue import load_questionnaire
from advisor.needs.model import Answer, Needs, Participant, WorkloadSize
from advisor.needs.questions import Question, Questionnaire
from advisor.paths import rules_folder

#: Text that tries to act, to turn the line round, to be long, to be wide, or to be something else in YAML.
HOSTILE = [
    "[@click=app.quit]x[/]",
    "[b red]bold[/b",
    "漢字仮名交じり文" * 20,
    "x" * 200,
    "../../etc/passwd",
    "C:\\..\\con",
    "1e3",
    "0x1F",
    "yes",
    "~",
    "12:30:45",
    "2026-02-30",
    "'quoted' \"twice\"",
    "- a: b # c",
    "{a: [b]}",
    "!!python/object:x",
    "&anchor *alias",
    "%TAG",
    "\U0001f525" * 50,
    "e\u0301" * 40,
]
#: What no name may be, since it would not be read again or would act on a terminal.
IMPOSSIBLE = ["", "   ", "x" * 201, "\x1b[31mred", "abc\u202egnp.exe", "two\nlines", "\udc80", "\x00"]


@cache
def questionnaire() -> Questionnaire:
    return load_questionnaire(rules_folder())


def questions() -> tuple[Question, ...]:
    return tuple(questionnaire().questions.values())


class Clock:
    """A minute passes with each look at it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def projects_in(folder: Path) -> Projects:
    return Projects(folder, Clock())


@cache
def _knowledge(folders: Sequence[Path]) -> KnowledgeBase:
    return load_knowledge(folders)


def desk_of(
    folder: Path,
    conduct: Conduct,
    tell: Callable[[Standing], None] = lambda standing: None,
    clock: Callable[[], datetime] | None = None,
) -> AbstractContextManager[Desk]:
    """A desk over rules that were read once for all tests."""
    with patch.object(desk, "load_knowledge", _knowledge):
        return closing(Desk(folder, conduct, tell, clock or Clock()))


def desk_in(
    folder: Path, *, hints: bool = True, rules: tuple[Path, ...] = ()
) -> AbstractContextManager[Desk]:
    """A desk that measures nothing."""
    return desk_of(folder, Conduct(hints=hints, budget="none", rules_folders=rules))


def text_of(*extra: str) -> st.SearchStrategy[str]:
    """One line of printable characters, as needs files take it."""
    plain = st.text(
        st.characters(exclude_categories=("C", "Z"), include_characters=" "), min_size=1, max_size=30
    )
    return st.sampled_from([*HOSTILE, *extra]) | plain.filter(
        lambda text: bool(text.strip()) and text.isprintable()
    )


def package_names() -> st.SearchStrategy[str]:
    """Names as people can type them into a comma-separated line."""
    alone = {NONE, UNKNOWN, "?", "don't know", "dont know"}
    return text_of().filter(lambda t: "," not in t and t == t.strip() and t.casefold() not in alone)


def answers_to(question: Question, names: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Answer]:
    words = question.words
    if question.kind == "choice":
        return st.sampled_from(words)
    if question.kind == "version":
        return st.sampled_from(words) | st.builds("{}.{}".format, st.integers(1, 9), st.integers(0, 99))
    if question.kind == "levels":
        return st.dictionaries(st.sampled_from(words), st.integers(0, 4), min_size=1)
    entries = (
        st.sampled_from(words) if question.kind == "list" else (package_names() if names is None else names)
    )
    return st.lists(entries, unique=True, max_size=5).map(tuple)


@st.composite
def answered(draw: st.DrawFn, names: st.SearchStrategy[str] | None = None) -> tuple[Question, Answer]:
    """A question and an answer to it."""
    question = draw(st.sampled_from(questions()))
    return question, draw(answers_to(question, names))


@st.composite
def importances(draw: st.DrawFn) -> Mapping[str, float | None]:
    weight = st.none() | st.floats(0, 5)
    given_ = draw(st.dictionaries(st.sampled_from(list(questionnaire().concerns)), weight))
    return {name: given_[name] for name in questionnaire().concerns if name in given_}


@st.composite
def all_needs(draw: st.DrawFn) -> Needs:
    """Any needs that a file can hold."""
    names = text_of().filter(lambda text: text not in (NONE, UNKNOWN))
    given_ = {q.id: a for q, a in draw(st.lists(answered(names), max_size=8))}
    size = st.builds(
        WorkloadSize,
        st.none() | st.integers(1, 64),
        st.lists(st.integers(1, 32), min_size=1, max_size=3).map(tuple),
    )
    who = st.builds(Participant, text_of(), text_of() | st.just(""), st.floats(0, 10))
    return Needs(
        project=draw(text_of()),
        answers={key: given_[key] for key in questionnaire().questions if key in given_},
        importance=draw(importances()),
        workload=draw(st.none() | size),
        participant=draw(st.none() | who),
    )


def same(one: Project, other: Project) -> bool:
    """Whether two projects hold the same, whenever and however often they were saved."""
    return (one.id, one.needs, dict(one.passed), dict(one.scenarios)) == (
        other.id,
        other.needs,
        dict(other.passed),
        dict(other.scenarios),
    )
