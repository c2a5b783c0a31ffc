"""The port, opened before anything else, so that a taken one is a plain mistake."""

from __future__ import annotations

import socket

from advisor.errors import AdvisorError
from advisor.serving.access import bracketed, is_loopback


def listen(address: str, port: int) -> socket.socket:
    """Opens a port.

    Args:
        address: An IP address of this machine.
        port: The port; 0 takes a free one.

    Raises:
        AdvisorError: The port is in use, or the address is not one of this machine.
    """
    try:
        return _bound(address, port)
    except OSError as error:
        where = f"{bracketed(address)}:{port}"
        raise AdvisorError(
            f"cannot listen on {where}: {error.strerror}",
            "Leave --port out to take a free one"
            if is_loopback(address)
            else "Check that the address is one of this machine, or take another port",
        ) from None


def is_free(address: str, port: int) -> bool:
    """Whether the port could be opened now."""
    try:
        _bound(address, port).close()
    except OSError:
        return False
    return True


def _bound(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening
