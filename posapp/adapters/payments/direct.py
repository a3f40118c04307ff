"""A single shop's own access to its channels: merchant keys where this machine keeps its secrets."""

from __future__ import annotations

from collections.abc import Mapping

from posapp.adapters.payments.lazily import merchant_name
from posapp.domain.clock import Clock
from posapp.domain.payment_channels import MerchantChannel
from posapp.domain.payment_code import CHANNELS, Channel
from posapp.services.ports import Secrets
from sync.payments.clients import client_of
from sync.payments.merchants import BadMerchant
from sync.payments.rsa import BadKey


def direct_channels(secrets: Secrets, clock: Clock) -> Mapping[Channel, MerchantChannel]:
    """Return the channels whose merchant is known to this machine. One whose settings cannot be read is left out."""
    found: dict[Channel, MerchantChannel] = {}
    for channel in CHANNELS:
        settings = secrets.get(merchant_name(channel))
        if settings is not None:
            try:
                found[channel] = client_of(channel, settings, clock)
            except (BadMerchant, BadKey):
                pass  # the cashier hears that the shop does not take it, and everything else goes on
    return found
