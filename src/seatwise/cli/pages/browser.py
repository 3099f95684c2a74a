"""Opens a page in the browser of this desktop, if there is one."""

import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

BrowserOption = Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in the browser, if there is one.")]


def open_in_browser(url: str) -> None:
    """Open a page if there is a screen; elsewhere the address was printed."""
    import webbrowser

    screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if screen and sys.stderr.isatty():
        with suppress(webbrowser.Error):
            webbrowser.open(url)
