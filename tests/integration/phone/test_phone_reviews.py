"""Write of what she bought, and take it back: through the phone page's API."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from tests.fakes.phone_mall import ServedMall

Phone = Callable[..., httpx.Client]


def test_she_writes_of_a_purchase_and_takes_it_back(phone: Phone, mall: ServedMall) -> None:
    till = mall.till()
    sale = till.sale(("knit", "knit-oat-M", 1, 39_900), member_id="m00001")
    till.push(till.seal(sale))
    hers = phone("m00001")
    piece = {"ref": sale.sale_id, "variant_id": "knit-oat-M"}
    empty = hers.post("reviews", json=piece)
    assert (empty.status_code, empty.json()["code"], "500" in empty.json()["zh"]) == (400, "bad_review", True)
    written = hers.post("reviews", json={**piece, "fit": "kept", "text": "很合身"})
    assert written.status_code == 201
    assert hers.get("mine").json()["reviews"] == [written.json()]
    assert phone("m00002").post("reviews", json={**piece, "text": "好"}).json()["code"] == "not_bought"
    assert phone("m00002").delete(f"reviews/{written.json()['id']}").status_code == 404
    assert hers.delete(f"reviews/{written.json()['id']}").status_code == 200
    assert hers.get("mine").json()["reviews"] == []
    assert phone().post("reviews", json=piece).status_code == 401
