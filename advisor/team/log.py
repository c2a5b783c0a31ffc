"""The log of what was said: rows that are only ever added, and what holds is the last of each key."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

#: The kind of an entry and its key: ("answer", "targets"), ("importance", "speed"), ("passed", "targets").
Key = tuple[str, str]
#: What a participant said, as plain data.
Said = Mapping[Key, object]

Row = tuple[int, int, str, str, str | None]


def said_by(connection: sqlite3.Connection, member: int) -> Said:
    """What holds of one participant's answers.

    Raises:
        ValueError: What is kept is not JSON.
    """
    rows = connection.execute(
        "SELECT kind, key, value FROM entry WHERE value IS NOT NULL AND number IN"
        " (SELECT max(number) FROM entry WHERE member = ? GROUP BY kind, key) ORDER BY number",
        (member,),
    )
    return {(kind, key): json.loads(value) for kind, key, value in rows}


def fold(rows: Iterable[Row], last_round: int | None = None) -> dict[int, Said]:
    """What holds after a round, by the number of the member.

    Args:
        rows: The log in its order.
        last_round: Later entries do not count; None takes all.

    Raises:
        ValueError: What is kept is not JSON.
    """
    texts: dict[int, dict[Key, str]] = {}
    for member, round_, kind, key, value in rows:
        if last_round is not None and round_ > last_round:
            continue
        said = texts.setdefault(member, {})
        if value is None:
            said.pop((kind, key), None)
        else:
            said[kind, key] = value
    return {member: {key: json.loads(text) for key, text in said.items()} for member, said in texts.items()}


def append_changes(
    connection: sqlite3.Connection,
    member: int,
    round_: int,
    at: str,
    before: Said,
    after: Said,
    untouched: Collection[Key] = (),
) -> int:
    """Adds what is said otherwise than before, and takes back what is not said any more.

    Args:
        connection: In a write transaction.
        member: The member's number.
        round_: The round it is said in.
        at: When, in ISO form with its zone.
        before: What holds.
        after: What shall hold.
        untouched: What stays although it is not said: what could not be read, and so not be shown.

    Returns:
        How many entries were added.
    """
    changed = {key: json.dumps(value) for key, value in after.items() if before.get(key) != value}
    gone = [key for key in before if key not in after and key not in untouched]
    rows: list[tuple[Key, str | None]] = [*changed.items(), *((key, None) for key in gone)]
    connection.executemany(
        "INSERT INTO entry (member, round, at, kind, key, value) VALUES (?, ?, ?, ?, ?, ?)",
        [(member, round_, at, kind, key, value) for (kind, key), value in rows],
    )
    return len(rows)
