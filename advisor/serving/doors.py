"""Whom the server knows, and with which arguments each person's application is started."""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import Protocol

_KEY_BYTES = 32
_PERSON = re.compile(r"[A-Za-z0-9_-]{0,64}")


@dataclass(frozen=True)
class Door:
    """One person's way in.

    Attributes:
        person: Stands in the person's addresses and in the journal, so it is no secret: letters, digits,
            `-` and `_`. Empty where the server has only one.
        argv: Arguments that the command gets for this person.
    """

    person: str = ""
    argv: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _PERSON.fullmatch(self.person):
            raise ValueError(self.person)


class Doors(Protocol):
    """Who may come in. It is asked at each request, so people may come and go while the server runs.

    What it is given was sent by anybody at all: ASCII of up to 512 characters.
    """

    def by_token(self, token: str, /) -> Door | None:
        """Whose address this token is from."""

    def by_cookie(self, cookie: str, /) -> Door | None:
        """Whose browser sent this cookie; None once the person has been removed."""

    def new_cookie(self, door: Door, /) -> str:
        """Makes a cookie for a person's browser, random and unrelated to the token."""


@dataclass(frozen=True)
class OneDoor:
    """A server for one person.

    Attributes:
        token: For the address; random for each server, never kept.
        cookie: For the browser; random and unrelated to the token.
        door: Where both lead.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(_KEY_BYTES), repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(_KEY_BYTES), repr=False)
    door: Door = field(default_factory=Door)

    def by_token(self, token: str, /) -> Door | None:
        """The door, if this is its token."""
        return self.door if _same(token, self.token) else None

    def by_cookie(self, cookie: str, /) -> Door | None:
        """The door, if this is its cookie."""
        return self.door if _same(cookie, self.cookie) else None

    def new_cookie(self, _door: Door, /) -> str:
        """The cookie, the same for every browser."""
        return self.cookie


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
