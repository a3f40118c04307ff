"""Stored value on real parts: a till and its worker process, a hub process that is killed and comes back, her phone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from posapp.tour.phone_api import PhoneApi
from sync.hub.publishing import publish, published_all
from sync.hub.value import ledger
from sync.hub.value.terms import usual_terms
from sync.protocol.rows import Booking, Member
from tests.fakes.small_demo import sync_once

pytestmark = pytest.mark.faults

STORED = 50_000


@pytest.fixture
def phone(small_demo, her):
    """Her phone, signed in."""
    phone = PhoneApi(small_demo.hub.url)
    phone.sign_in(her)
    yield phone
    phone.close()


@pytest.fixture
def her(small_demo):
    """A member whom no shop expects, with 500 yuan stored; the chain leases."""
    database = small_demo.database()
    with database.writing() as conn:
        for terms in usual_terms():
            publish(conn, terms)
        expected = {booking.member_id for booking in published_all(conn, Booking)}
        member = next(row for row in published_all(conn, Member) if row.id not in expected and not row.blocked)
        publish(conn, replace(member, stored_fen=STORED))
    database.close()
    return member.id


def books(small_demo):
    """Return what is wrong with the ledger, what was paid out of stored value, and what was lost."""
    database = small_demo.database()
    with database.reading() as conn:
        said = list(ledger.check(conn)), ledger.balance(conn, ledger.paid("stored_value"))
        lost = ledger.lost(conn, "stored_value")
    database.close()
    return *said, lost


def lease_of(till, her):
    with till.shop.data.view() as view:
        return view.value.leases_of("stored_value", her)


def test_a_visit_leases_and_the_lease_pays_while_the_mall_is_dead(tmp_path, small_demo, open_till, phone, her):
    folder = small_demo.pair_till(tmp_path / "till", "08")
    sync_once(folder)
    till = open_till(folder, with_worker=True)
    piece = next(piece for piece in small_demo.pieces if piece.list_fen > 10_000)
    till.ring_up(piece.barcode)
    till.shop.selling.attach_member(her, "A")
    till.see("a lease of hers, since she is here", lambda: lease_of(till, her), 90)
    leased = lease_of(till, her)[0].row.units
    assert leased == STORED // 2

    small_demo.hub.kill()
    try:
        till.see("that the mall is away", lambda: till.shell.sync.lamp == "offline")
        cart = till.shop.selling.current()
        drawing = till.shop.value.draw("stored_value", her, min(6_000, cart.total))
        assert drawing.right == "lease"
        sale = till.shop.paying.pay_cash(drawn=[drawing])
        assert (sale.total, sale.received) == (cart.total, cart.total - drawing.amount)
        assert lease_of(till, her)[0].spent == drawing.units
    finally:
        small_demo.hub.start()
    till.see("that nothing waits", lambda: till.shop.syncing.status().waiting == 0, 150)
    till.see("her balance on her phone", lambda: phone.stored_fen() == STORED - drawing.units)
    assert books(small_demo) == ([], drawing.units, 0)

    till.shop.shifts.close(till.shop.shifts.current().expected)
    till.see("that the lease is given back", lambda: free(small_demo, her) == STORED - drawing.units)
    assert books(small_demo) == ([], drawing.units, 0)


def free(small_demo, her):
    """Return what of her stored value is set aside for nobody, asked of the hub's own books."""
    database = small_demo.database()
    with database.reading() as conn:
        found = ledger.balance(conn, ledger.owner_account("stored_value", her))
    database.close()
    return found
