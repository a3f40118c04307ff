"""This machine's own merchants, made when a bill of theirs is due: the start must not wait for their libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from posapp.domain.clock import Clock
from posapp.domain.payment_channels import MerchantChannel
from posapp.domain.payment_code import Channel
from posapp.services.ports import Secrets


def merchants_here(clock: Clock, secrets: Secrets) -> Callable[[], Mapping[Channel, MerchantChannel]]:
    """Return what returns the merchants whose keys this machine keeps."""

    @cache
    def made() -> Mapping[Channel, MerchantChannel]:
        from posapp.adapters.payments.direct import direct_channels

        return direct_channels(secrets, clock)

    return made
