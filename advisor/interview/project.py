"""A saved project: its answers so far, what was passed over, and its scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from advisor.errors import AdvisorError
from advisor.needs.model import Needs

#: unknown: answered with "don't know". skipped: left open, and shown as such before the result.
Passed = Literal["unknown", "skipped"]

_NOTHING_PASSED: Mapping[str, Passed] = MappingProxyType({})
_NO_SCENARIOS: Mapping[str, Needs] = MappingProxyType({})


def project_name(text: str) -> str:
    """A name that a saved project can have.

    Raises:
        AdvisorError: It is none: it would not be read again.
    """
    from advisor.needs.answers import check_text
    from advisor.needs.problems import Mistakes

    try:
        return str(check_text(text.strip()))
    except Mistakes as found:
        expected = found.mistakes[0].expected
        raise AdvisorError(
            f"this is no name for a project: expected {expected}", "Take another one"
        ) from None


@dataclass(frozen=True)
class Project:
    """A project as it is kept.

    Attributes:
        id: Of its file; never changes.
        needs: The answers so far.
        passed: Questions (and `importance`) that were passed over, and how.
        scenarios: What-ifs that were kept, by name.
        revision: Grows with every save; 0 before the first.
        created: When it was begun.
        saved: When it was saved last.
    """

    id: str
    needs: Needs
    created: datetime
    saved: datetime
    passed: Mapping[str, Passed] = field(default_factory=lambda: _NOTHING_PASSED)
    scenarios: Mapping[str, Needs] = field(default_factory=lambda: _NO_SCENARIOS)
    revision: int = 0


@dataclass(frozen=True)
class ProjectEntry:
    """A project in the list of recent ones, read without checking its answers.

    Attributes:
        id: Of its file.
        name: The project's name.
        answered: How many questions have an answer.
        saved: When it was saved last.
    """

    id: str
    name: str
    answered: int
    saved: datetime
