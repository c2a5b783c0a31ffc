"""Questions and answers as lines of text, for whoever reads line by line."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnostics import visible
from advisor.interview.draft import IMPORTANCE, Draft
from advisor.interview.wording import in_short
from advisor.needs.questions import Question

#: What frames are drawn with, and what a line of one begins with.
_FRAME, _CORNERS = "╭─╮│╰╯ ", ("╭", "│", "╰")


def paragraph(question: Question) -> Iterator[str]:
    """A question with why it is asked and what may be answered."""
    yield question.text
    yield f"Why we ask: {question.why}"
    if question.kind == "levels":
        yield "0 none, 1 some, 2 working knowledge, 3 fluent, 4 expert; such as: pytorch 3, tensorflow 1"
    if question.kind == "version":
        yield "A version, such as 3.12"
    if question.kind == "open-list":
        yield "Names of packages, comma-separated; none if none"
    if question.kind in ("choice", "list"):
        for number, choice in enumerate(question.choices, 1):
            yield f"{number}. {choice.text} ({choice.id})"
    if question.kind == "list":
        yield "Several are possible; none if none"


def review(draft: Draft) -> Iterator[str]:
    """All answers, a line each, and what is open."""
    for question in draft.questionnaire.questions.values():
        answer, passed = draft.needs.answers.get(question.id), draft.project.passed.get(question.id)
        if answer is not None or passed == "unknown":
            yield f"{question.id}: {visible(in_short(question, answer))}"
        else:
            yield f"{question.id}: {passed or 'open'}"
    weights = ", ".join(f"{concern} {weight_in_short(w)}" for concern, w in draft.needs.importance.items())
    yield f"{IMPORTANCE}: {weights or draft.project.passed.get(IMPORTANCE, 'open')}"


def without_frames(text: str) -> str:
    """A text without the frames that are drawn around its parts, which would be read out one by one."""
    return "\n".join(
        bare
        for line in text.splitlines()
        if (bare := line.strip(_FRAME) if line[:1] in _CORNERS else line) or not line
    )


def weight_in_short(weight: float | None) -> str:
    """An importance as it is typed."""
    return "?" if weight is None else f"{weight:g}"
