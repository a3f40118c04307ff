"""Bugs planted on purpose that no simulated world can show, each with the test that must see it.

They need what a world does not have: a power cut, two processes, a forged signature, an exact order of few messages.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from sqlalchemy import Text, bindparam, func, select, update

from posapp.adapters.db import engine, neighbours
from posapp.adapters.db.prepared import Prepared
from posapp.adapters.db.returns import SqlReturns
from posapp.adapters.db.sync_tables import neighbour_movement
from posapp.domain import returning
from posapp.services import attempts, paying, return_ticket
from sync.hub import apply, auth, counts, feed, ingest, ledgers, returns
from sync.hub.db import tables
from sync.hub.fact import Parked
from sync.hub.value import authorising, leasing, rights
from sync.protocol.rows import Coupon
from sync.simulation.planting import Mutant, Plant, real
from sync.worker import lock

_HUB = "tests/integration/hub"
_VALUE = "tests/integration/value/test_value_at_the_mall.py"
_TILL = "tests/integration/till"
_FOUND = "tests/simulation/test_what_the_simulator_found.py"


def _normal_for_full(plant: Plant) -> None:
    """The till's file is written with ``synchronous=NORMAL``: a power cut takes sales that were said to be paid."""
    original = engine.make_durable

    def make_durable(connection: Any) -> None:
        original(connection)
        connection.execute("PRAGMA synchronous = NORMAL")

    plant(engine, "make_durable", make_durable)


def _dedupe_without_hash(plant: Plant) -> None:
    """An operation is known by its id alone, whatever it says."""
    original = real(ingest, "_kept")

    def fresh(conn: Any, device: Any, operations: Any) -> Any:
        taken = {place.op_id for place in original(conn, device, operations)}
        return [operation for operation in operations if operation.op_id not in taken]

    plant(ingest, "_fresh", fresh)


def _branches_untraced(plant: Plant) -> None:
    """What is newest in quarantine is taken for the end of a whole log, also after a restore lost its beginning."""
    plant(
        ingest,
        "_traced",
        lambda _conn, _device, operations, _received: ingest.Taken(max(each.seq for each in operations), []),
    )


def _page_speaks_of_the_other_branch(plant: Plant) -> None:
    """The feed says of a log in quarantine how far it was booked, and the push how far it is set apart."""
    known = real(feed, "_device").c
    of_any = select(known.received_through).where(
        known.device == bindparam("who"), known.generation == bindparam("which")
    )
    plant(feed, "_received_of_till", of_any)


def _parked_blocks_the_rest(plant: Plant) -> None:
    """What comes behind a parked operation waits with it."""
    original = real(apply, "_apply_rule")

    def apply_rule(conn: Any, waiting: Any, shop_id: str, so_far: Any) -> None:
        if any(result.result == "parked" for result in so_far.values()):
            raise Parked("waits_for")
        original(conn, waiting, shop_id, so_far)

    plant(apply, "_apply_rule", apply_rule)


def _signature_unread(plant: Plant) -> None:
    """Whoever names a till is that till."""
    plant(auth, "is_signed", lambda *_: True)


def _older_copy_answers_on(plant: Plant) -> None:
    """A hub that came back from a backup answers with its old cursors as if nothing had happened."""
    original = real(feed, "_positions")

    def positions(conn: Any, device: Any, text: str, *args: Any) -> Any:
        try:
            return original(conn, device, text, *args)
        except feed.OlderCopy:
            return original(conn, device, "", *args)

    plant(feed, "_positions", positions)


def _count_forgets_what_came_after(plant: Plant) -> None:
    """A count sets the level, whatever was sold between the look at the rail and the booking."""
    plant(counts, "_moved_after", lambda *_: 0)


def _quiet_shop_keeps_its_quota(plant: Plant) -> None:
    """A quota is granted and never shrinks for a shop's silence."""
    original = real(ledgers, "settle")
    plant(ledgers, "settle", lambda *args, held_back=0, **values: original(*args, **values))


def _neighbour_counted_twice(plant: Plant) -> None:
    """What the relay told of a neighbour is laid over rows that hold it already."""
    moved = neighbour_movement.c
    told = select(moved.variant_id, func.sum(moved.quantity).label("quantity"), moved.cause)
    told = told.group_by(moved.variant_id, moved.cause).where(bindparam("here", type_=Text).is_not(None))
    plant(neighbours, "_moved", Prepared(told))
    some = told.where(moved.variant_id.in_(bindparam("wanted", expanding=True)))
    plant(neighbours, "_moved_of", Prepared(some))


