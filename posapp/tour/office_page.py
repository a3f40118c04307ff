"""The back office as a manager sees it: the hub's pages in a real Chromium at the size of a desk."""

from __future__ import annotations

import time
from pathlib import Path

from selenium.webdriver.common.by import By

from posapp.domain.text import Language
from posapp.tour.chromium import opened, unseen
from posapp.tour.hand import wait_for
from posapp.tour.phone import Browser

WIDTH, HEIGHT = 1100, 800
_FADES_S = 0.4


class OfficePage:
    """One window on the back office; ``see`` names parts by CSS selectors. Whoever opens it closes it."""

    def __init__(self, hub_url: str, browser: Browser, language: Language) -> None:
        self._url = f"{hub_url.rstrip('/')}/office/"
        self._driver = opened(browser, unseen(WIDTH, HEIGHT))
        self._driver.get(self._url)
        self._driver.execute_script("localStorage.setItem('office-language', arguments[0])", language)

    def open(self, page: str, shows: str) -> None:
        """Go to a page and wait for what it shows."""
        self._driver.get(f"{self._url}{page}/")
        wait_for(f"{shows} on the page {page}", lambda: self._has(shows))

    def type(self, selector: str, text: str) -> None:
        """Write into a field."""
        self._driver.find_element(By.CSS_SELECTOR, selector).send_keys(text)

    def press(self, selector: str) -> None:
        """Press a button."""
        self._driver.find_element(By.CSS_SELECTOR, selector).click()

    def see(self, shows: str) -> None:
        """Wait for what the page shows after that."""
        wait_for(shows, lambda: self._has(shows))

    def scroll_to(self, selector: str) -> None:
        """Bring a part into sight, with what stands above it."""
        part = self._driver.find_element(By.CSS_SELECTOR, selector)
        self._driver.execute_script("arguments[0].scrollIntoView({block: 'end'})", part)

    def screenshot(self, path: Path) -> None:
        """Save a picture of the page."""
        time.sleep(_FADES_S)
        path.write_bytes(self._driver.get_screenshot_as_png())

    def close(self) -> None:
        """End the browser."""
        self._driver.quit()

    def _has(self, selector: str) -> bool:
        return any(one.is_displayed() for one in self._driver.find_elements(By.CSS_SELECTOR, selector))
