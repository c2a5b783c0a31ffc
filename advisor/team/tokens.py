"""Secrets that let somebody in: told once, and kept as digests alone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import TypeVar

_BYTES = 32
_Whose = TypeVar("_Whose")


def new_token() -> str:
    """A secret of 256 random bits, in letters that an address takes."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> str:
    """What is kept of a secret: its SHA-256. It is random, so nothing is gained by a slower one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def owner(token: str, kept: Iterable[tuple[str, _Whose]]) -> _Whose | None:
    """Whose secret it is; how long that takes tells nothing of those that are kept.

    Args:
        token: What was given.
        kept: The digests, each with its owner.
    """
    given, found = digest(token), None
    for known, whose in kept:
        if hmac.compare_digest(given, known):
            found = whose
    return found
