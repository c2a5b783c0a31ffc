"""Where to listen and under which names to answer, from the options of `advisor serve`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.errors import AdvisorError
from advisor.serving.access import is_loopback

_LOOPBACK = "127.0.0.1"
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """An address of this machine, and the names that requests may call it by."""

    address: str
    names: tuple[str, ...]

    @property
    def others_can_reach(self) -> bool:
        """Whether other machines can."""
        return not is_loopback(self.address)


def choose_place(host: str | None, names: Sequence[str]) -> Place:
    """Checks the two options together.

    Raises:
        AdvisorError: One of them is malformed or missing beside the other.
    """
    address = _address(host) if host is not None else _LOOPBACK
    place = Place(address, tuple(_name(name) for name in names))
    if place.others_can_reach and not names:
        raise AdvisorError(
            f"--host {address} lets other machines in, and --allow-host is missing",
            "Name the host that they open, as in --allow-host lab-server.local, or leave --host out",
        )
    if names and host is None:
        raise AdvisorError(
            f"--allow-host {names[0]} needs --host: without it nothing but this machine can connect",
            "Name the address to listen on, as in --host 192.168.1.20",
        )
    return place


def _address(text: str) -> str:
    if text.lower() == "localhost":
        return _LOOPBACK
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        raise AdvisorError(f"--host {text}: that is no IP address", "Give one, such as 127.0.0.1") from None
    if getattr(address, "scope_id", None):
        raise AdvisorError(f"--host {text}: an address with a zone is not supported", "Give another address")
    return str(address)


def _name(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text.strip("[]")))
    except ValueError:
        pass
    if not _NAME.fullmatch(text) or len(text) > 253:
        raise AdvisorError(
            f"--allow-host {text}: that is no host name",
            "Give the name alone, without http:// and port, such as lab-server.local",
        )
    return text.lower().rstrip(".")
