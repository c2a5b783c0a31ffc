"""YAML files that people write: bounded, with a place for every value, and with YAML's surprises explained.

A hostile file must cost neither time nor memory, so sizes, depth and numbers are checked on the events of the
parser (libyaml's, in C) while it works, before anything recursive sees the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from advisor.errors import InputError, Problem
from advisor.yaml_places import Node, Path, place_of, places
from advisor.yaml_scalars import odd_notation, reading_of, scalar_value

#: A file with more mistakes than this has another one: it is not the file that was meant.
MOST_PROBLEMS = 100

_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTIVE = re.compile("^%", re.MULTILINE)
#: What to do about libyaml's complaints, by words that stand in them.
_REMEDIES = (
    ("unknown escape", "Write the text in single quotes, or each backslash twice"),
    ("unexpected end of stream", "Close the quotes"),
    ("',' or ']'", "Close the list with ]"),
    ("',' or '}'", "Close the mapping with }"),
    ("mapping values are not allowed", "Put a text with a colon in quotes, or mend the indentation"),
    ("cannot start any token", "Put the text in quotes; indent with spaces, never with tabs"),
    ("could not find expected ':'", "Write KEY: VALUE"),
    ("expected key", "Write KEY: VALUE, with the keys of one mapping in one column"),
    ("'-' indicator", "Begin each entry with - in the same column"),
    ("block sequence entries", "Begin the list on a line of its own"),
)


@dataclass(frozen=True)
class Limits:
    """What a document may cost.

    Attributes:
        size: Bytes.
        depth: Nested lists and mappings.
        nodes: Scalars, lists and mappings together.
    """

    size: int
    depth: int
    nodes: int


NEEDS_LIMITS = Limits(size=1 << 20, depth=12, nodes=20_000)
RULES_LIMITS = Limits(size=16 << 20, depth=24, nodes=1_500_000)


@dataclass(frozen=True)
class Document:
    """A parsed file: plain data, and the place of each part of it.

    Attributes:
        file: The file as the user named it.
        data: Dictionaries, lists, strings, numbers, booleans, dates and None.
        source: The text, to find places in; empty for data that stand in no file.
    """

    file: str
    data: object
    source: str = ""

    def value_at(self, path: Path) -> tuple[int, int]:
        """Line and column of a value, or of the nearest part around it that exists."""
        node = self._root.along(path)[-1][1]
        return node.line, node.column

    def key_at(self, path: Path) -> tuple[int, int]:
        """Line and column of the key, or of the list's entry, at the end of a path."""
        node = self._root.along(path)[-1][0]
        return node.line, node.column

    def text_at(self, path: Path) -> str:
        """The characters of the scalar at a path, as they stand in the file; empty if there is none."""
        steps = self._root.along(path)
        return steps[-1][1].text if len(steps) == len(path) + 1 else ""

    def explain(self, path: Path) -> str:
        """Why the value at a path is not the text that stands in the file; empty if it is."""
        steps = self._root.along(path)
        exists = len(steps) == len(path) + 1
        return reading_of(steps[-1][1].text) if exists and steps[-1][1].bare else ""

    def problem(self, path: Path, what: str, remedy: str = "", *, at_key: bool = False) -> Problem:
        """A problem with the value, or with the key, at a path."""
        line, column = self.key_at(path) if at_key else self.value_at(path)
        return Problem(self.file, line, column, dotted(path), what, remedy)

    @cached_property
    def _root(self) -> Node:
        return places(_events(self.source))


def dotted(path: Path) -> str:
    """A path as people write it: `answers.targets[1]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            # A key may hold what would move the cursor of a terminal.
            word = part[:80] if part.isprintable() else repr(part[:80])
            text += f".{word}" if text else word
    return text


def read_document(
    source: bytes, file: str, limits: Limits = NEEDS_LIMITS, found: list[Problem] | None = None
) -> Document:
    """Parses one YAML document.

    Args:
        source: The file's bytes.
        file: The file as the user named it.
        limits: What it may cost.
        found: Takes the mistakes that leave the rest readable, such as a key that stands twice, for a caller
            that has more to check; without it they are raised.

    Raises:
        InputError: It is not UTF-8, not YAML, too large or too deep, or holds what these files must not:
            several documents, anchors, aliases, tags, keys that are not words, or a key twice.
    """
    builder = _Builder(file, limits)
    if len(source) > limits.size:
        what = f"the file is larger than {limits.size >> 20} MiB"
        builder.fail((0, 0), what, "Keep to what is asked")
    text = _decode(source, builder)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.YAMLError as error:
        _fail_in_syntax(error, builder)
    if not builder.documents:
        builder.fail((0, 0), "the file is empty", "")
    if found is not None:
        found += builder.problems
    elif builder.problems:
        raise InputError(builder.problems)
    return Document(file, builder.data, text)


def _events(text: str) -> Iterator[Event]:
    """The events of the C parser where there is one."""
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    events: Iterable[Event] = yaml.parse(text, Loader=loader)
    yield from events


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not closed yet.

    Attributes:
        data: What it holds so far.
        lines: The line of each key of a mapping.
        key: The last key of a mapping.
        waiting: True while that key waits for its value.
    """

    data: list[object] | dict[str, object]
    lines: dict[str, int]
    key: str = ""
    waiting: bool = False


