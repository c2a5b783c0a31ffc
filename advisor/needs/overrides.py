"""`--set`: answers and importances changed on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from advisor.documents import Document, Node
from advisor.errors import InputError, Problem
from advisor.needs.model import Needs
from advisor.needs.problems import listed, nearest
from advisor.needs.questions import Questionnaire
from advisor.needs.reading import needs_data, needs_of
from advisor.needs.schema import UNKNOWN

_FILE = "--set"


def apply_overrides(needs: Needs, settings: Sequence[str], questionnaire: Questionnaire) -> Needs:
    """Changes needs as settings say, `answers.KEY=VALUE` or `importance.KEY=N`; lists are comma-separated.

    Raises:
        InputError: A setting has another form, or a key or value that is not possible; all are named.
    """
    if not settings:
        return needs
    data = needs_data(needs)
    problems: list[Problem] = []
    for setting in settings:
        key, sign, value = setting.partition("=")
        group, _, name = key.strip().partition(".")
        known = {"answers": tuple(questionnaire.questions), "importance": tuple(questionnaire.concerns)}.get(
            group
        )
        if not sign or known is None or not name:
            problems.append(
                Problem(
                    _FILE,
                    0,
                    0,
                    setting[:80],
                    "expected answers.KEY=VALUE or importance.KEY=N",
                    "Write --set importance.deployment=5",
                )
            )
            continue
        name, _, part = name.partition(".")
        if name not in known:
            problems.append(
                Problem(
                    _FILE,
                    0,
                    0,
                    f"{group}.{name}",
                    f"unknown key; known: {listed(known)}",
                    nearest(name, known),
                )
            )
            continue
        values = data[group]
        assert isinstance(values, dict)
        values[name] = _value(name, part, value.strip(), group, values.get(name), questionnaire)
    try:
        changed = needs_of(Document(_FILE, data, Node(0, 0)), questionnaire)
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    return replace(changed, source=needs.source)


def _value(name: str, part: str, text: str, group: str, now: object, questionnaire: Questionnaire) -> object:
    """A value as the needs file would hold it."""
    if text == UNKNOWN and not part:
        return UNKNOWN
    if group == "importance":
        return _number(text)
    kind = questionnaire.questions[name].kind
    if kind == "levels":
        levels = dict(now) if isinstance(now, dict) else {}
        if part:
            levels[part] = _number(text)
            return levels
        pairs = (entry.partition(":") for entry in text.split(",") if entry.strip())
        return {key.strip(): _number(level.strip()) for key, _, level in pairs}
    if kind in ("list", "open-list"):
        return [entry.strip() for entry in text.split(",") if entry.strip()]
    return text


def _number(text: str) -> object:
    """The number that a text is; the text itself if it is none, for the check to name."""
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text
