"""Several people's pages in real browsers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from advisor.paths import user_data_folder
from advisor.team.roles import Chair
from advisor.team.sessions import Sessions
from tests.serving.browser import browser_page, browser_pages
from tests.serving.world import Host, stub, team_hosting

# One browser at a time: each takes the memory and the processors of several tests.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def host() -> Iterator[Host]:
    with team_hosting("--member", "Ana", "--member", "Ben", command=stub(), grace_s=0.5) as host:
        yield host


def test_facilitator_and_participants_live_side_by_side_in_one_browser(host: Host) -> None:
    with browser_page() as first:
        tabs = {name: first if name == "Facilitator" else first.beside() for name in host.links}
        for name, tab in tabs.items():
            tab.open(host.links[name])
            tab.wait_for_text("hello from the stub")
        paths = {name: urlsplit(tab.page.url).path for name, tab in tabs.items()}
        assert paths["Facilitator"] == "/p/chair/"
        assert len(set(paths.values())) == 3
        for tab in tabs.values():
            assert "token" not in tab.page.evaluate("location.href + document.cookie + document.referrer")
            tab.page.reload()
            tab.wait_for_text("hello from the stub")
            tab.press("a")
            tab.wait_for_text("you typed a")
            tab.assert_quiet()


def test_a_link_in_another_site_leads_to_the_persons_home(host: Host) -> None:
    with browser_page() as tab:
        other = "http://other.example/"
        link = f'<a href="{host.links["Ana"]}">join</a>'
        tab.page.route(other, lambda route: route.fulfill(body=link, content_type="text/html"))
        tab.open(other)
        tab.page.click("a")
        tab.page.locator("body.-first-byte").wait_for()
        tab.wait_for_text("hello from the stub")
        assert urlsplit(tab.page.url).path.startswith("/p/")
        assert urlsplit(tab.page.url).query == ""


def test_who_is_removed_is_told_so_on_the_page_and_cannot_come_back(host: Host) -> None:
    with browser_pages(2) as (ana, ben), Sessions(user_data_folder()).open("") as store:
        for name, tab in (("Ana", ana), ("Ben", ben)):
            tab.open(host.links[name])
            tab.wait_for_text("hello from the stub")
        chair = Chair(store)
        chair.remove(next(member.id for member in chair.state().members if member.name == "Ana"))
        ana.page.get_by_text("You no longer take part here").wait_for()
        response = ana.page.reload()
        assert response is not None
        assert response.status == 403
        assert "removed" in ana.page.inner_text("body")
        ben.press("b")
        ben.wait_for_text("you typed b")


def test_a_participants_page_that_lost_the_server_speaks_of_the_link(host: Host) -> None:
    with browser_page() as tab:
        tab.open(host.links["Ana"])
        tab.wait_for_text("hello from the stub")
        host.process.terminate()
        tab.page.get_by_text("The server was stopped").wait_for()
        host.finish()
        tab.page.evaluate("new WebSocket(`ws://${location.host}/ws`)")
        tab.page.get_by_text("Open the link again that you got").wait_for()
