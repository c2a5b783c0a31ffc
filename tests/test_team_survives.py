"""What a participant's page in a real browser survives: a killed host, being removed, and a second tab."""

from __future__ import annotations

import pytest

from advisor.team.roles import Chair, Seat
from tests.serving.browser import Tab, browser_page, browser_pages
from tests.serving.world import team_hosting
from tests.team.world import answers_of
from tests.team_calling import kept, the_session

# One browser at a time: each takes the memory and the processors of several tests.
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]


def goes_to_the_targets(tab: Tab, button: str = "Begin") -> None:
    """From the first page to the question where the model has to run."""
    tab.wait_for_text(button)
    tab.press("Enter")
    tab.wait_for_text("Why we ask")
    tab.press("Control+g")
    tab.wait_for_text("Find a question")
    tab.type("trained model have to run")
    tab.press("Enter")
    tab.wait_until_gone("Find a question")
    tab.wait_for_text("] Server")


def kept_of_ana() -> object:
    """What the session holds of the first member."""
    with the_session() as store:
        return answers_of(Seat(store, store.state().members[0].id)).get("targets")


def test_after_a_kill_of_the_host_a_reloaded_page_finds_its_answers() -> None:
    with browser_page() as tab:
        with team_hosting("--member", "Ana") as first:
            tab.open(first.links["Ana"])
            goes_to_the_targets(tab)
            tab.press("Space")
            tab.wait_for_text(" 1/21")
            tab.wait_for_text("✓ saved")
            first.process.kill()
            tab.page.get_by_text("The connection was lost").wait_for()
            first.finish()
        (session,) = kept()
        with team_hosting(session):
            tab.page.reload()
            goes_to_the_targets(tab, "Go on")
            assert "[x] Server" in tab.screen()
            tab.press("ArrowDown", "Space")
            tab.wait_for_text("[x] Batch jobs")
            tab.press("F6")
            tab.wait_for_text("You are done with round 1")
    assert kept_of_ana() == ("server", "batch")


def test_of_two_tabs_of_one_participant_the_second_to_write_is_told_and_chooses() -> None:
    with team_hosting("--member", "Ana") as host, browser_page() as first:
        second = first.beside()
        for tab in (first, second):
            tab.open(host.links["Ana"])
            goes_to_the_targets(tab)
        first.press("Space")
        first.wait_for_text(" 1/21")
        first.wait_for_text("✓ saved")
        second.press("ArrowDown", "Space")
        second.wait_for_text("was changed in another window")
        assert kept_of_ana() == ("server",)
        second.press("Enter")
        second.wait_for_text("✓ saved")
        first.press("ArrowDown", "ArrowDown", "Space")
        assert "Take the other window's" in first.wait_for_text("was changed in another window")
        assert kept_of_ana() == ("batch",)


def test_who_is_removed_while_answering_is_shown_out_and_the_others_stay() -> None:
    with team_hosting("--member", "Ana", "--member", "Ben") as host, browser_pages(2) as (ana, ben):
        for name, tab in (("Ana", ana), ("Ben", ben)):
            tab.open(host.links[name])
            goes_to_the_targets(tab)
            tab.press("Space")
            tab.wait_for_text("[x] Server")
        with the_session() as store:
            Chair(store).remove(store.state().members[0].id)
        ana.page.get_by_text("You no longer take part here").wait_for()
        response = ana.page.reload()
        assert response is not None
        assert response.status == 403
        ben.press("F6")
        assert "Ana" not in ben.wait_for_text("You are done with round 1")
