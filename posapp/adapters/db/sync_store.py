"""The till's file as the sync worker sees it: each call is one short transaction of its own.

The worker lives in another process. What it changes it counts in ``news``, so that the window refreshes only that.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from posapp import __version__
from posapp.adapters.db import day_proofs, feed_apply, feed_position, meta, neighbours, op_log, op_results, packs
from posapp.adapters.db import generation as generations
from posapp.adapters.db.contact import keep_contact, keep_heard
from posapp.adapters.db.news import announce
from posapp.adapters.db.portions import PAUSE_S, Portion, Portions
from posapp.adapters.db.sync_tables import feed_unknown, sync_attempt
from posapp.adapters.db.till_file import SqlTillData
from posapp.adapters.db.value import SqlValueBook
from posapp.domain.clock import MINUTE, Millis
from posapp.domain.identity import MemberId
from posapp.domain.value import Instrument
from posapp.services.changes import Changes
from posapp.services.errors import NotPaired
from posapp.services.ports import Attempt, Direction, DueProof, Identity
from posapp.services.till_data import View, device_key_name, key_name
from sync.kill_points import passing
from sync.protocol.envelope import Operation
from sync.protocol.rows import Lease, Member, ValueTerms
from sync.protocol.wire import EndOfLog, FeedPage, PushAnswer

_OVERLAID_OF_SHOP = ("booking", "room", "order", "follow_up", "cart_aside", "defective")
_OVERLAID_OF_MEMBERS = ("coupon", "transfer")
"""Rows of the shop's stream, and of the members', that our own operations change here before the mall does."""

_attempt = select(sync_attempt).where(sync_attempt.c.direction == bindparam("wanted"))
_keep_attempt = insert(sync_attempt)
_keep_attempt = _keep_attempt.on_conflict_do_update(
    index_elements=["direction"],
    set_={name: _keep_attempt.excluded[name] for name in ("failures", "next_try_ms", "trouble", "at_ms")},
)


class SqlSyncStore:
    """Keeps ``SyncStore`` in the till's file. ``program`` is our version: a newer one may read what we put aside.

    ``hub_url`` is where the mall is now, when this machine's settings know a newer address than the pairing.
    """

    def __init__(self, till: SqlTillData, program: str = __version__, hub_url: str = "") -> None:
        self._till = till
        self._hub_url = hub_url
        self._portions = Portions()
        with till.reading() as connection:
            is_other = meta.program(connection) != program
        if is_other:
            self._begin_as(program)

    def _begin_as(self, program: str) -> None:
        """Have the feed sent anew when rows lie aside that the program before us could not read."""
        with self._till.transaction() as connection:
            if connection.scalar(select(func.count()).select_from(feed_unknown)):
                self._start_anew(connection)
            meta.keep_program(connection, program)
            connection.commit()

    # --- who we are ------------------------------------------------------------------------------------------------

    def identity(self) -> Identity | None:
        """Return who this till is, or None before pairing."""
        with self._till.reading() as connection:
            belonging = meta.belonging(connection)
        if belonging is None:
            return None
        till = belonging.till
        key = self._till.secrets.get(device_key_name(till))
        if key is None:
            return None
        return Identity(
            device=till.device,
            generation=till.generation,
            shop_id=till.shop_id,
            till_no=till.till_no,
            hub_url=self._hub_url or till.hub_url,
            epoch=belonging.epoch,
            private_key=key,
            certificate=till.certificate,
        )

    # --- facts up --------------------------------------------------------------------------------------------------

    def outbox(self, most: int, most_bytes: int) -> list[Operation]:
        """Return the operations the mall has not received, in seq order, within both limits (at least one)."""
        with self._till.reading() as connection:
            belonging = meta.belonging(connection)
            if belonging is None:
                return []
            first = (meta.mark(connection, "received_through") or 0) + 1
            found = op_log.between(connection, belonging.till.generation, first, first + most - 1)
        return op_log.fitting(found, most_bytes)

    def operations(self, first: int, last: int) -> list[Operation]:
        """Return operations again, when the mall wants them re-sent."""
        with self._till.reading() as connection:
            belonging = meta.belonging(connection)
            return [] if belonging is None else op_log.between(connection, belonging.till.generation, first, last)

    def record_push(self, answer: PushAnswer, now: Millis) -> Changes:
        """Keep what the mall received and what became of it.

        In another epoch the mall was restored: what it now holds counts, and everything behind that is sent again.
        """
        with self._till.transaction() as connection:
            belonging = meta.belonging(connection)
            if belonging is None:
                raise NotPaired
            generation = belonging.till.generation
            before = meta.mark(connection, "received_through") or 0
            received = min(answer.received_through, op_log.head(connection, generation).chain.seq)
            if answer.epoch != belonging.epoch:
                meta.keep_belonging(connection, meta.Belonging(belonging.till, answer.epoch))
                op_results.forget(connection, generation, received)
                generations.send_all_again(connection, generation)
            else:
                received = max(before, received)
            meta.keep_mark(connection, "received_through", received)
            meta.keep_mark(connection, "backed_up_through", answer.backed_up_through)
            keep_heard(connection, answer.hlc, now)
            is_asked_again = op_results.keep(connection, answer.results)
            changes = Changes(sync=received != before or bool(answer.results), shift=is_asked_again)
            announce(connection, changes)
            passing("worker.mid_mark")
            connection.commit()
        return changes

    def received(self) -> int:
        """Return up to which operation the mall has received this till's log."""
        with self._till.reading() as connection:
            return meta.mark(connection, "received_through") or 0

    def end_of_log(self, asker: Identity) -> EndOfLog | None:
        """Return where the log ends; None before the first contact, or when the till is no longer who asks."""
        with self._till.reading() as connection:
            belonging = meta.belonging(connection)
            heard = meta.mark(connection, "contact_mall_ms")
            is_asker = belonging is not None and (
                (belonging.till.device, belonging.till.generation) == (asker.device, asker.generation)
            )
            if heard is None or not is_asker:
                return None
            return EndOfLog(op_log.head(connection, asker.generation).chain.seq, heard)

    def take_back(self, received: int) -> Changes:
        """Send again what the mall turned out not to have any more, everything behind ``received``."""
        with self._till.transaction() as connection:
            belonging = meta.belonging(connection)
            if belonging is None or received >= (meta.mark(connection, "received_through") or 0):
                return Changes()
            meta.keep_mark(connection, "received_through", received)
            op_results.forget(connection, belonging.till.generation, received)
            changes = Changes(sync=True, shift=True)
            announce(connection, changes)
            connection.commit()
        return changes

    def waiting(self) -> int:
        """Return how many operations the mall has not received."""
        with self._till.reading() as connection:
            belonging = meta.belonging(connection)
            if belonging is None:
                return 0
            received = meta.mark(connection, "received_through") or 0
            waiting = op_log.head(connection, belonging.till.generation).chain.seq - received
            return waiting + generations.left_waiting(connection)

    # --- logs of earlier pairings ------------------------------------------------------------------------------------

    def left_behind(self) -> Identity | None:
        """Return who this till was when it wrote the oldest log that the mall has not received to its end."""
        now = self.identity()
        with self._till.reading() as connection:
            logs = generations.left_behind(connection)
        for log in logs if now is not None else ():
            key = self._till.secrets.get(key_name(log.device, log.generation))
            if now is not None and key is not None:
                return replace(now, device=log.device, generation=log.generation, private_key=key)
        return None

    def left_outbox(self, was: Identity, most: int) -> list[Operation]:
        """Return the operations of an earlier log that the mall has not received, in seq order."""
        with self._till.reading() as connection:
            log = _left(connection, was)
            if log is None:
                return []
            first = log.received_through + 1
            return op_log.between(connection, log.generation, first, min(log.last_seq, first + most - 1))

    def record_left(self, was: Identity, answer: PushAnswer) -> Changes:
        """Keep what the mall received of an earlier log and what became of it."""
        with self._till.transaction() as connection:
            log = _left(connection, was)
            if log is None:
                return Changes()
            generations.keep_left(connection, log._replace(received_through=min(answer.received_through, log.last_seq)))
            changes = Changes(sync=True, shift=op_results.keep(connection, answer.results))
            announce(connection, changes)
            connection.commit()
        return changes

    # --- rows down -------------------------------------------------------------------------------------------------

    def cursor(self) -> str:
        """Return the feed cursor, empty at the start."""
        with self._till.reading() as connection:
            return str(feed_position.where(connection)["cursor"])

    def apply_page(self, page: FeedPage, now: Millis) -> Changes:
        """Upsert rows, keep late results and the cursor, in one commit; many rows in several, the cursor in the last.

        A row that cannot be read is kept raw; the cursor goes on.

        In another epoch the mall was restored. It must hear again what it lost also from a till that has nothing new
        to send, so everything behind what it has applied counts as not received.
        """
        with self._till.reading() as connection:
            is_new_epoch = feed_position.where(connection)["epoch"] != page.epoch
            refused = packs.refused(connection, page.rows, now)
        if is_new_epoch:  # such a page is laid with all that follows from it
            return self._lay(Portion(page, is_last=True), now, refused)
        changes = Changes()
        for portion in self._portions.of(page):
            changes |= self._lay(portion, now, refused)
            if not portion.is_last:
                time.sleep(PAUSE_S)  # a sale that waits takes its turn here
        return changes

    def _lay(self, portion: Portion, now: Millis, refused: Mapping[tuple[str, str], str]) -> Changes:
        page = portion.page
        with self._till.transaction() as connection:
            belonging = meta.belonging(connection)
            began = self._till.clock.now()  # the file is ours since the statement above
            self._portions.begins(connection.exec_driver_sql("PRAGMA data_version").scalar_one(), began)
            if belonging is None:
                raise NotPaired
            if page.epoch != belonging.epoch:
                received = min(meta.mark(connection, "received_through") or 0, page.applied_through)
                meta.keep_belonging(connection, meta.Belonging(belonging.till, page.epoch))
                meta.keep_mark(connection, "received_through", received)
                op_results.forget(connection, belonging.till.generation, received)
                generations.send_all_again(connection, belonging.till.generation)
            before = feed_position.where(connection)
            after = feed_position.moved_on(before, page)
            if not portion.is_last:
                after["cursor"] = before["cursor"]
            is_new_epoch = before["epoch"] not in ("", page.epoch)
            if after["load"] != before["load"]:
                feed_apply.forget_waiting(connection)
            mark = neighbours.hear(connection, belonging.till.shop_id, page, is_new_epoch=is_new_epoch)
            delivery = feed_apply.Delivery(
                through=page.applied_through,
                mark=mark,
                load=after["load"],
                is_first_load=after["load"] == 1 and not before["is_complete"],
                root_key=belonging.till.root_key,
                now=now,
                refused=refused,
            )
            touched = feed_apply.lay(connection, page.rows, delivery)
            neighbours.read_on(connection, page)
            touched |= feed_apply.lay_waiting(connection, _OVERLAID_OF_SHOP, after["shop_through"], delivery)
            touched |= feed_apply.lay_waiting(connection, _OVERLAID_OF_MEMBERS, after["members_through"], delivery)
            if after["is_complete"] and not before["is_complete"] and after["load"] > 1:
                feed_apply.sweep(connection, after["load"])
                touched |= {
                    "catalogue",
                    "stock",
                    "member",
                    "booking",
                    "room",
                    "order",
                    "follow_up",
                    "transfer",
                    "staff",
                    "cart",
                    "sale",
                }
            if after["is_complete"] and after["load"] > 1 and feed_position.is_told_more(before, after):
                feed_apply.sweep_overlaid(connection, _OVERLAID_OF_SHOP, after["shop_through"], after["load"])
                feed_apply.sweep_overlaid(connection, _OVERLAID_OF_MEMBERS, after["members_through"], after["load"])
                touched |= {"booking", "room", "order", "follow_up", "transfer", "member", "cart", "sale"}
            if page.applied and not page.more:
                touched |= feed_apply.sweep_shown(connection, after["load"])
            passing("worker.mid_page")
            feed_position.keep(connection, after)
            if op_results.keep(connection, page.results):
                touched.add("shift")
            keep_heard(connection, page.hlc, now)
            is_safer = _keep_marks(connection, page)
            if page.rows or page.results or is_safer or after["is_complete"] != before["is_complete"]:
                touched.add("sync")
            changes = Changes(**dict.fromkeys(touched, True))
            announce(connection, changes)
            connection.commit()
        self._portions.took(len(page.rows), self._till.clock.now() - began)
        return changes

    def restart_feed(self, now: Millis) -> None:
        """Forget the cursor, keep the rows: the feed starts anew, overwrites them, and what it leaves out is swept."""
        with self._till.transaction() as connection:
            self._start_anew(connection)
            announce(connection, Changes(sync=True))
            connection.commit()

    def _start_anew(self, connection: Connection) -> None:
        feed_position.keep(connection, feed_position.started_anew(feed_position.where(connection)))
        feed_apply.forget_waiting(connection)

    # --- how it goes -----------------------------------------------------------------------------------------------

    def attempt(self, direction: Direction) -> Attempt:
        """Return where a direction stands."""
        with self._till.reading() as connection:
            return _as_attempt(connection.execute(_attempt, {"wanted": direction}).one_or_none())

    def record_attempt(self, direction: Direction, attempt: Attempt, now: Millis, server_ms: Millis | None) -> Changes:
        """Keep where a direction stands; ``server_ms`` when the mall was reached: contact and clock offset."""
        with self._till.transaction() as connection:
            before = _as_attempt(connection.execute(_attempt, {"wanted": direction}).one_or_none())
            last_contact = meta.mark(connection, "contact_ms")
            connection.execute(
                _keep_attempt,
                {
                    "direction": direction,
                    "failures": attempt.failures,
                    "next_try_ms": attempt.next_try,
                    "trouble": attempt.trouble,
                    "at_ms": now,
                },
            )
            if server_ms is not None:
                keep_contact(self._till, connection, now, server_ms)
            is_back = server_ms is not None and (last_contact is None or now - last_contact > MINUTE)
            changes = Changes(sync=is_back or bool(before.failures) != bool(attempt.failures))
            announce(connection, changes)
            connection.commit()
        return changes

    def beat(self, now: Millis) -> None:
        """Say that the worker is alive."""
        with self._till.transaction() as connection:
            meta.keep_mark(connection, "beat_ms", now)
            connection.commit()

    def pack_trouble(self) -> str:
        """Return why the mall's newest model pack is not in use, empty when it is."""
        with self._till.reading() as connection:
            return packs.trouble(connection)

    # --- leases ----------------------------------------------------------------------------------------------------

    def leases_to_announce(self) -> list[Lease]:
        """Return the leases that a mall of another epoch may have forgotten."""
        with self._till.reading() as connection:
            if meta.announced_epoch(connection) == feed_position.where(connection)["epoch"]:
                return []
            return [held.row for held in SqlValueBook(connection).leases()]

    def visitor(self) -> MemberId | None:
        """Return the member on the open cart, if the chain leases and this till holds no lease of what she has."""
        with self._till.view() as view:
            kept = view.carts.open()
            member_id = None if kept is None else kept.body.member_id
            return member_id if member_id is not None and _lacks_a_lease(view, member_id) else None

    def record_announced(self, epoch: str) -> None:
        """Keep that the mall of an epoch knows our leases."""
        with self._till.transaction() as connection:
            meta.keep_announced_epoch(connection, epoch)
            connection.commit()

    # --- day proofs ------------------------------------------------------------------------------------------------

    def due_proofs(self) -> list[DueProof]:
        """Return the closed shifts whose operations are all received and applied and whose proof is not answered."""
        with self._till.reading() as connection:
            belonging = meta.belonging(connection)
            if belonging is None:
                return []
            settled = min(
                meta.mark(connection, "received_through") or 0, feed_position.where(connection)["stock_through"]
            )
            return day_proofs.due(connection, belonging.till, settled, self._till.clock.now())

    def record_proof(self, shift_id: str, equal: bool, differing: Sequence[str], now: Millis) -> Changes:
        """Keep the mall's answer to a day proof; what may settle by itself is compared again a few times."""
        with self._till.transaction() as connection:
            if not day_proofs.keep_answer(connection, shift_id, equal, differing, now):
                return Changes()
            changes = Changes(shift=True, sync=True)
            announce(connection, changes)
            connection.commit()
        return changes


