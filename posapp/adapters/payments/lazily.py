"""This machine's own merchants, made when a bill of theirs is due: the start must not wait for their libraries.

Nor should a scan: importing them takes a quarter of a second, and most tills keep no keys of a merchant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from posapp.domain.clock import Clock
from posapp.domain.payment_channels import MerchantChannel
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.services.ports import Secrets


def merchant_name(channel: Channel) -> str:
    """Return the name under which ``Secrets`` keeps the merchant of a channel."""
    return f"payment-{channel}"


def merchants_here(clock: Clock, secrets: Secrets) -> Callable[[], Mapping[Channel, MerchantChannel]]:
    """Return what returns the merchants whose keys this machine keeps."""

    @cache
    def made() -> Mapping[Channel, MerchantChannel]:
        if not any(secrets.get(merchant_name(channel)) for channel in CHANNELS):
            return {}
        from posapp.adapters.payments.direct import direct_channels

        return direct_channels(secrets, clock)

    return made
