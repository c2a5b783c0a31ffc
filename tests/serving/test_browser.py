"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.serving.browser import browser_page
from tests.serving.world import Host, assert_gone, hosting, served, stub

# One browser at a time: each takes the memory and the processors of several tests.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def host() -> Iterator[Host]:
    with hosting("--max-sessions", "2", command=stub("child"), grace_s=0.5) as host:
        yield host


def test_the_printed_address_opens_the_application(host: Host) -> None:
    with browser_page() as tab:
        tab.open(host.url)
        tab.wait_for_text("hello from the stub")
        assert tab.page.url == f"http://{urlsplit(host.url).netloc}/"
        assert "token" not in tab.page.evaluate("location.href + document.cookie + document.referrer")
        tab.press("a")
        tab.wait_for_text("you typed a")
        tab.page.mouse.move(200, 200)
        tab.page.reload()
        tab.wait_for_text("hello from the stub")
        tab.assert_quiet()
        assert len(tab.requests) > 5


def test_the_terminal_follows_the_window(host: Host) -> None:
    with browser_page() as tab:
        tab.open(host.url)
        seen = set()
        for width, height in ((1200, 800), (640, 480), (1000, 700)):
            tab.page.set_viewport_size({"width": width, "height": height})
            columns, rows = tab.size()
            tab.wait_for_text(f"size {columns}x{rows}")
            seen.add((columns, rows))
        assert len(seen) == 3
        tab.assert_quiet()


def test_a_phone_shows_sixty_columns(host: Host) -> None:
    with browser_page(390, 800, has_touch=True, is_mobile=True) as tab:
        tab.open(host.url)
        tab.wait_for_text("hello from the stub")
        assert tab.size()[0] >= 60
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 390
        tab.assert_quiet()


def test_without_the_token_the_browser_is_turned_away(host: Host) -> None:
    with browser_page() as tab:
        for address in (host.url.partition("?")[0], host.url[:-1]):
            response = tab.open(address)
            assert response is not None
            assert response.status == 403
            assert "Open the address that the server printed" in tab.page.inner_text("body")
        assert served(host.process.pid) == []


def test_a_link_in_another_site_leads_in(host: Host) -> None:
    """The cookie is held back on the way from the other site, so the page asks once more by itself."""
    with browser_page() as tab:
        other = "http://other.example/"
        link = f'<a href="{host.url}">join</a>'
        tab.page.route(other, lambda route: route.fulfill(body=link, content_type="text/html"))
        tab.open(other)
        tab.page.click("a")
        tab.page.locator("body.-first-byte").wait_for()
        tab.wait_for_text("hello from the stub")
        assert tab.page.url == f"http://{urlsplit(host.url).netloc}/"


def test_another_site_cannot_frame_or_connect(host: Host) -> None:
    with browser_page() as tab:
        tab.open(host.url)
        tab.wait_for_text("hello from the stub")
        # localhost on another port is the same site for cookies, so the cookie would be sent along.
        netloc = urlsplit(host.url).netloc
        other = "http://127.0.0.1:9/"
        page = tab.page.context.new_page()
        page.route(other, lambda route: route.fulfill(body="<p>other</p>", content_type="text/html"))
        page.goto(other)
        code = page.evaluate(
            f"new Promise(done => {{ const s = new WebSocket('ws://{netloc}/ws'); s.onclose = e => done(e.code); }})"
        )
        assert code == 1006
        assert len(served(host.process.pid)) == 3


def test_closing_the_tab_ends_the_processes(host: Host) -> None:
    with browser_page() as tab:
        tab.open(host.url)
        tab.wait_for_text("hello from the stub")
        processes = served(host.process.pid)
        assert len(processes) == 3
        tab.page.close()
        assert_gone(processes)


def test_the_page_says_why_a_session_is_over_and_starts_another(host: Host) -> None:
    with browser_page() as tab:
        tab.open(host.url)
        tab.wait_for_text("hello from the stub")
        tab.press("q")
        tab.page.get_by_text("The session has ended").wait_for()
        with tab.page.expect_navigation():
            tab.press("Enter")  # the button has the keyboard
        tab.wait_for_text("hello from the stub")
        tab.press("x")
        tab.page.get_by_text("stopped unexpectedly").wait_for()
        tab.assert_quiet()


def test_one_tab_too_many_and_a_stopped_server_are_told(host: Host) -> None:
    with browser_page() as tab:
        tab.open(host.url)
        tab.wait_for_text("hello from the stub")
        second, third = (tab.page.context.new_page() for _ in range(2))
        second.goto(tab.page.url)
        second.locator("body.-first-byte").wait_for()
        third.goto(tab.page.url)
        third.get_by_text("All sessions are taken").wait_for()
        host.process.terminate()
        tab.page.get_by_text("The server was stopped").wait_for()
