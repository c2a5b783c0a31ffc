"""Where the server listens, and what must be said for others to reach it."""

from __future__ import annotations

import pytest

from advisor.errors import AdvisorError
from advisor.serving.place import Place, choose_place


@pytest.mark.parametrize(
    ("host", "names", "place", "reachable"),
    [
        (None, [], Place("127.0.0.1", ()), False),
        ("localhost", [], Place("127.0.0.1", ()), False),
        ("127.0.0.2", [], Place("127.0.0.2", ()), False),
        ("[::1]", [], Place("::1", ()), False),
        ("0.0.0.0", ["Lab.local."], Place("0.0.0.0", ("lab.local",)), True),
        (
            "192.168.1.20",
            ["192.168.1.20", "[fd00::1]"],
            Place("192.168.1.20", ("192.168.1.20", "fd00::1")),
            True,
        ),
    ],
)
def test_a_place_is_chosen(host: str | None, names: list[str], place: Place, reachable: bool) -> None:
    assert choose_place(host, names) == place
    assert place.others_can_reach is reachable


@pytest.mark.parametrize(
    ("host", "names", "says"),
    [
        ("0.0.0.0", [], "--allow-host"),
        ("::", [], "--allow-host"),
        (None, ["lab.local"], "--host"),
        ("lab.local", ["lab.local"], "IP address"),
        ("fe80::1%eth0", ["lab.local"], "zone"),
        ("0.0.0.0", ["http://lab.local"], "without http://"),
        ("0.0.0.0", ["lab.local:80"], "without http://"),
        ("0.0.0.0", ["*"], "host name"),
        ("0.0.0.0", [""], "host name"),
        ("0.0.0.0", ["-lab"], "host name"),
        ("0.0.0.0", ["a b"], "host name"),
        ("0.0.0.0", ["a." * 200 + "a"], "host name"),
    ],
)
def test_what_is_missing_or_malformed_is_named_with_what_to_do(
    host: str | None, names: list[str], says: str
) -> None:
    with pytest.raises(AdvisorError) as error:
        choose_place(host, names)
    assert says in str(error.value.lines)
    assert error.value.remedy
