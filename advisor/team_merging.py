"""`advisor team merge`: one needs file from a team's, with who differs on what beside each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import yaml

from advisor.diagnostics import visible
from advisor.needs.answers import NONE, UNKNOWN
from advisor.needs.model import Answer, Needs, PartlyKnown
from advisor.needs.questions import Questionnaire
from advisor.needs.reading import needs_data
from advisor.needs.team import Team

_DIGITS = 4


def merged_file(team: Team, questionnaire: Questionnaire) -> str:
    """What counts as the team's needs, as a needs file; comments say what it cannot hold.

    Args:
        team: The members and what they need together.
        questionnaire: The questions, in whose order the answers stand.
    """
    needs = team.needs
    data = needs_data(needs)
    lines = [
        "# Written by advisor: what counts as a team's needs. Run: advisor recommend THIS-FILE",
        "# Where its members differ this file knows the outcome alone; advice that weighs their differences",
        "# needs all of their files: advisor recommend A.yaml B.yaml …",
        "# " + "; ".join(_who(member) for member in team.members),
    ]
    if team.projects:
        named = ", ".join(visible(project) for project in team.projects)
        lines.append(f"# The members call the project: {named}")
    lines += [_entry("advisor", data["advisor"]), _entry("project", data["project"])]
    answers = [
        line
        for question in questionnaire.questions
        if any(question in member.answers for member in team.members)
        for line in _answer(team, question, data["answers"])
    ]
    importance = [
        line
        for concern in questionnaire.concerns
        if any(concern in member.importance for member in team.members)
        for line in _importance(team, concern)
    ]
    lines += ["answers:", *answers] if answers else []
    lines += ["importance:", *importance] if importance else []
    if _sizes_differ(team):
        told = (f"{_name(one)}: {_size(one)}" for one in team.members if one.workload is not None)
        lines.append(f"# workload: {'; '.join(told)}")
    if "workload" in data:
        lines.append(_entry("workload", data["workload"]))
    return "\n".join([*lines, ""])


def differing(team: Team, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The questions, concerns and sizes on which those who answered differ, in the order of the file."""
    disputed = team.needs.voices.disputed if team.needs.voices is not None else {}
    concerns = (concern for concern in questionnaire.concerns if len(set(_values(team, concern))) > 1)
    sizes = ["workload"] if _sizes_differ(team) else []
    return (*(question for question in questionnaire.questions if question in disputed), *concerns, *sizes)


def _sizes_differ(team: Team) -> bool:
    return len({member.workload for member in team.members if member.workload is not None}) > 1


def _size(member: Needs) -> str:
    size = needs_data(member)["workload"]
    return ", ".join(f"{key} {value}" for key, value in size.items()) if isinstance(size, Mapping) else ""


def _answer(team: Team, question: str, answers: object) -> Iterator[str]:
    voices = team.needs.voices
    if voices is not None and question in voices.disputed:
        said = (
            f"{_name(member)}: {_words(member.answers[question])}"
            for member in team.members
            if question in member.answers
        )
        yield f"  # {'; '.join(said)}"
    counted = team.needs.answers.get(question)
    if isinstance(counted, PartlyKnown):
        yield f"  # evenly divided on {', '.join(visible(word) for word in sorted(counted.open))}"
    value = answers.get(question, UNKNOWN) if isinstance(answers, Mapping) else UNKNOWN
    yield f"  {_entry(question, value)}"


def _importance(team: Team, concern: str) -> Iterator[str]:
    if len(set(_values(team, concern))) > 1:
        said = (
            f"{_name(member)}: {_number(member.importance[concern])}"
            for member in team.members
            if concern in member.importance
        )
        yield f"  # {'; '.join(said)}"
    yield f"  {concern}: {_number(team.needs.importance.get(concern))}"


def _values(team: Team, concern: str) -> list[float | None]:
    return [member.importance[concern] for member in team.members if concern in member.importance]


def _entry(key: str, value: object) -> str:
    # Lists and sizes stand on one line each; what is no list or mapping must not drag its key into braces.
    flow = None if isinstance(value, list | dict) else False
    text: str = yaml.safe_dump({key: value}, allow_unicode=True, default_flow_style=flow, width=1 << 20)
    return text.rstrip("\n")


def _who(member: Needs) -> str:
    who = member.participant
    if who is None:
        return ""
    return ", ".join(visible(part) for part in (who.name, who.role, f"weight {who.weight:g}") if part)


def _name(member: Needs) -> str:
    return visible(member.participant.name) if member.participant is not None else ""


def _words(answer: Answer) -> str:
    if isinstance(answer, str):
        return visible(answer)
    if isinstance(answer, Mapping):
        return ", ".join(f"{visible(key)} {level}" for key, level in answer.items())
    return ", ".join(visible(word) for word in answer) or NONE


def _number(value: float | None) -> str:
    return UNKNOWN if value is None else f"{round(value, _DIGITS):g}"
