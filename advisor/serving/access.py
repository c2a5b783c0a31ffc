"""Who may come in: decisions over what a request carries, without a request.

Each person has a home of their own, `/p/<person>/`, and a cookie that browsers send there alone, so that one
browser can hold several people side by side. Where there is only one, home is `/`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from advisor.serving.doors import Door, Doors, OneDoor

SOCKET = "ws"
#: Where people are at home, as the routes of the server say it.
HOMES = ("/", "/p/{person:[A-Za-z0-9_-]+}/")
_HOME = re.compile(r"/p/([A-Za-z0-9_-]{1,64})/")
_LONGEST_SECRET = 512
_OWN_FETCHES = ("", "none", "same-origin")


@dataclass(frozen=True)
class Knock:
    """What a request says of itself; a header that is absent is an empty string.

    Attributes:
        path: The path without its query.
        hosts: Every Host header that was sent; a proper request has one.
        origins: Every Origin header that was sent.
        token: The token in the address, or None.
        cookie: The value of our cookie, or None.
        fetch_site: Sec-Fetch-Site, which browsers send and pages cannot forge.
        fetch_mode: Sec-Fetch-Mode.
        fetch_dest: Sec-Fetch-Dest.
    """

    path: str
    hosts: Sequence[str] = ()
    origins: Sequence[str] = ()
    token: str | None = None
    cookie: str | None = None
    fetch_site: str = ""
    fetch_mode: str = ""
    fetch_dest: str = ""

    @property
    def person(self) -> str:
        """Whose home the path lies in."""
        return person_at(self.path)

    @property
    def from_a_link(self) -> bool:
        """Whether a person followed a link on another site, in a tab of its own."""
        return (
            self.path == home(self.person)
            and self.fetch_site in ("cross-site", "same-site")
            and (self.fetch_mode, self.fetch_dest) == ("navigate", "document")
        )


@dataclass(frozen=True)
class Refused:
    """A request that is turned away.

    Attributes:
        why: Plain words for the person who asked; nothing of the request is repeated.
        retry: An address of ours to ask once more, or nothing. The browser may have held back a cookie that
            it has: a SameSite cookie is not sent along a link from another site, but from our own page.
    """

    why: str
    retry: str = ""


@dataclass(frozen=True)
class LetIn:
    """A request with a token: it gets a cookie and is sent on to an address without the token."""

    door: Door


@dataclass(frozen=True)
class Passed:
    """A request with a cookie.

    Attributes:
        door: Whose it is.
        cookie: The cookie, to ask again later.
    """

    door: Door
    cookie: str = field(repr=False)


Answer = Refused | LetIn | Passed

_WRONG_HOST = Refused("This server does not answer under that name.")
_WRONG_ORIGIN = Refused("Another site asked for this. It is not let in.")
_WRONG_TOKEN = Refused(
    "The token in this address is not valid. Open the address that the server printed, or ask whoever sent "
    "you the link for a new one."
)
_NO_COOKIE = "Open the address that the server printed, with its token."
_NOT_KNOWN = "This browser is not known here, or the person was removed. Open the link again that you got."


@dataclass(frozen=True)
class Access:
    """The names under which one server answers, and whom it knows.

    Attributes:
        authorities: Every `host:port` that a Host header may name, in lower case.
        port: The port, which is part of each cookie's name: browsers share cookies between ports.
        doors: Who may come in.
    """

    authorities: frozenset[str]
    port: int
    doors: Doors

    def judge(self, knock: Knock) -> Answer:
        """Decides over one request; the checks of name and origin come before those of secrets."""
        if len(knock.hosts) != 1 or knock.hosts[0].lower() not in self.authorities:
            return _WRONG_HOST
        if not self._own_origin(knock):
            return _WRONG_ORIGIN
        if knock.token is not None and knock.path == "/":
            door = self.doors.by_token(knock.token) if _plausible(knock.token) else None
            return _WRONG_TOKEN if door is None else LetIn(door)
        door = self._known(knock.cookie, knock.person)
        if door is None or knock.cookie is None:
            why = _NOT_KNOWN if knock.person else _NO_COOKIE
            return Refused(why, retry=home(knock.person) if knock.from_a_link else "")
        return Passed(door, knock.cookie)

    def still_knows(self, passed: Passed) -> bool:
        """Whether somebody who came in would be let in again."""
        return self._known(passed.cookie, passed.door.person) is not None

    def cookie_name(self, person: str) -> str:
        """Different for each port and person, so that no cookie stands in for another."""
        return f"advisor-{self.port}-{person}" if person else f"advisor-{self.port}"

    def _known(self, cookie: str | None, person: str) -> Door | None:
        if cookie is None or not _plausible(cookie):
            return None
        door = self.doors.by_cookie(cookie)
        return door if door is not None and door.person == person else None

    def _own_origin(self, knock: Knock) -> bool:
        ours = f"http://{knock.hosts[0].lower()}"
        if knock.path == home(knock.person) + SOCKET and not knock.origins:
            return False  # every browser names the origin of a WebSocket
        if any(origin.lower() != ours for origin in knock.origins):
            return False
        return knock.fetch_site in _OWN_FETCHES or knock.from_a_link


def access_on(address: str, port: int, names: Iterable[str] = (), doors: Doors | None = None) -> Access:
    """Decides for a server on `address`, which answers under its loopback names or `names`.

    Args:
        address: The address that it listens on.
        port: The port that it listens on.
        names: Allowed host names; for an address other than loopback they are the only ones.
        doors: Who may come in; one person with new secrets if left out.
    """
    hosts = [bracketed(name.lower()) for name in names]
    if is_loopback(address):
        hosts += ["localhost", bracketed(address)]
    authorities = {f"{host}:{port}" for host in hosts}
    if port == 80:
        authorities.update(hosts)
    return Access(frozenset(authorities), port, doors or OneDoor())


def home(person: str) -> str:
    """The path of a person's page."""
    return f"/p/{person}/" if person else "/"


def person_at(path: str) -> str:
    """Whose home a path lies in."""
    found = _HOME.match(path)
    return found[1] if found else ""


def is_loopback(address: str) -> bool:
    """Whether nothing but this machine can reach the address."""
    return ipaddress.ip_address(address).is_loopback


def bracketed(host: str) -> str:
    """The host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _plausible(secret: str) -> bool:
    """Whether those who know the people need to look at it at all."""
    return secret.isascii() and len(secret) <= _LONGEST_SECRET
