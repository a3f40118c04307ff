"""Chromium with its driver, found by address: a bare machine may not know the name ``localhost``."""

from __future__ import annotations

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common import utils

from posapp.tour.phone import Browser

_HERE = "127.0.0.1"


def unseen(width: int, height: int) -> ChromeOptions:
    """Return the choices of a window that nobody sees, of so many pixels; it talks to our own pages and nobody else."""
    options = ChromeOptions()
    for argument in (
        "--headless=new",
        "--no-sandbox",  # in a container or as root there is no sandbox to be had; only our own page is opened
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-sync",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-proxy-server",
        f"--window-size={width},{height}",
    ):
        options.add_argument(argument)
    return options


def opened(browser: Browser, options: ChromeOptions) -> Chrome:
    """Return a window of this browser; whoever asks for it quits it."""
    options.binary_location = str(browser.chromium)
    options.add_argument("--remote-debugging-pipe")  # the driver, too, would look for its window under that name
    return Chrome(options=options, service=_ServiceHere(str(browser.driver)))


class _ServiceHere(Service):
    """The driver's process; selenium's own looks for it under a name that needs a hosts file."""

    @property
    def service_url(self) -> str:
        """Where the driver is spoken to."""
        return f"http://{_HERE}:{self.port}"

    def is_connectable(self) -> bool:
        """Tell whether the driver is ready."""
        return utils.is_url_connectable(self.port, _HERE)
