"""`--set`: answers and importances changed on the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from advisor.documents import Document, dotted
from advisor.errors import Problem
from advisor.needs.answers import UNKNOWN
from advisor.needs.model import Needs
from advisor.needs.problems import listed, nearest
from advisor.needs.questions import QuestionKind, Questionnaire
from advisor.needs.reading import needs_data, needs_of

_FILE = "--set"
_FORM = "expected answers.KEY=VALUE or importance.KEY=N"
_EXAMPLE = "Write --set importance.deployment=5"
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


def apply_overrides(needs: Needs, settings: Sequence[str], questionnaire: Questionnaire) -> Needs:
    """Changes needs as settings say: `answers.KEY=VALUE` or `importance.KEY=N`, the later over the earlier.

    Lists are comma-separated; `none` or nothing is the list known to be empty. `unknown` opens a question.
    A level of a map has a key of its own, as in `answers.team.pytorch=3`.

    Raises:
        InputError: A setting has another form, or a key or value that is not possible; all are named.
    """
    if not settings:
        return needs
    data = needs_data(needs)
    problems: list[Problem] = []
    for setting in settings:
        problem = _set(data, setting, questionnaire)
        if problem is not None:
            problems.append(problem)
    # The model that checks files checks what the settings made of them, so both allow the same.
    changed = needs_of(Document(_FILE, data), questionnaire, problems)
    return replace(changed, source=needs.source)


def _set(data: dict[str, object], setting: str, questionnaire: Questionnaire) -> Problem | None:
    """Puts one setting into the data of a needs file, or says what is wrong with its key."""
    key, sign, value = (part.strip() for part in setting.partition("="))
    group, _, rest = key.partition(".")
    name, _, part = rest.partition(".")
    values = data.get(group)
    if not sign or not name or group not in ("answers", "importance") or not isinstance(values, dict):
        shown = setting[:80] if setting.isprintable() else repr(setting[:80])
        return Problem(_FILE, 0, 0, shown, _FORM, nearest(group, ("answers", "importance")) or _EXAMPLE)
    known = tuple(questionnaire.questions if group == "answers" else questionnaire.concerns)
    if name not in known:
        what = f"unknown key; known: {listed(known)}"
        return Problem(_FILE, 0, 0, dotted((group, name)), what, nearest(name, known))
    kind = questionnaire.questions[name].kind if group == "answers" else None
    if part and kind != "levels":
        return Problem(_FILE, 0, 0, f"{group}.{name}", "this key has no parts", f"Write {group}.{name}=VALUE")
    if part:
        levels = values.get(name)
        values[name] = {**(levels if isinstance(levels, dict) else {}), part: _number(value)}
    else:
        values[name] = _value(value, kind)
    return None


def _value(text: str, kind: QuestionKind | None) -> object:
    """A value as the needs file would hold it; `kind` is None for an importance."""
    if text == UNKNOWN:
        return UNKNOWN
    if kind is None:
        return _number(text)
    if kind == "levels":
        pairs = (entry.partition(":") for entry in text.strip("{}").split(",") if entry.strip())
        return {name.strip(): _number(level.strip()) for name, _, level in pairs}
    if kind in ("list", "open-list"):
        inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
        return [entry.strip() for entry in inner.split(",") if entry.strip()]
    return text


def _number(text: str) -> int | float | str:
    """The number that a text is; the text itself if it is none, for the check to name."""
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