def _lease_back_by_the_clock(plant: Plant) -> None:
    """A lease whose time is up goes back to its owner, though its holder may have spent it and not said so yet."""
    plant(rights, "is_heard_past", lambda *_: True)


def _end_before_it_is_received(plant: Plant) -> None:
    """Where a till says its log ends is taken for received, though sales before it are still on the till."""
    here = tables.device.c
    mine = (here.device == bindparam("of_device"), here.generation == bindparam("of_generation"))
    said = update(tables.device).where(*mine)
    plant(auth, "_ends_at", said.values(end_seq=here.received_through, end_heard_ms=bindparam("heard")))


def _drawing_not_checked_again(plant: Plant) -> None:
    """What was drawn when the cashier asked is taken when she is paid, though its time is up by then."""
    plant(paying, "check", lambda *_: None)


def _nothing_set_aside(plant: Plant) -> None:
    """The mall says yes to a till and keeps the units free for the next one who asks."""
    plant(rights, "set_aside", lambda *_: None)


def _void_of_the_unknown_forgotten(plant: Plant) -> None:
    """What is voided before the question comes leaves no trace, and the question is then allowed."""
    original = authorising.void

    def void(conn: Any, clock: Any, device: Any, authorisation_id: str) -> Any:
        known = rights.find(conn, authorisation_id)
        with conn.begin_nested() as only_looked:
            answer = original(conn, clock, device, authorisation_id)
            if known is None:
                only_looked.rollback()
        return answer

    plant(authorising, "void", void)


def _anybody_signs_leases(plant: Plant) -> None:
    """The hub learns every lease that a till shows it, whoever signed that."""
    plant(leasing, "is_signed", lambda *_: True)


def _two_workers(plant: Plant) -> None:
    """Nothing keeps a second worker from a till's file."""
    plant(lock, "only_worker", lambda _database: nullcontext())


def _returns_forgotten(plant: Plant) -> None:
    """A till does not know what it has taken back already."""
    plant(SqlReturns, "returned", lambda *_: {})


def _unwanted_money_kept(plant: Plant) -> None:
    """A payment that arrives when nobody wants it any more stays where it is."""
    plant(attempts, "give_back", lambda _unit, attempt, *_: attempt)


def _refund_unasked(plant: Plant) -> None:
    """A return says that money goes back to a phone, and the channel is never asked for it."""
    plant(return_ticket, "request_refund", lambda *_, **__: None)


def _floor_not_cumulative(plant: Plant) -> None:
    """Each return is rounded down by itself, so that fen stay behind when the last piece is back."""
    original = returning.refund
    plant(returning, "refund", lambda sold, before, now: original(sold, [0] * len(before), now))


def _refund_under_a_new_number(plant: Plant) -> None:
    """A refund whose answer was lost is asked for as another one."""
    original = real(attempts, "order_of")
    plant(attempts, "order_of", lambda refund: replace(original(refund), number=f"{refund.number}/{refund.tries}"))


def _account_credited_twice(plant: Plant) -> None:
    """An account gets back whatever a return says."""
    plant(returns, "_allowed", lambda _conn, _back, refund, _twice: refund.units)


def _a_used_coupon_unsaid(plant: Plant) -> None:
    """A till that offers a coupon again hears nothing when another sale had used it."""
    original = real(returns, "publish")
    plant(returns, "publish", lambda conn, row: None if isinstance(row, Coupon) else original(conn, row))


def _discarded_and_unsaid(plant: Plant) -> None:
    """The office discards what was set apart, and the tills that show it are never told."""
    plant(feed, "seen_to", lambda _conn: {})


