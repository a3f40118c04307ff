"""Bugs planted on purpose, each with the invariant that must see it: this is how we know that the checks can see.

A mutant replaces real functions of the product while it is planted. ``posapp prove --mutants`` runs them all.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec

from posapp.adapters.db import catalogue, codes, feed_apply, numbers, op_log, sync_store
from posapp.domain import till_clock
from posapp.domain.errors import BadQuantity
from posapp.domain.identity import new_id
from posapp.services import attempts, paying, permitting
from posapp.services.changes import Changes
from sync.hub import apply, counts, defects, fact, feed, ingest, ledgers, orders, parked, quotas, rules, transfers
from sync.hub import preparing as hub_preparing
from sync.hub import returns as hub_returns
from sync.hub.value import owners, rights, settling
from sync.protocol import follow_ups
from sync.protocol.transfers import TransferSend
from sync.protocol.wire import PushAnswer
from sync.relay import store as relay_store
from sync.simulation import hub as simulated_hub
from sync.simulation.planting import Mutant, Plant, real
from sync.simulation.tested_mutants import TESTED
from sync.worker import push
from sync.worker import round as worker_round
from sync.worker.errors import TimedOut


def _ack_before_commit(plant: Plant) -> None:
    """The hub dies as with ``synchronous=NORMAL`` in a power cut: the newest commits are not on the disk."""
    plant(simulated_hub, "copy_database", lambda path, target: target.write_bytes(path.read_bytes()))


def _ack_beyond_gap(plant: Plant) -> None:
    """No answer is a good answer; and nobody listens to what the mall wants again, or says in its pages that it has."""
    original = push.Push._send
    plant(sync_store.SqlSyncStore, "take_back", lambda _self, _received: Changes())

    def send(self: Any, identity: Any, operations: Any, sent: int) -> Any:
        try:
            return original(self, identity, operations, sent)
        except TimedOut:
            taken = PushAnswer(
                epoch=identity.epoch,
                received_through=operations[-1].seq,
                backed_up_through=0,
                results=[],
                want=[],
                server_ms=self._clock.now(),
            )
            self._store.record_push(taken, self._clock.now())
            return taken

    plant(push.Push, "_send", send)
    plant(push, "ranges_wanted", lambda want, last, most: ())


def _cursor_before_rows(plant: Plant) -> None:
    """The cursor of a page is kept in a commit of its own, before its rows."""
    original = sync_store.SqlSyncStore.apply_page

    def apply_page(store: Any, page: Any, now: Any) -> Any:
        original(store, msgspec.structs.replace(page, rows=[]), now)
        return original(store, page, now)

    plant(sync_store.SqlSyncStore, "apply_page", apply_page)


def _feed_skips_a_row(plant: Plant) -> None:
    """The next page begins one row too late."""
    original = real(feed, "seal")

    def seal(cursor: Any, secret: bytes) -> str:
        ahead = {name: at + (1 if name == "members" and at else 0) for name, at in cursor.positions.items()}
        sealed: str = original(msgspec.structs.replace(cursor, positions=ahead), secret)
        return sealed

    plant(feed, "seal", seal)
    plant(feed, "OlderCopy", type("OlderCopy", (Exception,), {}))


def _dedupe_gone(plant: Plant) -> None:
    """The inbox does not look for operations that it holds already."""
    plant(ingest, "_kept", lambda conn, device, operations: [])


def _overlay_counts_twice(plant: Plant) -> None:
    """A level counts our sales on top of a row that contains them already."""
    original = real(catalogue, "levels_here")

    def levels(connection: Any, shop_id: str, variant_ids: Any) -> Any:
        found = original(connection, shop_id, variant_ids)
        moved: Counter[str] = Counter()
        for row in connection.exec_driver_sql("SELECT variant_id, quantity FROM stock_movement"):
            moved[row.variant_id] += row.quantity
        return {key: replace(level, on_hand=level.on_hand + moved[key]) for key, level in found.items()}

    plant(catalogue, "levels_here", levels)


def _points_by_chance(plant: Plant) -> None:
    """The entry of points has an id of its own, so that nothing keeps it from being written twice."""
    original = ledgers.earn

    def earn(conn: Any, op_id: str, member_id: str, points: int, at_ms: int) -> bool:
        return original(conn, str(UUID(new_id(at_ms))), member_id, points, at_ms)  # type: ignore[arg-type]

    plant(ledgers, "earn", earn)


def _quota_ignores_promises(plant: Plant) -> None:
    """The mall sells what it has promised to somebody else."""
    original = quotas.weigh
    plant(
        quotas,
        "weigh",
        lambda *args: {key: replace(level, promised=level.picked) for key, level in original(*args).items()},
    )


def _promise_not_freed(plant: Plant) -> None:
    """A hand-over leaves its promise standing."""
    original = ledgers.change_levels

    def change_levels(conn: Any, shop_id: str, changes: Any, *args: Any, **values: Any) -> Any:
        stays = {key: replace(change, unpicked=max(0, change.unpicked)) for key, change in changes.items()}
        return original(conn, shop_id, stays, *args, **values)

    plant(ledgers, "change_levels", change_levels)


def _number_outside(plant: Plant) -> None:
    """Receipt numbers are counted in memory, outside of the sale's transaction."""
    counters: Counter[str] = Counter()

    def take(connection: Any, series: str) -> int:
        counters[series] += 1
        numbers_take(connection, series)
        return counters[series]

    numbers_take = numbers.take
    plant(numbers, "take", take)


