"""The tables of a session's file, and how an older file becomes one of this version."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from advisor.team.refusals import UnreadableError

#: Stands in the header of every such file, so that no other database is taken for one: "ADVT".
APPLICATION_ID = 0x41445654

# What a participant said is only ever added to `entry`: `value` is JSON, or NULL where something was taken
# back, and what holds is the last row of each kind and key. Names are unique by `name_key`, which is NULL
# while nobody has given one. Digests are SHA-256 in hexadecimal.
_FIRST = (
    """CREATE TABLE session (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL,
        project TEXT NOT NULL,
        created TEXT NOT NULL,
        port INTEGER,
        phase TEXT NOT NULL CHECK (phase IN ('answering', 'locked', 'revealed', 'ended')),
        round INTEGER NOT NULL CHECK (round >= 1),
        version INTEGER NOT NULL
    )""",
    """CREATE TABLE member (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        name_key TEXT UNIQUE,
        role TEXT NOT NULL,
        weight REAL NOT NULL CHECK (weight BETWEEN 0 AND 100),
        joined TEXT,
        seen TEXT,
        finished_round INTEGER NOT NULL DEFAULT 0,
        answered INTEGER NOT NULL DEFAULT 0,
        revision INTEGER NOT NULL DEFAULT 0,
        token TEXT NOT NULL UNIQUE
    )""",
    """CREATE TABLE entry (
        number INTEGER PRIMARY KEY,
        member INTEGER NOT NULL REFERENCES member (number) ON DELETE CASCADE,
        round INTEGER NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('answer', 'importance', 'passed', 'workload')),
        key TEXT NOT NULL,
        value TEXT
    )""",
    "CREATE INDEX entry_of_member ON entry (member, kind, key)",
    "CREATE TABLE reveal (round INTEGER PRIMARY KEY, at TEXT NOT NULL)",
    """CREATE TABLE measurements (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        added TEXT NOT NULL,
        rows INTEGER NOT NULL,
        file TEXT NOT NULL
    )""",
    """CREATE TABLE cookie (
        number INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        member INTEGER REFERENCES member (number) ON DELETE CASCADE
    )""",
)

#: The statements that lead from each version to the next, beginning with the empty file, version 0.
STEPS: Sequence[Sequence[str]] = (_FIRST,)


def check(connection: sqlite3.Connection) -> int:
    """The version of a file, once it is clear that this program may read it.

    Raises:
        UnreadableError: It is no session's file, or a newer program wrote it.
    """
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise UnreadableError("it is not the file of a session")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > len(STEPS):
        raise UnreadableError(
            f"it is in version {version} of the format; this program reads up to {len(STEPS)}",
            "Use the newer advisor that wrote it",
        )
    return version


def migrate(connection: sqlite3.Connection) -> None:
    """Brings a file to the newest version, whole or not at all; an empty one gets its tables.

    Args:
        connection: In a write transaction, so that of two programs one migrates and the other waits.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for step in STEPS[version:]:
        for statement in step:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(STEPS)}")
