"""A needs file to edit: every question with why it is asked and what may be answered."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from advisor.needs.questions import Question, Questionnaire

_WIDTH = 100


class Found(Protocol):
    """An answer that was found somewhere, and what it rests on."""

    @property
    def words(self) -> tuple[str, ...]:
        """The answer, or answers of a list; empty if the question stays open."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """A line for each."""

    @property
    def seen(self) -> tuple[str, ...]:
        """A line for each answer that was seen and not filled in."""


def needs_template(
    questionnaire: Questionnaire,
    project: str = "My project",
    found: Mapping[str, Found] = MappingProxyType({}),
    notes: Sequence[str] = (),
) -> str:
    """Writes a commented needs file in which everything else is still open; it loads as it stands.

    Args:
        questionnaire: What is asked.
        project: The project's name.
        found: By question, the answers that are filled in; their evidence and what else was seen stand above
            them as comments.
        notes: Lines that stand first.
    """
    lines = [
        "# What this project needs. Every answer is optional: leave out, or write `unknown` for, what you do",
        "# not know yet; `[]` means none. Then run: advisor recommend THIS-FILE",
        *(f"# {_visible(note)}" for note in notes),
        "advisor: 1",
        # A JSON string is a YAML string too, whatever is in the name.
        f"project: {json.dumps(project, ensure_ascii=False)}",
        "",
        "answers:",
    ]
    section = ""
    for question in questionnaire.questions.values():
        if question.section != section:
            section = question.section
            lines += [f"  # ---- {section} " + "-" * max(0, 60 - len(section)), ""]
        lines += _question(question, found.get(question.id))
    lines += [
        "# How much does the whole realistic range of each of these matter to you? 0 … 5, or unknown",
        "importance:",
    ]
    for concern in questionnaire.concerns.values():
        lines += [
            f"  # {concern.text}.",
            f"  #   0: {concern.low}",
            f"  #   5: {concern.high}",
            f"  {concern.id}: unknown",
        ]
    lines += [
        "",
        "# Sizes for the probes that lie nearer to your own, if you like:",
        "# workload: {batch: 64, input: [3, 224, 224]}",
        "",
        "# If several people answer, each in a file of their own:",
        "# participant: {name: Ada, role: ML engineer, weight: 1}",
        "",
    ]
    return "\n".join(lines)


def _question(question: Question, found: Found | None) -> list[str]:
    lines = _comment(f"{question.text} {question.why}")
    if question.kind == "levels":
        lines += _comment("0 none … 4 expert, such as")
        example = ", ".join(f"{word}: 2" for word in question.words)
        lines.append(f"  # {question.id}: {{{example}}}")
    elif question.kind == "open-list":
        lines += _comment("any package names, such as [transformers, scikit-learn]")
    elif question.kind == "version":
        lines += _comment(f"in quotes, such as {', '.join(map(json.dumps, question.words))}")
    else:
        many = question.kind == "list"
        lines += _comment(f"{'some' if many else 'one'} of: {', '.join(question.words)}")
    if found is None:
        return [*lines, f"  {question.id}: unknown", ""]
    lines += [f"  # found {_visible(line)}" for line in found.evidence]
    lines += [f"  # seen, not filled in: {_visible(line)}" for line in found.seen]
    return [*lines, f"  {question.id}: {_value(question, found.words) if found.words else 'unknown'}", ""]


def _value(question: Question, words: Sequence[str]) -> str:
    # A JSON value is a YAML value too, whatever is in the words.
    if question.kind in ("list", "open-list"):
        return json.dumps(list(words), ensure_ascii=False)
    return json.dumps(words[0], ensure_ascii=False)


def _visible(text: str) -> str:
    """A name from anywhere, on one line of a comment."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent="  # ", subsequent_indent="  # ", break_on_hyphens=False
    )
