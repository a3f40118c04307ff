"""Which way this till goes to each payment channel: with keys of its own where it has them, else through the mall.

The libraries for either are loaded when the first payment code is scanned or an open attempt is found.
"""

from __future__ import annotations

from collections.abc import Mapping

from posapp.domain.clock import Clock
from posapp.domain.payment_channels import PaymentChannel
from posapp.domain.payment_code import Channel
from posapp.services.ports import Secrets
from posapp.services.till_data import PairedTill, TillData, device_key_name


class ReachedChannels:
    """The payment channels of this shop. ``hub_url`` is where the mall is now, when this machine knows it newer."""

    def __init__(self, clock: Clock, secrets: Secrets, till: TillData, hub_url: str) -> None:
        self._clock = clock
        self._secrets = secrets
        self._till = till
        self._hub_url = hub_url
        self._made: Mapping[Channel, PaymentChannel] = {}
        self._made_for: PairedTill | None = None

    def __call__(self) -> Mapping[Channel, PaymentChannel]:
        """Return them; anew when this till was paired again."""
        with self._till.view() as view:
            paired = view.paired
        if not self._made or paired != self._made_for:
            from posapp.adapters.payments.direct import direct_channels

            # What was made before is left to whoever still asks through it.
            self._made = {**self._of_the_mall(paired), **direct_channels(self._secrets, self._clock)}
            self._made_for = paired
        return self._made

    def _of_the_mall(self, paired: PairedTill | None) -> Mapping[Channel, PaymentChannel]:
        key = None if paired is None else self._secrets.get(device_key_name(paired))
        if paired is None or key is None:
            return {}
        from posapp.adapters.payments.mall import MallLine, mall_channels

        return mall_channels(MallLine(paired, key, self._clock, hub_url=self._hub_url))