TESTED = (
    Mutant("NORMAL for FULL", f"{_TILL}/test_opening_the_file.py::test_commits_are_made_to_survive_a_power_cut",
           _normal_for_full),
    Mutant("dedupe without hash",
           f"{_HUB}/test_hub_takes_facts_in.py::test_the_same_id_with_another_content_is_no_repetition[sqlite]",
           _dedupe_without_hash),
    Mutant("branches untraced", f"{_FOUND}::test_a_log_set_apart_is_wanted_again_from_where_a_restore_lost_it",
           _branches_untraced),
    Mutant("page speaks of the other branch",
           f"{_FOUND}::test_neither_push_nor_page_speaks_to_one_branch_of_what_the_other_brought",
           _page_speaks_of_the_other_branch),
    Mutant("parked blocks the rest",
           f"{_HUB}/test_hub_takes_facts_in.py::test_one_bad_operation_is_parked_and_the_next_ones_are_booked[sqlite]",
           _parked_blocks_the_rest),
    Mutant("signature unread",
           f"{_HUB}/test_hub_takes_facts_in.py::test_only_the_right_signature_is_heard[sqlite]", _signature_unread),
    Mutant("older copy answers on",
           f"{_FOUND}::test_an_older_copy_of_a_hub_learns_from_a_till_that_it_is_one", _older_copy_answers_on),
    Mutant("count forgets what came after",
           f"{_HUB}/test_hub_quotas.py::test_sales_of_another_till_from_before_and_after_a_count[sqlite-True]",
           _count_forgets_what_came_after),
    Mutant("grant without shrink",
           f"{_HUB}/test_hub_quotas.py::test_a_quiet_shop_gives_up_what_its_floor_may_sell_meanwhile[sqlite]",
           _quiet_shop_keeps_its_quota),
    Mutant("neighbour counted twice",
           "tests/integration/relay/test_each_fact_is_shown_once.py"
           "::test_every_fact_a_till_knows_of_is_shown_once_at_every_moment[0]", _neighbour_counted_twice),
    Mutant("lease back by the clock",
           f"{_VALUE}::test_a_lease_that_is_over_comes_back_only_when_its_holder_was_heard_past_it[sqlite]",
           _lease_back_by_the_clock),
    Mutant("end before it is received",
           f"{_VALUE}::test_nothing_is_given_back_of_a_till_that_keeps_sales_to_itself[sqlite]",
           _end_before_it_is_received),
    Mutant("drawing not checked again",
           f"{_TILL}/test_paying_with_value.py::test_a_lease_is_checked_again_when_the_sale_is_written",
           _drawing_not_checked_again),
    Mutant("nothing set aside", f"{_VALUE}::test_two_tills_never_get_the_same_money_both[sqlite]", _nothing_set_aside),
    Mutant("void of the unknown forgotten",
           f"{_VALUE}::test_what_was_voided_before_it_came_comes_too_late[sqlite]", _void_of_the_unknown_forgotten),
    Mutant("anybody signs leases", f"{_VALUE}::test_a_lease_that_nobody_signed_is_not_learnt[sqlite]",
           _anybody_signs_leases),
    Mutant("two workers",
           "tests/integration/worker/test_worker_lock.py"
           "::test_a_second_worker_on_one_database_is_refused_until_the_first_is_gone", _two_workers),
    Mutant("returns forgotten",
           f"{_TILL}/test_taking_goods_back.py::test_in_portions_a_sale_comes_back_to_the_fen_and_then_not_once_more",
           _returns_forgotten),
    Mutant("unwanted money kept",
           f"{_TILL}/test_paying_by_phone.py::test_a_payment_that_arrives_after_cash_was_taken_goes_back",
           _unwanted_money_kept),
    Mutant("refund unasked",
           f"{_TILL}/test_returns_of_what_a_phone_paid.py"
           "::test_each_piece_goes_back_to_the_phone_that_paid_and_no_cash_leaves_the_drawer", _refund_unasked),
    Mutant("floor not cumulative",
           "tests/unit/domain/test_returning.py"
           "::test_in_whatever_order_pieces_come_back_everything_returns_exactly_to_zero", _floor_not_cumulative),
    Mutant("refund under a new number",
           f"{_TILL}/test_paying_by_phone.py::test_a_refund_goes_back_once_however_often_its_answer_is_lost",
           _refund_under_a_new_number),
    Mutant("account credited twice",
           f"{_HUB}/test_hub_books_returns.py::test_an_account_is_credited_once_whatever_tills_say[sqlite]",
           _account_credited_twice),
    Mutant("a used coupon unsaid",
           f"{_HUB}/test_hub_books_returns.py::test_a_coupon_comes_back_only_from_the_sale_that_used_it[sqlite]",
           _a_used_coupon_unsaid),
    Mutant("discarded and unsaid",
           "tests/integration/relay/test_what_the_office_discards.py"
           "::test_neighbours_show_what_is_discarded_no_longer", _discarded_and_unsaid),
)  # fmt: skip
