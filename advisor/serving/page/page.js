// Starts textual-serve's terminal, which takes over window.onload, and tells what happens to the session.
"use strict";
{
  const start = window.onload;
  window.onload = null;

  const terminal = document.getElementById("terminal");
  const message = document.getElementById("message");
  const again = document.getElementById("again");
  const smallestColumns = 62; // the application wants 60
  const cellOfFont = 0.6; // width of a cell, in sizes of the font

  const NOT_REACHED =
    "The server could not be reached, or does not know this browser any more. " +
    (location.pathname === "/" ? "Open the address that it printed last." : "Open the link again that you got.");
  const LOST = "The connection was lost. Your answers are saved. Is advisor still running?";

  function tell(text) {
    message.textContent = text;
    document.body.classList.add("-closed"); // shows the notice: what is hidden cannot get the keyboard
    again.hidden = false;
    again.focus();
  }

  // The terminal's script says neither why a session ended nor checks that one is open when it sends.
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(address) {
      super(address);
      let opened = false;
      this.addEventListener("open", () => {
        opened = true;
        document.querySelector(".xterm-helper-textarea")?.focus();
      });
      this.addEventListener("close", (event) => tell(event.reason || (opened ? LOST : NOT_REACHED)));
    }
    send(data) {
      if (this.readyState === Socket.OPEN) super.send(data);
    }
  };

  // A page that is opened from here must not be able to reach back.
  const open = window.open.bind(window);
  window.open = (address, target) =>
    address === undefined ? open() : open(address, target, "noopener,noreferrer");

  // Over plain http from another machine a browser gives no clipboard: the text is shown to be copied by hand.
  if (!navigator.clipboard) {
    Object.defineProperty(navigator, "clipboard", {
      value: {
        readText: async () => "",
        writeText: async (text) => void window.prompt("This browser lets the page copy nothing. Copy it here:", text),
      },
    });
  }

  again.addEventListener("click", () => location.reload());
  terminal.dataset.sessionWebsocketUrl = `ws://${location.host}${location.pathname}ws`;
  if (matchMedia("(pointer: coarse)").matches) {
    const fitting = Math.floor(window.innerWidth / smallestColumns / cellOfFont);
    terminal.dataset.fontSize = Math.max(9, Math.min(16, fitting));
  }

  // The size of a cell is measured once, so the fonts must be there first.
  const fonts = ["", "bold", "italic", "italic bold"].map((style) =>
    document.fonts.load(`${style} 16px "Roboto Mono"`),
  );
  Promise.allSettled(fonts).then(() => start.call(window, new Event("load")));
}
