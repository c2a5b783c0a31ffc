"""Which addresses are of the web: only those become links."""

from __future__ import annotations

from urllib.parse import urlsplit


def web_host(address: str) -> str | None:
    """The host that an address of a web page names; None for all else, which is shown and never linked."""
    try:
        parts = urlsplit(address)
        host = parts.hostname if parts.scheme in ("http", "https") else None
    except ValueError:
        return None
    if not host or not address.isprintable() or " " in address:
        return None
    return host.removeprefix("www.")
