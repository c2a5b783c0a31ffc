"""What the server says on standard error: lines without secrets."""

from __future__ import annotations

import pytest

from advisor.serving.journal import Journal


def said_by(*lines: str, hide: tuple[str, ...] = ()) -> list[str]:
    said: list[str] = []
    journal = Journal(lambda text, _kind: said.append(text))
    journal.note("before")
    journal.hide(*hide)
    for line in lines:
        journal.note(line)
    return said[1:]


def test_secrets_that_come_later_are_struck_out_too() -> None:
    said: list[str] = []
    journal = Journal(lambda text, _kind: said.append(text))
    for secret in ("first-secret", "second-secret"):
        journal.hide(secret)
        journal.note("first-secret and second-secret")
    assert said == ["… and second-secret", "… and …"]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("GET /?token=abc-DEF_1 HTTP/1.1", "GET /?token=… HTTP/1.1"),
        ("see http://lab:80/?token=abc&x=1", "see http://lab:80/?token=…&x=1"),
        ("'/?TOKEN=abc'", "'/?TOKEN=…'"),
        ("two token=a token=b", "two token=… token=…"),
        ("a token is missing", "a token is missing"),
        ("detoken=x", "detoken=x"),
    ],
)
def test_a_token_in_an_address_is_struck_out_though_nobody_has_used_it(line: str, written: str) -> None:
    assert said_by(line) == [written]


def test_an_empty_secret_hides_nothing() -> None:
    assert said_by("as it is", hide=("",)) == ["as it is"]