class _Builder:
    """Turns events into data without recursion, keeps count, and gathers mistakes."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.problems: list[Problem] = []
        self.data: object = None
        self.documents = 0
        self._file = file
        self._limits = limits
        self._nodes = 0
        self._open: list[_Open] = []

    def take(self, event: Event) -> None:
        """Takes the next event; the commonest are asked for first."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._start(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._open.pop()
        elif isinstance(event, AliasEvent):
            self.fail(place_of(event), "aliases (*) are not used in these files", "Write the value out")
        elif isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.fail(place_of(event), "a second document begins here", "Keep one document a file")

    def fail(self, place: tuple[int, int], what: str, remedy: str) -> NoReturn:
        """Ends the reading with a mistake that leaves nothing more to read."""
        raise InputError([*self.problems, Problem(self._file, *place, self._key(), what, remedy)])

    def _scalar(self, event: ScalarEvent) -> None:
        self._count(event)
        text = event.value
        value = scalar_value(text) if event.implicit[0] else text
        if value is not text and odd_notation(text, value):
            remedy = f'Write {value:g}, or "{text}" in quotes if it is a text'
            self._note(event, self._key(), reading_of(text), remedy)
        self._place(event, value)

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self._count(event)
        data: list[object] | dict[str, object] = {} if isinstance(event, MappingStartEvent) else []
        if len(self._open) >= self._limits.depth:
            self.fail(place_of(event), f"more than {self._limits.depth} levels deep", "Flatten it")
        self._place(event, data)
        self._open.append(_Open(data, {}))

    def _place(self, event: Event, value: object) -> None:
        """Puts a value where it belongs: at the top, into a list, or as a mapping's key or its value."""
        if not self._open:
            self.data = value
            return
        owner = self._open[-1]
        data = owner.data
        if isinstance(data, list):
            data.append(value)
        elif owner.waiting:
            data.setdefault(owner.key, value)
            owner.waiting = False
        else:
            owner.key, owner.waiting = self._checked_key(event, owner, value), True

    def _checked_key(self, event: Event, owner: _Open, value: object) -> str:
        if not isinstance(event, ScalarEvent):
            self.fail(place_of(event), "a key must be a word", "Write KEY: VALUE")
        key, line = event.value, place_of(event)[0]
        if key in owner.lines:
            what = f"this key stands here a second time, first in line {owner.lines[key]}"
            self._note(event, self._key(key), what, "Keep one of the two")
        elif not isinstance(value, str):
            what = f"a key must be a word: {reading_of(key)}"
            self._note(event, self._key(key), what, f'Write "{key}" in quotes if it is meant')
        owner.lines.setdefault(key, line)
        return key

    def _count(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            self.fail(place_of(event), f"more than {self._limits.nodes:,} values", "Keep to what is asked")
        if event.anchor is not None:
            self._note(event, self._key(), "anchors (&) are not used in these files", "Remove it")
        if event.tag is not None:
            what = f"tags ({event.tag[:40]!r}) are not used in these files"
            self._note(event, self._key(), what, "Remove it; put a text in quotes")

    def _note(self, event: Event, key: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(self._file, *place_of(event), key, what, remedy))
        if len(self.problems) >= MOST_PROBLEMS:
            raise InputError(self.problems)

    def _key(self, last: str | None = None) -> str:
        """The path of the value that comes next."""
        path: list[str | int] = []
        for level in self._open:
            innermost = level is self._open[-1]
            if isinstance(level.data, list):
                # An outer list already holds the collection that is open in it.
                path.append(len(level.data) - (not innermost))
            elif level.waiting or not innermost:
                path.append(level.key)
        return dotted([*path, last] if last is not None else path)


def _decode(source: bytes, builder: _Builder) -> str:
    """The text of a file, refused where it is none that YAML takes."""
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8-sig", "replace")
        what = "not UTF-8" + (" but UTF-16" if source[:2] in (b"\xff\xfe", b"\xfe\xff") else "")
        builder.fail(_place_after(before), what, "Save the file as UTF-8")
    if bad := _CONTROL.search(text):
        what = f"a character that YAML does not allow, U+{ord(bad[0]):04X}"
        remedy = "Save the file as UTF-8, not UTF-16" if bad[0] == "\0" else "Remove it"
        builder.fail(_place_after(text[: bad.start()]), what, remedy)
    # They are of no use here, and thousands of them cost the parser quadratic time.
    if directive := _DIRECTIVE.search(text):
        place = _place_after(text[: directive.start()])
        builder.fail(place, "directives (%) are not used in these files", "Remove the line")
    return text


def _place_after(text: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _fail_in_syntax(error: yaml.YAMLError, builder: _Builder) -> NoReturn:
    """Says in people's words where the YAML breaks off."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        builder.fail((0, 0), f"not YAML: {' '.join(str(error).split())[:200]}", "Mend its syntax")
    complaint = error.problem or error.context or "it breaks off"
    remedy = next((remedy for words, remedy in _REMEDIES if words in complaint), "Mend the indentation")
    mark = error.problem_mark
    builder.fail((mark.line + 1, mark.column + 1), f"not YAML: {complaint}", remedy)
