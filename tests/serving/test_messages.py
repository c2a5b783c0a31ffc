"""What the page says, whatever it says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.serving import messages
from advisor.serving.messages import Ending, Focus, Ping, Size, Typed, read

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('["stdin", "a\\u001b[A"]', Typed("a\x1b[A")),
        ('["resize", {"width": 120, "height": 36}]', Size(120, 36)),
        ('["resize", {"width": 0, "height": 99999}]', Size(1, 1000)),
        ('["resize", {"width": null, "height": "x"}]', Size(80, 24)),
        ('["ping", "17"]', Ping("17")),
        ('["focus"]', Focus(gained=True)),
        ('["blur"]', Focus(gained=False)),
        ('["resize"]', None),
        ('["stdin", 3]', None),
        ('["open_url", "x"]', None),
        ("[" * 100_000, None),
        ("{", None),
        ("1" * 5000, None),
    ],
)
def test_messages_are_read(text: str, message: object) -> None:
    assert read(text) == message


@given(st.text() | JSON.map(json.dumps) | st.tuples(st.just("resize"), JSON).map(json.dumps))
def test_nothing_that_the_page_says_is_an_error(text: str) -> None:
    read(text)


def test_every_ending_fits_a_close_frame() -> None:
    endings = [value for value in vars(messages).values() if isinstance(value, Ending)]
    assert len(endings) == len({ending.code for ending in endings}) == 7
    assert all(len(ending.reason) <= 123 and 4000 <= ending.code < 5000 for ending in endings)