def _operation_first(plant: Plant) -> None:
    """The operation is committed before the sale that it tells of."""
    original = op_log.append

    def append(connection: Any, *args: Any, **values: Any) -> Any:
        operation = original(connection, *args, **values)
        connection.commit()
        return operation

    plant(op_log, "append", append)


def _epoch_ignored(plant: Plant) -> None:
    """The till takes a restored mall for the one it knew, and sends nothing again."""
    plant(push, "ranges_wanted", lambda want, last, most: ())
    plant(sync_store.SqlSyncStore, "take_back", lambda _self, _received: Changes())
    original = sync_store.SqlSyncStore.apply_page
    original_push = sync_store.SqlSyncStore.record_push

    def known(store: Any, message: Any) -> Any:
        return msgspec.structs.replace(message, epoch=store.identity().epoch)

    plant(sync_store.SqlSyncStore, "apply_page", lambda store, page, now: original(store, known(store, page), now))
    plant(
        sync_store.SqlSyncStore,
        "record_push",
        lambda store, answer, now: original_push(store, known(store, answer), now),
    )


def _floor_asks_for_stock(plant: Plant) -> None:
    """The counter refuses what the record says is not there."""
    original = paying.Paying.pay_cash

    def pay_cash(self: Any, *args: Any, **values: Any) -> Any:
        finished = original(self, *args, **values)
        if finished.total % 7 == 0:
            raise BadQuantity(0)
        return finished

    plant(paying.Paying, "pay_cash", pay_cash)


def _gives_up(plant: Plant) -> None:
    """After two failures in a row a direction is never tried again."""
    original = real(worker_round, "is_due")
    plant(worker_round, "is_due", lambda attempt, now: attempt.failures < 2 and original(attempt, now))


def _coupon_loss_unsaid(plant: Plant) -> None:
    """A second use of a coupon is booked and nobody is told."""
    original = real(fact, "note_exception")
    plant(
        fact,
        "note_exception",
        lambda conn, code, **values: code == "double_redeem" or original(conn, code, **values),
    )


def _history_lost(plant: Plant) -> None:
    """Her dismissals make the hub stumble, and the operation is put aside."""

    def stumble(*_: object) -> None:
        raise LookupError("no such history")

    plant(rules, "dismissed", stumble)


def _early_row_overwrites(plant: Plant) -> None:
    """A row that the mall sent before it heard of ours is laid over ours, and never again."""
    plant(
        feed_apply,
        "_without_early_ones",
        lambda connection, kind, feeds, delivery: [
            each for each in feeds if kind.name != "order" or not delivery.through % 2
        ],
    )


def _fork_unseen(plant: Plant) -> None:
    """Whatever bears a number that is taken is thought to be known already."""
    original = real(ingest, "_kept")

    def fresh(conn: Any, device: Any, operations: Any) -> Any:
        taken = {place.seq for place in original(conn, device, operations)}
        return [operation for operation in operations if operation.seq not in taken]

    plant(ingest, "_fresh", fresh)


def _quarantine_forgets(plant: Plant) -> None:
    """What a till out of service brings, or one whose log has forked, is acknowledged and thrown away."""

    def thrown_away(_conn: Any, _device: Any, operations: Any, received: int, **_: Any) -> Any:
        return ingest.Taken(max((operation.seq for operation in operations), default=received), [])

    plant(ingest, "_keep_apart", thrown_away)


