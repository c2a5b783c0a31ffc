"""The knowledge with what only people look at: whole libraries, where entries stand, what was replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from advisor.decision.rules import Knowledge
from advisor.documents import Document
from advisor.errors import Problem

#: The kinds of entries that have an id; each kind has ids of its own.
Kind = Literal["rule", "library", "part", "outsider", "scenario"]
Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Library:
    """What a library needs, and who says so.

    Attributes:
        id: The name by which it is installed.
        needs: A framework, `either` or `neither`.
        claim: One sentence.
        source: Where it can be read.
        source_date: When the source was current.
        verified: True if the source was read and says so.
        first_hand: True if the source is the project's own.
        review_by: The day after which the claim counts as expired.
        origin: `shipped`, or the folder it came from.
        place: `file:line`, for messages.
    """

    id: str
    needs: str
    claim: str
    source: str
    source_date: date
    verified: bool
    first_hand: bool
    review_by: date
    origin: str
    place: str


@dataclass(frozen=True)
class Place:
    """Where an entry of a list stands."""

    document: Document
    path: Path_

    @property
    def short(self) -> str:
        """`file:line` of the entry."""
        line, _ = self.document.value_at(self.path)
        return f"{Path(self.document.file).name}:{line}"

    def problem(self, key: str, what: str, remedy: str = "") -> Problem:
        """A mistake at a dotted key of the entry, or at the entry where there is no such key."""
        parts = tuple(int(part) if part.isdigit() else part for part in key.split("."))
        return self.document.problem((*self.path, *parts), what, remedy)


@dataclass(frozen=True)
class KnowledgeBase(Knowledge):
    """All that `rules/` says, as its own checks and catalogue need it; a decision needs less.

    Attributes:
        shelf: The entry of every library, those that bind to no framework included.
        places: Where each entry stands, by kind and id.
        replaced: By id, the origin of the rule that a later folder's rule of that id has replaced.
    """

    shelf: Mapping[str, Library] = field(default_factory=dict)
    places: Mapping[tuple[Kind, str], Place] = field(default_factory=dict)
    replaced: Mapping[str, str] = field(default_factory=dict)

    def problem(self, kind: Kind, id_: str, key: str, what: str, remedy: str = "") -> Problem:
        """A finding about an entry, at one of its keys."""
        return self.places[kind, id_].problem(key, f"{id_}: {what}", remedy)
