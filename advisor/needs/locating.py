"""From a model's findings to problems that a person can act on: where, what was expected, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from advisor.documents import MOST_PROBLEMS, Document
from advisor.errors import Problem
from advisor.needs.problems import Mistake, Mistakes, listed, nearest, shown

#: What was expected, by pydantic's name for the finding; braces are filled from its context.
_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "greater_than": "a number above {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "at most {le}",
    "bool_type": "true or false",
    "string_type": "a text",
    "string_too_short": "a text that is not empty",
    "string_too_long": "a text of at most {max_length} characters",
    "list_type": "a list",
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "dict_type": "keys with values",
    "date_type": "a date such as 2026-08-20",
    "date_from_datetime_inexact": "a date such as 2026-08-20",
}


def problems_of(
    error: ValidationError,
    document: Document,
    model: type[BaseModel] | None = None,
    below: Sequence[str | int] = (),
) -> list[Problem]:
    """Gives each of pydantic's findings its place, what was expected, and the nearest valid word.

    Args:
        error: What the model found.
        document: Where everything stands.
        model: The model, or that of a list's entries, to name the keys that it knows.
        below: The path in the document of the value that was checked.
    """
    return located(error.errors(include_url=False), document, model, below)


def located(
    findings: Sequence[ErrorDetails],
    document: Document,
    model: type[BaseModel] | None = None,
    below: Sequence[str | int] = (),
) -> list[Problem]:
    """The problems of findings, of which those beyond a bound are counted and left out."""
    found = (problem for details in findings for problem in _problems(details, document, model, below))
    problems = list(islice(found, MOST_PROBLEMS + 1))
    if len(problems) > MOST_PROBLEMS:
        what = f"more than {MOST_PROBLEMS} mistakes; these come first"
        problems[-1] = Problem(document.file, 0, 0, "", what)
    return problems


def known_keys(model: type[BaseModel] | None, path: Sequence[str | int]) -> tuple[str, ...]:
    """The keys that a model knows below a path."""
    for part in path:
        if model is None:
            return ()
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        model = _model_in(field.annotation) if field is not None else None
    return tuple(model.model_fields) if model is not None else ()


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)


def _problems(
    details: ErrorDetails,
    document: Document,
    model: type[BaseModel] | None,
    below: Sequence[str | int],
) -> Iterator[Problem]:
    loc, kind, value = details["loc"], details["type"], details["input"]
    path, context = (*below, *loc), details.get("ctx", {})
    if kind == "extra_forbidden":
        known = known_keys(model, loc[:-1])
        what = "unknown key" + (f"; known: {listed(known)}" if known else "")
        yield document.problem(path, what, nearest(path[-1], known), at_key=True)
    elif kind == "missing":
        yield document.problem(path, "this key is missing", f"Add {path[-1]}: …", at_key=True)
    elif kind == "value_error" and isinstance(context.get("error"), Mistakes):
        for mistake in context["error"].mistakes:
            yield _of_mistake(mistake, path, value, document)
    else:
        yield _of_mistake(_mistake(kind, context, details["msg"]), path, value, document)


def _mistake(kind: str, context: Mapping[str, object], message: str) -> Mistake:
    """A finding of pydantic's own, in the same form as ours."""
    if kind == "literal_error":
        words = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
        return Mistake(expected=f"one of {listed(words)}", words=tuple(words))
    if kind in _EXPECTED:
        return Mistake(expected=_EXPECTED[kind].format_map(context), quotable=kind == "string_type")
    return Mistake(what=message[:1].lower() + message[1:200])


def _of_mistake(mistake: Mistake, path: tuple[str | int, ...], value: object, document: Document) -> Problem:
    path = (*path, *mistake.part)
    if not mistake.expected:
        return document.problem(path, mistake.what, mistake.remedy)
    for part in mistake.part:
        if isinstance(value, list) and isinstance(part, int):
            value = value[part]
    # A bare word that YAML took for a truth value, a date or a number is the likeliest reason.
    text, surprise = document.text_at(path), document.explain(path)
    if not surprise or (_as_it_stands(value, text) and not mistake.quotable):
        remedy = mistake.remedy or nearest(value, mistake.words)
        return document.problem(path, f"expected {mistake.expected}, not {shown(value)}", remedy)
    quotes = text and (mistake.quotable or text in mistake.words)
    remedy = f'Write "{text}" in quotes' if quotes else nearest(text, mistake.words) or mistake.remedy
    return document.problem(path, f"{surprise}; expected {mistake.expected}", remedy)


def _as_it_stands(value: object, text: str) -> bool:
    """True for a number that is what it looks like, so that there is nothing to explain."""
    return isinstance(value, int | float) and not isinstance(value, bool) and str(value) == text
