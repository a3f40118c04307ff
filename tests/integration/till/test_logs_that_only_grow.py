"""The operation log and the journal: append-only, chained, and whoever changes them is found out."""

from __future__ import annotations

from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import IntegrityError

from posapp.adapters.db import journal_log, op_log
from posapp.adapters.db.journal_log import Fault
from posapp.domain.clock import MINUTE
from sync.protocol.envelope import GENESIS
from sync.protocol.signing import new_key_pair


@pytest.fixture
def sold(till):
    """A till with four sales."""
    for _ in range(4):
        till.rings_up(1)
        till.paying.pay_cash()
    return till


def faults(till) -> list[Fault]:
    private = till.store.identity().private_key
    public = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)).public_key().public_bytes_raw().hex()
    with till.file.reading() as connection:
        return journal_log.faults(connection, public)


def tamper(till, *statements: str) -> None:
    """Change the file as somebody with its key could, past the triggers."""
    with till.file.transaction() as connection:
        for name in ("op_log_update", "op_log_delete", "journal_update", "journal_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


def first_fault(till) -> int | None:
    with till.file.reading() as connection:
        return op_log.first_fault(connection, 1)


def test_an_untouched_till_has_no_fault(sold):
    assert faults(sold) == []
    assert first_fault(sold) is None


def test_operations_are_numbered_without_a_gap_and_chained_from_the_start(sold):
    operations = sold.store.outbox(100, 1 << 20)
    assert [operation.seq for operation in operations] == [1, 2, 3, 4, 5]
    assert operations[0].prev_hash == GENESIS
    for before, after in pairwise(operations):
        assert after.prev_hash == before.chain_hash
        assert after.hlc > before.hlc


def test_logical_time_never_goes_back_with_the_machines_clock(sold):
    sold.clock.goes_on(-60 * MINUTE)
    sold.rings_up(1)
    sold.paying.pay_cash()
    operations = sold.store.outbox(100, 1 << 20)
    assert operations[-1].hlc == operations[-2].hlc + 1


@pytest.mark.parametrize("table", ["op_log", "journal"])
@pytest.mark.parametrize("change", ["UPDATE {} SET kind = 'x'", "DELETE FROM {} WHERE seq = 1"])
def test_the_program_itself_cannot_change_a_log(sold, table, change):
    with sold.file.transaction() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.exec_driver_sql(change.format(table))


def test_an_edited_journal_entry_is_found(sold):
    tamper(sold, "UPDATE journal SET body = CAST(replace(body, '9900', '1900') AS BLOB) WHERE seq = 5")
    assert [fault.seq for fault in faults(sold)] == [5]


def test_a_journal_entry_cut_out_of_the_middle_is_found(sold):
    tamper(sold, "DELETE FROM journal WHERE seq = 5")
    assert Fault(5, "gap") in faults(sold)
    assert Fault(6, "chain") in faults(sold)


def test_swapped_journal_entries_are_found(sold):
    tamper(
        sold,
        "UPDATE journal SET seq = 100 WHERE seq = 5",
        "UPDATE journal SET seq = 5 WHERE seq = 6",
        "UPDATE journal SET seq = 6 WHERE seq = 100",
    )
    assert {fault.seq for fault in faults(sold)} >= {5, 6}


def test_a_journal_written_anew_without_the_tills_key_is_found(sold):
    stranger = new_key_pair()
    with sold.file.transaction() as connection:
        journal_log.add(
            connection, stranger.private, kind="SALE", body={"total_fen": 1}, business_date="2026-11-22", now=1
        )
        connection.commit()
    assert [fault.what for fault in faults(sold)] == ["signature"]


def test_an_edited_operation_is_found(sold):
    tamper(sold, "UPDATE op_log SET body = CAST(replace(body, '9900', '1900') AS BLOB) WHERE seq = 3")
    assert first_fault(sold) == 3


def test_a_missing_operation_is_found(sold):
    tamper(sold, "DELETE FROM op_log WHERE seq = 3")
    assert first_fault(sold) == 4