def _left(connection: Connection, was: Identity) -> generations.LeftLog | None:
    logs = generations.left_behind(connection)
    return next((log for log in logs if (log.device, log.generation) == (was.device, was.generation)), None)


def _keep_marks(connection: Connection, page: FeedPage) -> bool:
    """Keep how fresh each stream is and how far the mall's backup reaches; tell whether that moved."""
    read = neighbours.streams_read(page)
    for stream, mark in meta.FRESHNESS.items():
        if stream in read:
            meta.keep_mark(connection, mark, page.server_ms)
    if page.backed_up_through is None or page.backed_up_through == meta.mark(connection, "backed_up_through"):
        return False
    meta.keep_mark(connection, "backed_up_through", page.backed_up_through)
    return True


def _as_attempt(row: Row[Any] | None) -> Attempt:
    return Attempt() if row is None else Attempt(row.failures, row.next_try_ms, row.trouble)


def _lacks_a_lease(view: View, member_id: MemberId) -> bool:
    """Tell whether a member has units that the chain leases, none of them to this till."""
    member = view.rows.get(Member, member_id)
    if member is None or member.blocked:
        return False
    held: tuple[tuple[Instrument, int], ...] = (("stored_value", member.stored_fen), ("points", member.points))
    for instrument, units in held:
        terms = view.rows.get(ValueTerms, instrument)
        leases = terms is not None and terms.offline != "refused" and terms.lease_units > 0
        if leases and units > 0 and not view.value.leases_of(instrument, member_id):
            return True
    return False
