"""Who may come in: pure decisions over what a request carries."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

SOCKET_PATH = "/ws"
_KEY_BYTES = 32
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
    def from_a_link(self) -> bool:
        """Whether a person followed a link on another site, in a tab of its own."""
        return (
            self.path == "/"
            and self.fetch_site in ("cross-site", "same-site")
            and (self.fetch_mode, self.fetch_dest) == ("navigate", "document")
        )


@dataclass(frozen=True)
class Refused:
    """A request that is turned away.

    Attributes:
        why: Plain words for the person who asked; nothing of the request is repeated.
        retry: Whether the browser may have held back a cookie that it has. A SameSite cookie is not
            sent along a link from another site; one more request, from our own page, carries it.
    """

    why: str
    retry: bool = False


@dataclass(frozen=True)
class LetIn:
    """A request with the token: it gets the cookie and is sent on to an address without the token."""


@dataclass(frozen=True)
class Passed:
    """A request with the cookie."""


Answer = Refused | LetIn | Passed

_WRONG_HOST = Refused("This server does not answer under that name.")
_WRONG_ORIGIN = Refused("Another site asked for this. It is not let in.")
_WRONG_TOKEN = Refused("The token in this address is not valid. Open the address that the server printed.")
_NO_COOKIE = "Open the address that the server printed, with its token."


@dataclass(frozen=True)
class Access:
    """The secrets of one server and the names under which it answers.

    Attributes:
        authorities: Every `host:port` that a Host header may name, in lower case.
        cookie_name: Different for each port, as browsers share cookies between ports.
        token: For the address; random for each server, never kept.
        cookie: For the browser; random and unrelated to the token.
    """

    authorities: frozenset[str]
    cookie_name: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(_KEY_BYTES), repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(_KEY_BYTES), repr=False)

    def judge(self, knock: Knock) -> Answer:
        """Decides over one request; the checks of name and origin come before those of secrets."""
        if len(knock.hosts) != 1 or knock.hosts[0].lower() not in self.authorities:
            return _WRONG_HOST
        if not self._own_origin(knock):
            return _WRONG_ORIGIN
        if knock.token is not None and knock.path == "/":
            return LetIn() if _same(knock.token, self.token) else _WRONG_TOKEN
        if knock.cookie is None or not _same(knock.cookie, self.cookie):
            return Refused(_NO_COOKIE, retry=knock.from_a_link)
        return Passed()

    def _own_origin(self, knock: Knock) -> bool:
        ours = f"http://{knock.hosts[0].lower()}"
        if knock.path == SOCKET_PATH and not knock.origins:
            return False  # every browser names the origin of a WebSocket
        if any(origin.lower() != ours for origin in knock.origins):
            return False
        return knock.fetch_site in _OWN_FETCHES or knock.from_a_link


def open_door(address: str, port: int, names: Iterable[str] = ()) -> Access:
    """Makes new secrets for a server on `address`, which answers under its loopback names or `names`.

    Args:
        address: The address that it listens on.
        port: The port that it listens on.
        names: Allowed host names; for an address other than loopback they are the only ones.
    """
    hosts = [bracketed(name.lower()) for name in names]
    if is_loopback(address):
        hosts += ["localhost", bracketed(address)]
    authorities = {f"{host}:{port}" for host in hosts}
    if port == 80:
        authorities.update(hosts)
    return Access(frozenset(authorities), cookie_name=f"advisor-{port}")


def is_loopback(address: str) -> bool:
    """Whether nothing but this machine can reach the address."""
    return ipaddress.ip_address(address).is_loopback


def bracketed(host: str) -> str:
    """The host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
