"""A real browser for tests: headless Chromium from the system, driven by Playwright.

    with browser_page() as page:
        page.open(url)                       # the address that `advisor serve` printed
        page.wait_for_text("Which model")    # waits until the terminal shows it
        page.press("Enter"); page.type("shelf scanner")
        assert "PyTorch" in page.screen()
        page.assert_quiet()                  # nothing asked of other hosts, nothing wrong in the console

The terminal paints on a canvas, so its text is in no element. The script below, which only tests inject,
catches xterm.js's terminal as its add-on for fitting is registered; from then on the text is read through
xterm's public API (`buffer.active`, `onWriteParsed`). The page that users get exposes nothing of that.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import MAY_NOT_SKIP

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

PATIENCE_MS = 30_000
#: xterm.js says so where the machine is busy with other tests.
_SLOW = "task queue exceeded allotted deadline"
_NAMES = ("chromium", "chromium-browser", "google-chrome")

_CATCH_TERMINAL = """
(() => {
  const push = Array.prototype.push;
  let found;
  const terminal = new Promise((resolve) => (found = resolve));
  Array.prototype.push = function (...items) {
    const addon = items[0]?.instance;
    if (addon?.proposeDimensions && addon.fit) {
      Array.prototype.push = push;
      queueMicrotask(() => found([addon._terminal, addon]));
    }
    return push.apply(this, items);
  };
  const read = (t) => {
    const lines = [];
    for (let y = 0; y < t.rows; y++) lines.push(t.buffer.active.getLine(y)?.translateToString(true).trimEnd() ?? "");
    return lines.join("\\n");
  };
  window.testedTerminal = {
    screen: async () => read((await terminal)[0]),
    size: async () => {
      const [t, fit] = await terminal;
      const wanted = fit.proposeDimensions();
      if (t.cols !== wanted.cols || t.rows !== wanted.rows) await new Promise((done) => t.onResize(done));
      return [t.cols, t.rows];
    },
    until: async (text, there, patience) => {
      const [t] = await terminal;
      return new Promise((resolve, reject) => {
        const look = () => {
          if (read(t).includes(text) !== there) return;
          clearTimeout(timer);
          watch.dispose();
          resolve(read(t));
        };
        const timer = setTimeout(() => reject(new Error(`${there ? "not" : "still"} shown: ${text}\\n${read(t)}`)), patience);
        const watch = t.onWriteParsed(look);
        look();
      });
    },
  };
})();
"""


@dataclass
class Tab:
    """One page of the browser, with everything it asked for and complained about.

    Attributes:
        page: Playwright's page, for all that is not wrapped here.
        requests: Every address that was asked for, WebSockets included.
        complaints: Errors and warnings in the console, uncaught exceptions, breaches of the policy.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, url: str) -> Response | None:
        """Opens an address and waits for the page, not for the application in it."""
        return self.page.goto(url)

    def wait_for_text(self, text: str, patience_ms: int = PATIENCE_MS) -> str:
        """Waits until the terminal shows the text within one line; gives the whole screen."""
        shown = self.page.evaluate(
            "([text, patience]) => testedTerminal.until(text, true, patience)", [text, patience_ms]
        )
        return str(shown)

    def wait_until_gone(self, text: str) -> None:
        """Waits until the terminal shows the text within no line."""
        self.page.evaluate(
            "([text, patience]) => testedTerminal.until(text, false, patience)", [text, PATIENCE_MS]
        )

    def screen(self) -> str:
        """What the terminal shows now, a line for each row."""
        return str(self.page.evaluate("() => testedTerminal.screen()"))

    def size(self) -> tuple[int, int]:
        """Columns and rows of the terminal, once it fills the window as it is now."""
        columns, rows = self.page.evaluate("() => testedTerminal.size()")
        return int(columns), int(rows)

    def press(self, *keys: str) -> None:
        """Presses keys by Playwright's names: Enter, ArrowDown, Control+p, F1, a."""
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, text: str) -> None:
        """Clicks the middle of a text that the terminal shows."""
        (columns, rows), window = self.size(), self.page.viewport_size
        lines = self.screen().splitlines()
        row = next(row for row, line in enumerate(lines) if text in line)
        column = lines[row].index(text) + len(text) / 2
        assert window is not None
        self.page.mouse.click(column / columns * window["width"], (row + 0.5) / rows * window["height"])

    def type(self, text: str) -> None:
        """Types a text."""
        self.page.keyboard.type(text)

    def beside(self) -> Tab:
        """Another tab of the same browser, which has the same cookies."""
        return _tab(self.page.context)

    def hosts(self) -> set[str]:
        """Every host and port that was asked for anything."""
        return {urlsplit(request).netloc for request in self.requests}

    def assert_quiet(self) -> None:
        """Nothing was asked of any other host, and nothing went wrong in the console."""
        assert self.hosts() <= {urlsplit(self.page.url).netloc}, self.requests
        assert self.complaints == []


@contextmanager
def browser_page(width: int = 1000, height: int = 700, **context: Any) -> Iterator[Tab]:
    """A page in a fresh browser; further as `browser_pages`."""
    with browser_pages(1, width, height, **context) as (tab,):
        yield tab


@contextmanager
def browser_pages(count: int, width: int = 1000, height: int = 700, **context: Any) -> Iterator[list[Tab]]:
    """Pages that know nothing of each other, as if of several people, each with cookies of its own.

    Skips the test where there is no browser, or fails if nothing may be skipped.

    Args:
        count: How many.
        width: Width of the window in pixels; a cell is about 10 wide and 20 high.
        height: Height of the window in pixels.
        context: Further settings for Playwright's `new_context`, such as `has_touch=True`. Not
            `device_scale_factor`: xterm.js measures real pixels, which that setting does not change.
    """
    from playwright.sync_api import sync_playwright

    program = _program()
    with sync_playwright() as playwright:
        # Root needs --no-sandbox; the pages are our own.
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        try:
            yield [
                _tab(browser.new_context(viewport={"width": width, "height": height}, **context))
                for _ in range(count)
            ]
        finally:
            browser.close()


def _tab(context: BrowserContext) -> Tab:
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(_CATCH_TERMINAL)
    tab = Tab(page)
    page.on("request", lambda request: tab.requests.append(request.url))
    page.on("websocket", lambda socket: tab.requests.append(socket.url))
    page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    page.on("console", lambda said: _note(tab, said))
    return tab


def _note(tab: Tab, said: ConsoleMessage) -> None:
    if said.type in ("error", "warning") and _SLOW not in said.text:
        tab.complaints.append(f"{said.type}: {said.text}")


def _program() -> str:
    chosen = os.environ.get("ADVISOR_TEST_BROWSER")
    program = chosen or next((path for name in _NAMES if (path := shutil.which(name))), None)
    if program is None:
        reason = "no browser here: install Chromium (Debian: apt install chromium), or name one in ADVISOR_TEST_BROWSER"
        if MAY_NOT_SKIP:
            pytest.fail(reason)
        pytest.skip(reason)
    return program
