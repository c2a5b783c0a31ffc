"""Bare words in YAML 1.1: what they become, and how to say so to somebody who meant a text."""

from __future__ import annotations

import re
from functools import lru_cache

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.resolver import Resolver

#: Longer words are text: nobody writes such numbers, and reading them could cost quadratic time.
_LONGEST_NUMBER = 40
#: The only first characters of words that YAML reads as something other than text.
_FIRST = frozenset("-+0123456789.yYnNtTfFoO~<=")
_PLAIN_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_TEXT_TAGS = frozenset({"tag:yaml.org,2002:str", "tag:yaml.org,2002:merge", "tag:yaml.org,2002:value"})

_RESOLVER = Resolver()
_CONSTRUCTOR = SafeConstructor()


def scalar_value(text: str) -> object:
    """The value of a scalar without quotes: text, number, truth value, date or None."""
    if (text and text[0] not in _FIRST) or len(text) > _LONGEST_NUMBER:
        return text
    return _resolved(text)


def reading_of(text: str) -> str:
    """Says how YAML reads a bare word that is no text to it; empty where it reads text."""
    value = scalar_value(text)
    if isinstance(value, str):
        return ""
    if value is None:
        return f"YAML reads {f'the bare word {text}' if text else 'nothing'} as no value"
    if isinstance(value, bool):
        return f"YAML reads the bare word {text} as {str(value).lower()}"
    if isinstance(value, int | float):
        return f"YAML reads {text} as the {_notation(text)} {value}"
    return f"YAML reads {text} as a date"


def odd_notation(text: str, value: object) -> bool:
    """True for numbers that few people would read as YAML does: `010` is 8 and `1:30` is 90."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return ":" in text or "_" in text or (isinstance(value, int) and not _PLAIN_INTEGER.fullmatch(text))


def _notation(text: str) -> str:
    if ":" in text:
        return "number to base 60,"
    return "octal number" if _OCTAL.fullmatch(text) else "number"


@lru_cache(maxsize=4096)
def _resolved(text: str) -> object:
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    if tag in _TEXT_TAGS:
        return text
    try:
        return _CONSTRUCTOR.construct_object(yaml.ScalarNode(tag, text), deep=True)
    except (ValueError, OverflowError, ConstructorError):
        # Such as 2026-02-30: it looks like a date and is none.
        return text
    finally:
        _CONSTRUCTOR.constructed_objects.clear()
