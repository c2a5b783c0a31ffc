"""Who may come in, decided over what a request says of itself."""

from __future__ import annotations

import dataclasses
import re

import pytest

from advisor.serving.access import Answer, Knock, LetIn, Passed, Refused, access_on
from advisor.serving.doors import Door, OneDoor

OWN = OneDoor()
ACCESS = access_on("127.0.0.1", 8123, doors=OWN)
HOST = ("127.0.0.1:8123",)
ORIGIN = ("http://127.0.0.1:8123",)
LINK = {"fetch_mode": "navigate", "fetch_dest": "document"}


PASSED = Passed(OWN.door, OWN.cookie)


def page(**changes: object) -> Knock:
    return dataclasses.replace(Knock("/", HOST, cookie=OWN.cookie), **changes)  # type: ignore[arg-type]


def socket(**changes: object) -> Knock:
    return page(path="/ws", **({"origins": ORIGIN} | changes))


def test_the_token_opens_the_front_page_and_nothing_else() -> None:
    assert ACCESS.judge(Knock("/", HOST, token=OWN.token)) == LetIn(OWN.door)
    for path in ("/ws", "/static/page.js", "/anything"):
        assert isinstance(ACCESS.judge(Knock(path, HOST, ORIGIN, token=OWN.token)), Refused)


def test_the_cookie_opens_everything() -> None:
    assert ACCESS.judge(page()) == PASSED
    assert ACCESS.judge(socket()) == PASSED
    assert ACCESS.judge(page(path="/static/page.js")) == PASSED


@pytest.mark.parametrize(
    "token",
    ["", "x", "ü\ud800", OWN.cookie, OWN.token[:-1], OWN.token.upper()],
    ids=["empty", "short", "odd", "a cookie", "cut", "capitals"],
)
def test_no_other_token_does(token: str) -> None:
    assert isinstance(ACCESS.judge(Knock("/", HOST, token=token)), Refused)
    assert isinstance(ACCESS.judge(page(token=token)), Refused)


@pytest.mark.parametrize(
    "cookie",
    [None, "", "x", OWN.token, OWN.cookie + "=", "ü\ud800"],
    ids=["none", "empty", "short", "a token", "longer", "odd"],
)
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
    for knock in (page(), socket(), Knock("/", token=OWN.token)):
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
    assert ACCESS.judge(link) == PASSED
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
    assert ACCESS.judge(Knock("/", ("LOCALHOST:8123",), token=OWN.token)) == LetIn(OWN.door)


def test_beyond_loopback_only_the_named_hosts_count() -> None:
    access = access_on("192.168.1.20", 8123, ["lab.local", "fd00::1"])
    assert access.authorities == {"lab.local:8123", "[fd00::1]:8123"}


def test_on_port_80_browsers_leave_the_port_out() -> None:
    assert "localhost" in access_on("127.0.0.1", 80).authorities


def test_every_server_has_long_secrets_of_its_own_and_does_not_show_them() -> None:
    doors = [OneDoor() for _ in range(50)]
    assert len({door.token for door in doors} | {door.cookie for door in doors}) == 100
    assert all(len(secret) >= 43 for door in doors for secret in (door.token, door.cookie))
    for shown in (repr(OWN), repr(ACCESS), repr(PASSED)):
        assert OWN.token not in shown
        assert OWN.cookie not in shown


def test_a_server_that_is_told_of_nobody_knows_one_person_with_new_secrets() -> None:
    first, second = (access_on("127.0.0.1", 8123).doors for _ in range(2))
    assert isinstance(first, OneDoor)
    assert isinstance(second, OneDoor)
    assert first.token != second.token
    assert access_on("127.0.0.1", 8123).cookie_name("") == "advisor-8123"


ADA, BEN = Door("ada", ("seat", "ada")), Door("Ben_2-x", ("seat", "ben"))


class Two:
    """Two people whose secrets are easy to tell."""

    def __init__(self) -> None:
        self.known = {"ada": ADA, "ben": BEN}
        self.asked: list[str] = []

    def by_token(self, token: str) -> Door | None:
        self.asked.append(token)
        return self.known.get(token.removeprefix("token-of-"))

    def by_cookie(self, cookie: str) -> Door | None:
        self.asked.append(cookie)
        return self.known.get(cookie.removeprefix("cookie-of-"))

    def new_cookie(self, door: Door) -> str:
        return f"cookie-of-{door.argv[1]}"


def judged(doors: Two, path: str, **said: object) -> Answer:
    return access_on("127.0.0.1", 8123, doors=doors).judge(Knock(path, HOST, **said))  # type: ignore[arg-type]


