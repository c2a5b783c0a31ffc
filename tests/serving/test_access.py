"""Who may come in, decided over what a request says of itself."""

from __future__ import annotations

import dataclasses

import pytest

from advisor.serving.access import Access, Knock, LetIn, Passed, Refused, open_door

ACCESS = open_door("127.0.0.1", 8123)
HOST = ("127.0.0.1:8123",)
ORIGIN = ("http://127.0.0.1:8123",)
LINK = {"fetch_mode": "navigate", "fetch_dest": "document"}


def page(**changes: object) -> Knock:
    return dataclasses.replace(Knock("/", HOST, cookie=ACCESS.cookie), **changes)  # type: ignore[arg-type]


def socket(**changes: object) -> Knock:
    return page(path="/ws", **({"origins": ORIGIN} | changes))


def test_the_token_opens_the_front_page_and_nothing_else() -> None:
    assert ACCESS.judge(Knock("/", HOST, token=ACCESS.token)) == LetIn()
    for path in ("/ws", "/static/page.js", "/anything"):
        assert isinstance(ACCESS.judge(Knock(path, HOST, ORIGIN, token=ACCESS.token)), Refused)


def test_the_cookie_opens_everything() -> None:
    assert ACCESS.judge(page()) == Passed()
    assert ACCESS.judge(socket()) == Passed()
    assert ACCESS.judge(page(path="/static/page.js")) == Passed()


@pytest.mark.parametrize(
    "token", ["", "x", "ü\ud800", ACCESS.cookie, ACCESS.token[:-1], ACCESS.token.upper()]
)
def test_no_other_token_does(token: str) -> None:
    assert isinstance(ACCESS.judge(Knock("/", HOST, token=token)), Refused)
    assert isinstance(ACCESS.judge(page(token=token)), Refused)


@pytest.mark.parametrize("cookie", [None, "", "x", ACCESS.token, ACCESS.cookie + "=", "ü\ud800"])
def test_no_other_cookie_does(cookie: str | None) -> None:
    assert isinstance(ACCESS.judge(page(cookie=cookie)), Refused)
    assert isinstance(ACCESS.judge(socket(cookie=cookie)), Refused)


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("",),
        ("evil.example",),
        ("evil.example:8123",),
        ("127.0.0.1",),
        ("127.0.0.1:8124",),
        ("127.0.0.1:8123.evil.example",),
        ("127.0.0.1.evil.example:8123",),
        ("127.0.0.1:8123@evil.example",),
        (*HOST, "evil.example"),
        (*HOST, *HOST),
    ],
)
def test_a_name_that_rebinds_to_this_address_is_refused_even_with_the_secrets(hosts: tuple[str, ...]) -> None:
    for knock in (page(), socket(), Knock("/", token=ACCESS.token)):
        assert isinstance(ACCESS.judge(dataclasses.replace(knock, hosts=hosts)), Refused)


@pytest.mark.parametrize(
    "origins",
    [
        ("http://evil.example",),
        ("null",),
        ("https://127.0.0.1:8123",),
        ("http://127.0.0.1:8124",),
        ("http://localhost:8123",),
        ("http://127.0.0.1:8123.evil.example",),
        (*ORIGIN, "http://evil.example"),
    ],
)
def test_a_foreign_origin_is_refused_even_with_the_cookie(origins: tuple[str, ...]) -> None:
    assert isinstance(ACCESS.judge(socket(origins=origins)), Refused)
    assert isinstance(ACCESS.judge(page(origins=origins)), Refused)


def test_a_socket_names_its_origin() -> None:
    assert isinstance(ACCESS.judge(socket(origins=())), Refused)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_may_link_here_but_not_load_embed_or_connect(site: str) -> None:
    link = page(fetch_site=site, **LINK)
    assert ACCESS.judge(link) == Passed()
    assert isinstance(ACCESS.judge(dataclasses.replace(link, fetch_dest="iframe")), Refused)
    assert isinstance(ACCESS.judge(dataclasses.replace(link, path="/static/page.js")), Refused)
    assert isinstance(ACCESS.judge(socket(fetch_site=site, fetch_mode="websocket")), Refused)


def test_only_after_a_link_is_the_cookie_asked_for_once_more() -> None:
    held_back = ACCESS.judge(page(cookie=None, fetch_site="cross-site", **LINK))
    assert isinstance(held_back, Refused)
    assert held_back.retry
    again = ACCESS.judge(page(cookie=None, fetch_site="same-origin", **LINK))
    assert isinstance(again, Refused)
    assert not again.retry


def test_names_are_compared_without_case() -> None:
    access = open_door("127.0.0.1", 8123)
    assert access.judge(Knock("/", ("LOCALHOST:8123",), token=access.token)) == LetIn()


def test_beyond_loopback_only_the_named_hosts_count() -> None:
    access = open_door("192.168.1.20", 8123, ["lab.local", "fd00::1"])
    assert access.authorities == {"lab.local:8123", "[fd00::1]:8123"}


def test_on_port_80_browsers_leave_the_port_out() -> None:
    assert "localhost" in open_door("127.0.0.1", 80).authorities


def test_every_server_has_long_secrets_of_its_own_and_does_not_show_them() -> None:
    doors = [open_door("127.0.0.1", 8123) for _ in range(50)]
    assert len({door.token for door in doors} | {door.cookie for door in doors}) == 100
    assert all(len(secret) >= 43 for door in doors for secret in (door.token, door.cookie))
    assert ACCESS.token not in repr(ACCESS)
    assert ACCESS.cookie not in repr(Access(frozenset(), "advisor-1", cookie=ACCESS.cookie))
