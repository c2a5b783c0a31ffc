"""A small Textual application to serve: `python stub.py [how it behaves]`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from textual.app import App, ComposeResult
from textual.events import Key, Resize
from textual.widgets import Static

CHILD = "import time\nwhile True: time.sleep(60)"


class Stub(App[None]):
    """Shows what a test wants to see: its size, the keys it got, and one child process."""

    def compose(self) -> ComposeResult:
        yield Static("hello from the stub", id="hello")
        yield Static("", id="said")
        yield Static("", id="size")

    def on_mount(self) -> None:
        if "deaf" in sys.argv:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            self._driver.process_message = lambda _: None  # type: ignore[union-attr,method-assign]
        if "child" in sys.argv:
            for own_group in (False, True):
                quiet = subprocess.DEVNULL
                subprocess.Popen(
                    [sys.executable, "-c", CHILD],
                    stdin=quiet,
                    stdout=None if "clinging" in sys.argv else quiet,
                    stderr=quiet,
                    start_new_session=own_group,
                )

    def on_resize(self, event: Resize) -> None:
        self.query_one("#size", Static).update(f"size {event.size.width}x{event.size.height}")

    def on_key(self, event: Key) -> None:
        if event.key == "q":
            self.exit()
        elif event.key == "x":
            secret_local = "do-not-show-me"
            raise ZeroDivisionError(len(secret_local))
        elif event.key == "w":
            os.write(1, b"this is no packet at all")
        elif event.key == "o":
            self.open_url("javascript:alert(1)")
            self.open_url("https://example.org/source")
        self.query_one("#said", Static).update(f"you typed {event.key}")


if __name__ == "__main__":
    if "refuse" in sys.argv:
        sys.exit("error: the stub does not want to start")
    stub = Stub()
    stub.run()
    sys.exit(stub.return_code)