def test_each_token_leads_to_its_own_person() -> None:
    assert judged(Two(), "/", token="token-of-ada") == LetIn(ADA)
    assert judged(Two(), "/", token="token-of-ben") == LetIn(BEN)
    assert isinstance(judged(Two(), "/", token="token-of-cyd"), Refused)
    assert isinstance(judged(Two(), "/p/ada/", token="token-of-ada"), Refused)


@pytest.mark.parametrize("inner", ["", "ws", "static/page.js"])
def test_a_cookie_opens_the_home_of_its_own_person_alone(inner: str) -> None:
    def at(path: str, cookie: str) -> Answer:
        return judged(Two(), path + inner, cookie=cookie, origins=ORIGIN)

    assert at("/p/ada/", "cookie-of-ada") == Passed(ADA, "cookie-of-ada")
    assert at("/p/Ben_2-x/", "cookie-of-ben") == Passed(BEN, "cookie-of-ben")
    for path in (
        "/",
        "/p/ada/",
        "/p/ben_2-x/",
        "/p/Ben_2-x",
        "/p//",
        "/p/Ben_2-x%2f",
        "/p/" + "x" * 65 + "/",
    ):
        assert isinstance(at(path, "cookie-of-ben"), Refused), path


def test_who_is_removed_is_known_no_longer_from_the_next_request_on() -> None:
    doors = Two()
    access = access_on("127.0.0.1", 8123, doors=doors)
    came = access.judge(Knock("/p/ada/", HOST, cookie="cookie-of-ada"))
    assert isinstance(came, Passed)
    assert access.still_knows(came)
    del doors.known["ada"]
    assert not access.still_knows(came)
    refused = access.judge(Knock("/p/ada/", HOST, cookie="cookie-of-ada"))
    assert isinstance(refused, Refused)
    assert "removed" in refused.why
    assert isinstance(access.judge(Knock("/", HOST, token="token-of-ada")), Refused)


def test_a_cookie_that_came_to_belong_to_another_person_keeps_nobody_in() -> None:
    doors = Two()
    access = access_on("127.0.0.1", 8123, doors=doors)
    came = access.judge(Knock("/p/ada/", HOST, cookie="cookie-of-ada"))
    assert isinstance(came, Passed)
    doors.known["ada"] = BEN
    assert not access.still_knows(came)


def test_after_a_link_on_another_site_the_own_home_is_asked_for_once_more() -> None:
    link = judged(Two(), "/p/ada/", fetch_site="cross-site", **LINK)
    assert isinstance(link, Refused)
    assert link.retry == "/p/ada/"
    deeper = judged(Two(), "/p/ada/static/page.js", fetch_site="cross-site", **LINK)
    assert isinstance(deeper, Refused)
    assert not deeper.retry


def test_a_persons_socket_names_its_origin() -> None:
    assert isinstance(judged(Two(), "/p/ada/ws", cookie="cookie-of-ada"), Refused)
    foreign = judged(Two(), "/p/ada/ws", cookie="cookie-of-ada", origins=("http://evil.example",))
    assert isinstance(foreign, Refused)


def test_host_and_origin_are_looked_at_before_any_secret_is() -> None:
    doors = Two()
    access = access_on("127.0.0.1", 8123, doors=doors)
    access.judge(Knock("/", ("evil.example",), token="token-of-ada"))
    access.judge(Knock("/p/ada/", HOST, ("http://evil.example",), cookie="cookie-of-ada"))
    assert doors.asked == []


@pytest.mark.parametrize("nonsense", ["x" * 513, "ü", "\ud800", "a\x00b\u202e"])
def test_who_knows_the_people_is_not_asked_about_nonsense(nonsense: str) -> None:
    doors = Two()
    assert isinstance(judged(doors, "/", token=nonsense), Refused)
    assert isinstance(judged(doors, "/p/ada/", cookie=nonsense), Refused)
    assert doors.asked == []


def test_a_cookie_is_called_after_port_and_person() -> None:
    names = {access_on("127.0.0.1", port).cookie_name(who) for port in (1, 2) for who in ("", "ada", "Ben")}
    assert len(names) == 6


@pytest.mark.parametrize("person", ["a b", "a/b", "..", "ä", "x" * 65, "a;b", "a\n"])
def test_a_person_that_could_not_stand_in_an_address_is_refused(person: str) -> None:
    with pytest.raises(ValueError, match=re.escape(person)):
        Door(person)
