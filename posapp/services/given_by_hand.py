"""Which discounts by hand still stand after a cart was changed."""

from __future__ import annotations

from dataclasses import replace

from posapp.domain.cart import CartBody
from posapp.domain.clock import Millis
from posapp.services.carts import Pricing
from posapp.services.till_data import UnitOfWork


def still_given(unit: UnitOfWork, body: CartBody, now: Millis) -> CartBody:
    """Return a changed cart without the discounts that are beyond their limit now.

    A discount was given, or allowed, for what it took off then. More pieces on its line, or fewer goods under one of
    fifty yuan, make it another one: it ends, the till says so, and it may be asked for anew.
    """
    if not body.given:
        return replace(body, has_lapsed=False) if body.has_lapsed else body
    there = {line.line_id for line in body.lines}
    on_cart = tuple(one for one in body.given if one.line_id is None or one.line_id in there)
    body = replace(body, given=on_cart if body.lines else ())
    pricing = Pricing(unit, body, now)
    within = tuple(one for one in body.given if one.limit.covers(pricing.extent(one)))
    return replace(body, given=within, has_lapsed=len(within) < len(body.given))
