"""A served mall, and phones that talk to it over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.phone_mall import ServedMall, TurnableClock, at_noon, served


@pytest.fixture
def clock() -> TurnableClock:
    """The hub's clock."""
    return at_noon()


@pytest.fixture
def mall(tmp_path: Path, clock: TurnableClock) -> Iterator[ServedMall]:
    """The small chain's mall in demo mode."""
    with served(tmp_path / "hub", clock) as running:
        yield running


@pytest.fixture
def phone(mall: ServedMall) -> Iterator[Callable[..., httpx.Client]]:
    """Make phones: signed in as a member, or as nobody."""
    opened: list[httpx.Client] = []

    def make(member_id: str | None = None) -> httpx.Client:
        # A context for TLS takes 14 ms, and nothing here speaks it.
        client = httpx.Client(base_url=f"{mall.url}/phone/api/", trust_env=False, verify=False)
        opened.append(client)
        if member_id:
            answer = client.post("sign-in", json={"member_id": member_id})
            client.headers["authorization"] = f"Bearer {answer.raise_for_status().json()['token']}"
        return client

    yield make
    for client in opened:
        client.close()
