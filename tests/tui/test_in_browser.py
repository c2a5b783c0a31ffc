"""The real application in a real browser, through `advisor serve`."""

from __future__ import annotations

import pytest

from advisor.interview.projects import Projects
from advisor.paths import user_data_folder
from tests.serving.browser import browser_page
from tests.serving.world import hosting

# One browser at a time: each takes the memory and the processors of several tests.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.slow
def test_questions_are_answered_and_the_verdict_is_seen() -> None:
    with hosting() as host, browser_page(1100, 760) as tab:
        tab.open(host.url)
        tab.wait_for_text("New project")
        tab.press("n")
        tab.wait_for_text("What is the project called?")
        tab.type("In the browser")
        tab.press("Enter")
        tab.wait_for_text("Which kinds of model")
        tab.press("/")
        tab.wait_for_text("Find a question")
        tab.type("trained model have to run")
        tab.press("Enter")
        tab.wait_for_text("[ ] Microcontroller")
        tab.click("Microcontroller")
        tab.wait_for_text("[x] Microcontroller")
        tab.wait_for_text("✓ saved")
        tab.press("F5")  # the review, not a new page
        tab.wait_for_text("still open")
        tab.press("F6")
        tab.wait_for_text("of the plausible")
        shown = tab.screen()
        assert "TensorFlow" in shown
        assert "wins in" in shown
        tab.assert_quiet()
        (entry,) = Projects(user_data_folder()).entries()
        assert (entry.name, entry.answered) == ("In the browser", 1)
