"""Who may come in through the server: links and cookies, of which only digests are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from advisor.team.refusals import RemovedError
from advisor.team.store import SessionStore
from advisor.team.tokens import digest, new_token, owner

#: The person of a door that leads to the facilitator's screen.
CHAIR = "chair"
#: Browsers that a person can use at once; older ones have to come by the link again.
_MOST_COOKIES = 20


class Entrance(Protocol):
    """Whatever knows whom it lets in."""

    @property
    def person(self) -> str:
        """`chair` or a member's id."""


@dataclass(frozen=True)
class Door:
    """Where somebody is let in.

    Attributes:
        person: `chair` or a member's id.
        argv: What follows `advisor team seat [OPTIONS]` on the command line: the session and the person.
    """

    person: str
    argv: tuple[str, ...]


class Doors:
    """The doors of one session. Each is asked anew at the file, so who was removed is let in no more.

    Args:
        store: The session.
        chair_token: What the facilitator's link carries; chosen by the host and never stored.
    """

    def __init__(self, store: SessionStore, chair_token: str) -> None:
        self._store = store
        self._chair = digest(chair_token)

    def by_token(self, token: str) -> Door | None:
        """Where a link's token leads; None if nowhere.

        Raises:
            AdvisorError: The session cannot be read.
        """
        with self._store.read() as connection:
            kept = connection.execute("SELECT token, id FROM member").fetchall()
        return self._door(owner(token, [(self._chair, CHAIR), *kept]))

    def by_cookie(self, cookie: str) -> Door | None:
        """Where a browser that was let in before is led; None if nowhere.

        Raises:
            AdvisorError: The session cannot be read.
        """
        with self._store.read() as connection:
            kept: list[tuple[str, str]] = connection.execute(
                "SELECT digest, ifnull(id, ?) FROM cookie LEFT JOIN member ON cookie.member = member.number",
                (CHAIR,),
            ).fetchall()
        return self._door(owner(cookie, kept))

    def new_cookie(self, door: Entrance) -> str:
        """Makes a cookie for a browser that was let in; it stays valid when the host is started again.

        Raises:
            RemovedError: The participant was removed meanwhile.
            AdvisorError: It cannot be written.
        """
        cookie = new_token()
        with self._store.write("the browser was not let in", quiet=True) as connection:
            number = None
            if door.person != CHAIR:
                row = connection.execute("SELECT number FROM member WHERE id = ?", (door.person,)).fetchone()
                if row is None:
                    raise RemovedError
                number = row[0]
            connection.execute("INSERT INTO cookie (digest, member) VALUES (?, ?)", (digest(cookie), number))
            connection.execute(
                "DELETE FROM cookie WHERE member IS ?1 AND number NOT IN"
                " (SELECT number FROM cookie WHERE member IS ?1 ORDER BY number DESC LIMIT ?2)",
                (number, _MOST_COOKIES),
            )
        return cookie

    def _door(self, person: str | None) -> Door | None:
        return None if person is None else Door(person, (self._store.id, person))
