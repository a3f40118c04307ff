"""A served mall and the phone page in a real Chromium at phone size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from posapp.tour.phone import find_chromium
from posapp.tour.phone_page import PhonePage
from tests.fakes.phone_mall import RunningClock, ServedMall, running_from_noon, served


@pytest.fixture
def clock() -> RunningClock:
    """The hub's clock; it runs from half past twelve, whatever the hour of the test."""
    return running_from_noon()


@pytest.fixture
def mall(tmp_path: Path, clock: RunningClock) -> Iterator[ServedMall]:
    """The small chain's mall in demo mode."""
    with served(tmp_path / "hub", clock) as running:
        yield running


@pytest.fixture
def open_page(mall: ServedMall) -> Iterator[Callable[..., PhonePage]]:
    """Open phone pages; each is checked at the end for errors that the page itself made."""
    browser = find_chromium()
    if browser is None:
        pytest.fail("no Chromium with its driver on this machine: python3 pos.py test --all gets them")
    opened: list[PhonePage] = []

    def make(**more: Any) -> PhonePage:
        opened.append(PhonePage(mall.url, browser=browser, **more))
        return opened[-1]

    yield make
    complaints = [entry for page in opened for entry in page.driver.get_log("browser")]
    for page in opened:
        page.close()
    # A refused or unreachable request is logged by the browser itself; anything else is a fault of the page.
    assert not [entry for entry in complaints if entry["source"] != "network"]


@pytest.fixture
def other_phone(mall: ServedMall) -> Iterator[httpx.Client]:
    """Another member's phone, acting through the page's API."""
    with httpx.Client(base_url=f"{mall.url}/phone/api/", trust_env=False) as client:
        token = client.post("sign-in", json={"member_id": "m00002"}).json()["token"]
        client.headers["authorization"] = f"Bearer {token}"
        yield client