def _poison_stops_all(plant: Plant) -> None:
    """An operation that cannot be applied is not put aside: it is tried again first, for ever."""

    def stuck(_conn: Any, _clock: Any, _waiting: Any, error: Exception) -> Any:
        raise error

    plant(apply, "_park", stuck)
    plant(apply, "_came_to", _only_applied(real(apply, "_came_to")))


def _only_applied(original: Any) -> Any:
    def came_to(waiting: Any, parked: Any = None) -> Any:
        if parked is not None:
            raise parked
        return original(waiting)

    return came_to


def _quota_before_the_lock(plant: Plant) -> None:
    """What the mall may promise is read before the lock is taken, while the order before this one is being placed."""
    original = quotas.weigh
    read: dict[tuple[str, str], Any] = {}

    def weigh(conn: Any, shop: Any, *args: Any, **values: Any) -> Any:
        now = original(conn, shop, *args, **values)
        before = {variant_id: read.get((shop.id, variant_id), level) for variant_id, level in now.items()}
        read.update({(shop.id, variant_id): level for variant_id, level in now.items()})
        return before

    plant(orders, "quotas", SimpleNamespace(weigh=weigh, standing=quotas.standing))


def _unique_keys_missing(plant: Plant) -> None:
    """Two hub processes take the same push in at once: neither sees it there, and no unique key of the inbox stops
    the second."""
    start = simulated_hub.SimulatedHub.start

    def without_keys(hub: Any) -> None:
        with closing(sqlite3.connect(hub._path)) as raw:
            query = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'inbox'"
            bare = re.sub(r",\s*(CONSTRAINT \w+ )?UNIQUE \([^)]*\)", "", raw.execute(query).fetchone()[0])
            raw.executescript(
                f"PRAGMA legacy_alter_table = ON; ALTER TABLE inbox RENAME TO keyed; {bare};"
                " INSERT INTO inbox SELECT * FROM keyed; DROP TABLE keyed"
            )
        start(hub)

    plant(simulated_hub.SimulatedHub, "start", without_keys)
    plant(ingest, "_kept", lambda conn, device, operations: [])


def _drawn_and_not_booked(plant: Plant) -> None:
    """What a sale drew on an account is taken from nobody."""
    plant(settling, "_take", lambda _fact, _sale, _name, _source, units, *_: units)


def _written_off_in_name_only(plant: Plant) -> None:
    """The office hears that a lost till's rights are written off, and they stay as they are."""
    plant(rights, "write_off", lambda *_: None)


def _earned_points_left_out(plant: Plant) -> None:
    """Whoever tells what a member has forgets what she earned since somebody last looked."""
    plant(owners, "_post_earned", lambda *_: None)


def _late_sales_counted_twice(plant: Plant) -> None:
    """A sale from before a count, told after it, is taken off what was counted."""
    plant(counts, "taken_back", lambda *_, **__: Counter())


def _twice_unsaid(plant: Plant) -> None:
    """What came back twice is booked twice, and nobody is told."""
    plant(hub_returns, "_note_twice", lambda *_: None)


def _points_stay(plant: Plant) -> None:
    """Goods come back, and she keeps what they earned."""
    plant(hub_returns, "_take_points", lambda *_: None)


def _failure_believed(plant: Plant) -> None:
    """A channel says that a payment failed, which it has said of payments that it took: the till believes it."""
    original = real(attempts, "heard")

    def heard(progress: Any, move: Any, finding: Any, now: Any) -> Any:
        after = original(progress, move, finding, now)
        return replace(after, state="void") if finding == "failed" else after

    plant(attempts, "heard", heard)


def _relay_keeps_to_itself(plant: Plant) -> None:
    """A relay keeps what tills leave with it, tells the neighbours, and never brings the mall any of it."""
    plant(relay_store.RelayStore, "to_carry", lambda _self: [])


def _mall_s_time_unheard(plant: Plant) -> None:
    """A till takes its machine's clock for the truth, whatever the mall says."""
    plant(till_clock.TillClock, "learn", lambda _self, _seen: None)


def _sent_is_arrived(plant: Plant) -> None:
    """What a shop sends counts as arrived in the other one at once."""
    original = real(transfers, "after")

    def after(transfer: Any, step: Any) -> Any:
        made = original(transfer, step)
        return msgspec.structs.replace(made, received=made.sent) if isinstance(step, TransferSend) else made

    plant(transfers, "after", after)


def _settled_lies_on(plant: Plant) -> None:
    """The mall books what became of a defective piece, and tells the shop that it still lies there."""
    plant(defects, "tell", lambda *_: None)


