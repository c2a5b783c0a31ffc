"""The themes: Textual's own light and dark, and one of high contrast."""

from __future__ import annotations

from textual.theme import Theme

DARK, LIGHT, CONTRAST = "textual-dark", "textual-light", "high-contrast"
#: In the order in which the key goes through them.
THEMES = (DARK, LIGHT, CONTRAST)

#: White and yellow on black: every text at least 7 to 1.
HIGH_CONTRAST = Theme(
    name=CONTRAST,
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff66",
    warning="#ffcc00",
    error="#ff8080",
    dark=True,
    text_alpha=1.0,
    variables={
        "border": "#ffffff",
        "border-blurred": "#a8a8a8",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffff00",
        "footer-description-foreground": "#ffffff",
        "input-selection-background": "#00ffff 40%",
        "foreground-muted": "#d8d8d8",
        "text-muted": "#d8d8d8",
        "text-disabled": "#b0b0b0",
    },
)
