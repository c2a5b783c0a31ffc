"""What each measurement can say of a project."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.decision.decide import decide
from advisor.decision.measured import UNMEASURED_SIGMA
from advisor.decision.outcome import Decision
from advisor.decision.rows import UNMEASURABLE, read_measurements
from advisor.decision.rules import Rule
from advisor.evidence.records import Measurement
from advisor.needs.model import Answer, Needs
from tests.decision.test_properties import projects, rules
from tests.decision.world import TODAY, knowledge, measurement, needs

infer_rows = st.lists(
    st.builds(measurement, st.floats(0.2, 5.0), st.floats(1.01, 1.5), st.just("infer")),
    min_size=1,
    max_size=3,
)
SERVERS = ("server", "batch", "llm-server", "desktop", "edge-linux")


def judged(*rows: Measurement, **answers: Answer) -> Decision:
    return decide(needs(None, **answers), rows, knowledge([]), TODAY)


@settings(max_examples=500, deadline=None)
@given(projects, rules(6), infer_rows, st.lists(st.sampled_from(UNMEASURABLE), min_size=1, unique=True))
def test_no_row_of_a_workstation_moves_the_points_of_a_model_that_runs_on_phones_or_in_browsers(
    project: Needs, entries: list[Rule], rows: list[Measurement], targets: list[str]
) -> None:
    there = Needs(
        "p", {**project.answers, "targets": tuple(targets), "serve_on": ("cpu",)}, project.importance
    )
    without, with_rows = (decide(there, some, knowledge(entries), TODAY, n=20) for some in ([], rows))
    assert with_rows.points == without.points
    for use in with_rows.rows:
        assert not use.counts
        assert "no probe runs there" in use.why_not


@settings(max_examples=500, deadline=None)
@given(
    infer_rows,
    st.lists(st.sampled_from(UNMEASURABLE), max_size=3, unique=True),
    st.lists(st.sampled_from(SERVERS), min_size=1, max_size=3, unique=True),
)
def test_beside_phones_a_row_counts_as_far_as_servers_are_named(
    rows: list[Measurement], phones: list[str], servers: list[str]
) -> None:
    answers: dict[str, Answer] = {"serve_on": ("cpu",), "targets": tuple(servers)}
    both: dict[str, Answer] = {**answers, "targets": (*servers, *phones)}
    whole, part = (read_measurements(rows, some, frozenset()).evidence[0] for some in (answers, both))
    share = len(servers) / (len(servers) + len(phones))
    assert part.x == pytest.approx(share * whole.x)
    unknown = len(phones) * (UNMEASURED_SIGMA / (len(servers) + len(phones))) ** 2
    assert part.sigma**2 == pytest.approx((share * whole.sigma) ** 2 + unknown)
    assert ("nothing is known of" in part.claim) == bool(phones)


def test_training_counts_wherever_the_model_runs() -> None:
    decision = judged(measurement(2.0), train_on=("cpu",), targets=("android",))
    assert decision.rows[0].counts
    assert decision.points["tensorflow"] < 0


@pytest.mark.parametrize(
    ("traffic", "counting"),
    [("interactive", [1]), ("realtime", [1]), ("offline", [32]), ("massive", [32]), (None, [1, 32])],
)
def test_traffic_says_whether_latency_or_throughput_counts(traffic: str | None, counting: list[int]) -> None:
    rows = {batch: measurement(2.0**power, task="infer", batch=batch) for batch, power in ((1, 1), (32, -1))}
    answers: dict[str, Answer] = {"serve_on": ("cpu",), **({"traffic": traffic} if traffic else {})}
    evidence = read_measurements(list(rows.values()), answers, frozenset()).evidence[0]
    assert evidence.rows == len(counting)
    assert evidence.x == pytest.approx(sum({1: -math.log(2), 32: math.log(2)}[b] for b in counting))


def test_what_is_served_elsewhere_than_it_is_trained_counts_where_it_is_served() -> None:
    infer, train = measurement(2.0, task="infer"), measurement(2.0)
    decision = judged(infer, train, train_on=("cpu",), serve_on=("nvidia",))
    assert [use.counts for use in decision.rows] == [False, True]
    assert "serves on nvidia" in decision.rows[0].why_not
    decision = judged(infer, train, train_on=("nvidia",), serve_on=("cpu",))
    assert [use.counts for use in decision.rows] == [True, False]


def test_a_device_that_is_named_and_not_measured_widens_and_halves() -> None:
    one = read_measurements([measurement(2.0)], {"train_on": ("cpu",)}, frozenset()).evidence[0]
    two = read_measurements([measurement(2.0)], {"train_on": ("cpu", "nvidia")}, frozenset()).evidence[0]
    assert two.x == pytest.approx(one.x / 2)
    assert two.sigma**2 == pytest.approx((one.sigma**2 + UNMEASURED_SIGMA**2) / 4)
    assert "2.0 times" in two.claim
    assert "nothing is known of nvidia" in two.claim