def _picture_passes(plant: Plant) -> None:
    """A till does not listen when the relay tells which codes were taken."""
    plant(codes, "hear_taken", lambda *_: None)


def _word_unsaid(plant: Plant) -> None:
    """What is done by another person's word is written nowhere."""
    plant(permitting, "_write_down", lambda *_: None)


def _let_go_in_name_only(plant: Plant) -> None:
    """The mall hears that a piece went to who had it in her hand, and goes on showing it as kept for the booking."""
    kept = {**vars(real(hub_preparing, "preparing")), "released": lambda booking, _step: booking}
    plant(hub_preparing, "preparing", SimpleNamespace(**kept))


def _no_is_heard_as_yes(plant: Plant) -> None:
    """A clerk holds a follow-up back, and it goes, at her till and at the mall."""
    plant(follow_ups, "_STATUS_AFTER", {**real(follow_ups, "_STATUS_AFTER"), "hold_back": "released"})


def _settled_stays_listed(plant: Plant) -> None:
    """What people have settled goes on waiting on the tills' screens."""
    plant(parked, "no_longer_parked", lambda *_: None)


MUTANTS = (
    Mutant("ack before commit", "I3 ack implies durable", _ack_before_commit),
    Mutant("ack beyond the answer", "I1 no fact lost", _ack_beyond_gap),
    Mutant("cursor before rows", "I13 feed complete", _cursor_before_rows),
    Mutant("a row skipped at a page's end", "I13 feed complete", _feed_skips_a_row),
    Mutant("inbox without dedupe", "no error escapes", _dedupe_gone),
    Mutant("overlay counts applied movements", "I5 stock conserved", _overlay_counts_twice),
    Mutant("points under a random id", "I9 points once", _points_by_chance),
    Mutant("quota ignores promises", "I7 promises within quota", _quota_ignores_promises),
    Mutant("promise not freed", "I5 stock conserved", _promise_not_freed),
    Mutant("number outside the transaction", "I11 receipt numbers", _number_outside),
    Mutant("operation committed before its sale", "I4 atomic sale", _operation_first),
    Mutant("epoch ignored", "I1 no fact lost", _epoch_ignored),
    Mutant("floor asks for stock", "I6 floor never refused", _floor_asks_for_stock),
    Mutant("retry given up", "L1 outbox drains", _gives_up),
    Mutant("coupon loss unsaid", "I10 coupon once", _coupon_loss_unsaid),
    Mutant("a rule that stumbles", "I15 no silent drop", _history_lost),
    Mutant("fork unseen", "I12 chain intact", _fork_unseen),
    Mutant("quarantine forgets", "I1 no fact lost", _quarantine_forgets),
    Mutant("poison stops all", "L3 poison delays nobody", _poison_stops_all),
    Mutant("early row dropped", "I13 feed complete", _early_row_overwrites),
    Mutant("quota checked outside the lock", "I7 promises within quota", _quota_before_the_lock),
    Mutant("missing unique key", "I15 no silent drop", _unique_keys_missing),
    Mutant("drawn and not booked", "I8 value bounded", _drawn_and_not_booked),
    Mutant("written off in name only", "L6 rights of the lost are free", _written_off_in_name_only),
    Mutant("earned points left out", "I9 points once", _earned_points_left_out),
    Mutant("late sales counted twice", "I5 counts stand", _late_sales_counted_twice),
    Mutant("twice unsaid", "R2 what comes back twice is told", _twice_unsaid),
    Mutant("points stay", "I9 points once", _points_stay),
    Mutant("failure believed", "P1 charged once, for goods", _failure_believed),
    Mutant("relay keeps it to itself", "I1 no fact lost", _relay_keeps_to_itself),
    Mutant("mall's time unheard", "C1 the mall's time is heard", _mall_s_time_unheard),
    Mutant("sent is arrived", "T1 goods between shops", _sent_is_arrived),
    Mutant("settled lies on", "T2 what lies aside", _settled_lies_on),
    Mutant("picture passes", "D2 a code is taken once", _picture_passes),
    Mutant("word unsaid", "D1 a word is kept", _word_unsaid),
    Mutant("let go in name only", "D3 who has the piece in her hand", _let_go_in_name_only),
    Mutant("no is heard as yes", "D4 written to by a clerk's word", _no_is_heard_as_yes),
    Mutant("settled stays listed", "D5 what is settled waits no more", _settled_stays_listed),
    *TESTED,
)
