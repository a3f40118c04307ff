"""She has herself erased: through the phone page's API, and only herself."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from sync.hub.publishing import published
from sync.protocol.rows import Member
from tests.fakes.phone_mall import ServedMall

Phone = Callable[..., httpx.Client]

HERS = "m00001"


def test_she_reads_what_goes_and_is_erased_and_signed_out(phone: Phone, mall: ServedMall) -> None:
    hers, others = phone(HERS), phone("m00002")
    assert phone().get("erasure").status_code == 401
    read = hers.get("erasure").json()
    assert read["member"]["id"] == HERS
    assert all(one["zh"] and one["en"] for part in ("erased", "kept", "value") for one in read[part])
    for wrong in ({"mark": ""}, {"mark": "12345"}, {"mark": read["mark"][::-1] + "0"}):
        assert hers.post("erasure", json=wrong).json()["code"] == "erasure_changed"
    assert others.post("erasure", json={"mark": read["mark"]}).json()["code"] == "erasure_changed", "hers is not theirs"
    assert hers.post("erasure", json={"mark": read["mark"]}).json() == {"cards": []}
    assert hers.get("mine").status_code == 401
    assert others.get("mine").status_code == 200
    with mall.database.reading() as conn:
        assert published(conn, Member, HERS) is None
    assert phone().post("sign-in", json={"member_id": HERS}).json()["code"] == "unknown_member"


def test_an_order_that_waits_is_named_and_cancelling_it_clears_the_way(phone: Phone) -> None:
    hers = phone(HERS)
    placed = hers.post("orders", json={"shop_id": "jingan", "lines": [{"variant_id": "knit-oat-M", "quantity": 1}]})
    number = placed.raise_for_status().json()["number"]
    read = hers.get("erasure").json()
    assert [number in one["en"] for one in read["in_the_way"]] == [True]
    refused = hers.post("erasure", json={"mark": read["mark"]})
    assert (refused.status_code, refused.json()["code"], number in refused.json()["zh"]) == (
        409,
        "erasure_in_the_way",
        True,
    )
    hers.delete(f"orders/{placed.json()['id']}").raise_for_status()
    assert hers.post("erasure", json={"mark": hers.get("erasure").json()["mark"]}).status_code == 200
