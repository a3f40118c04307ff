"""Pair this till with the mall: a one-time code from the back office makes it belong to a shop."""

from __future__ import annotations

from posapp.domain.clock import Clock, local
from posapp.domain.permission import OverrideId
from posapp.domain.text import Bilingual
from posapp.services.errors import DatabaseUnreadable, NotPaired, PairingRefused, ShiftStillOpen
from posapp.services.on_duty import OnDuty, on_duty
from posapp.services.permitting import require
from posapp.services.ports import Mall, Secrets
from posapp.services.till_data import PairedTill, TillData, UnitOfWork, View, device_key_name
from sync.protocol.signing import new_key_pair
from sync.protocol.wire import EnrolAnswer


def paired_till(view: View) -> PairedTill:
    """Return who this till is. Raises ``NotPaired``."""
    if view.paired is None:
        raise NotPaired
    return view.paired


class Pairing:
    """Makes the till's own key and trades a code for an identity. The private key never leaves ``Secrets``.

    ``duty`` tells who works here, for the pairing of a till that is paired already; without one nobody is asked.
    """

    def __init__(
        self,
        till: TillData,
        mall: Mall,
        secrets: Secrets,
        clock: Clock,
        program: str,
        duty: OnDuty | None = None,
    ) -> None:
        self._till = till
        self._mall = mall
        self._secrets = secrets
        self._clock = clock
        self._program = program
        self._duty = duty

    def is_paired(self) -> bool:
        """Tell whether this till belongs to a shop."""
        with self._till.view() as view:
            return view.paired is not None

    def pair(self, hub_url: str, code: str, *, override: OverrideId | None = None) -> EnrolAnswer:
        """Belong to the shop whose code was typed.

        A till that belongs to it already goes on with a new key and a new log once the shift is closed; what the mall
        has not received of the old log is delivered beside it, with the old key. That wants a permission. Raises
        ``ManagerWanted``, ``PairingRefused`` (``other_till``: the code is of another till number), ``ShiftStillOpen``,
        ``MallUnreachable``, or ``DatabaseUnreadable`` (``other_shop``) when the file holds another shop's sales; then
        the till is who it was.
        """
        # Another person's word is used up here: her minute may be over when the mall has answered.
        is_on_her_own = self._till.write(lambda unit: self._check_may_pair(unit, override))
        keys = new_key_pair()
        answer = self._mall.enrol(hub_url, code, keys.public, self._program)
        paired = PairedTill(
            device=answer.device,
            generation=answer.generation,
            shop_id=answer.shop_id,
            till_no=answer.till_no,
            hub_url=hub_url,
            chain=Bilingual(answer.chain_zh, answer.chain_en),
            root_key=answer.root_key,
            phone_key=answer.phone_key,
            certificate=answer.certificate,
        )
        # The key is kept first: a pairing without its key could never be used, a key without its pairing harms nobody.
        self._secrets.put(device_key_name(paired), keys.private)

        def job(unit: UnitOfWork) -> None:
            # The mall took its time to answer, and the counter may have gone on selling.
            if is_on_her_own:
                self._check_may_pair(unit)
            _check_is_closed(unit)
            if unit.paired is not None and unit.paired.shop_id != paired.shop_id:
                raise DatabaseUnreadable(reason="other_shop")
            if unit.paired is not None and unit.paired.device != paired.device:
                # Both would count their logs from generation 1, and one file cannot hold two of a number.
                raise PairingRefused(reason="other_till")
            unit.pair(paired, answer.epoch)
            unit.journal(
                "PAIRED",
                {
                    "device": paired.device,
                    "generation": paired.generation,
                    "shop_id": paired.shop_id,
                    "till_no": paired.till_no,
                    "public_key": keys.public,
                    "certificate": paired.certificate,
                },
                local(self._clock.now()).date().isoformat(),
            )

        self._till.write(job)
        return answer

    def _check_may_pair(self, unit: UnitOfWork, override: OverrideId | None = None) -> bool:
        """Tell whether whoever works here pairs on her own; a new till asks nobody.

        Raises ``ManagerWanted``, or ``ShiftStillOpen`` where a till that is paired already may not be paired anew.
        """
        if unit.paired is None:
            return True
        by_another = False
        if self._duty is not None:
            by_another = require(unit, on_duty(self._duty, unit), "pair", override=override).given_by is not None
        _check_is_closed(unit)
        return not by_another


def _check_is_closed(unit: UnitOfWork) -> None:
    if unit.paired is not None and unit.shifts.open_now() is not None:
        raise ShiftStillOpen
