"""What makes an operation equal to itself and to nothing else."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sync.protocol.canonical import canonical
from sync.protocol.decoding import from_json
from sync.protocol.envelope import GENESIS, ChainHead, Operation, is_sound, seal
from sync.protocol.kinds import ShiftOpen, UnknownKind, kind_of, read_body
from sync.protocol.proof import movement_text, multiset_hash
from sync.protocol.signing import answer_message, is_signed, new_key_pair, request_message, sign

BODY = ShiftOpen(
    shift_id="s1", shop_id="01", business_date="2026-11-22", occurred_ms=1, staff_id="p1", float_fen=50_000
)


START = ChainHead(0, GENESIS)


def operation(head: ChainHead = START, op_id: str = "o1") -> Operation:
    return seal(op_id=op_id, device="d1", generation=1, head=head, kind="shift.open", v=1, hlc=5, body=BODY)


def test_operations_are_numbered_without_a_gap_and_chained():
    first = operation()
    second = operation(ChainHead(first.seq, first.chain_hash), "o2")
    assert (first.seq, second.seq) == (1, 2)
    assert second.prev_hash == first.chain_hash
    assert is_sound(first)
    assert is_sound(second)


@pytest.mark.parametrize(
    "change",
    [
        {"body": '{"float_fen":1}'},
        {"seq": 2},
        {"device": "d2"},
        {"generation": 2},
        {"prev_hash": "1" * 64},
        {"kind": "shift.close"},
        {"op_id": "o9"},
        {"hlc": 6},
        {"deps": ("o0",)},
    ],
)
def test_nothing_in_an_operation_can_be_changed_unseen(change):
    assert not is_sound(msgspec.structs.replace(operation(), **change))


def test_a_body_survives_the_wire_byte_for_byte():
    sealed = operation()
    arrived = from_json(msgspec.json.encode(sealed), Operation)
    assert arrived == sealed
    assert read_body(arrived.kind, arrived.v, arrived.body) == BODY
    assert kind_of(BODY) == ("shift.open", 1)


def test_the_order_in_which_fields_were_written_does_not_matter():
    assert canonical({"b": 1, "a": [True, None, "衣"]}) == '{"a":[true,null,"衣"],"b":1}'.encode()


def test_a_float_never_reaches_a_body():
    with pytest.raises(TypeError, match="integers"):
        canonical({"price": [19.99]})
    for fraction in (5.5, 5.0, 1e17, 1e-7):  # nobody checks what a body of a kind is made of
        with pytest.raises(TypeError, match="integers"):
            canonical(msgspec.structs.replace(BODY, float_fen=fraction))  # type: ignore[arg-type]
    assert canonical({"note": "1.5 7e5}"}) == b'{"note":"1.5 7e5}"}'


def test_a_kind_from_a_newer_till_is_said_to_be_unknown():
    with pytest.raises(UnknownKind):
        read_body("sale.commit", 99, "{}")


def test_a_body_that_is_not_of_its_kind_is_told_from_an_unknown_one():
    with pytest.raises(msgspec.ValidationError):
        read_body("shift.open", 1, '{"shift_id": 5}')


def test_the_movements_of_a_day_hash_alike_in_any_order_and_a_doubled_one_shows():
    one, two = movement_text("m1", "v1", -1), movement_text("m2", "v1", -1)
    assert multiset_hash([one, two]) == multiset_hash([two, one])
    assert multiset_hash([one, one]) != multiset_hash([one])
    assert multiset_hash([]) == "0" * 64


def test_a_signed_request_cannot_be_altered_or_claimed_by_another():
    till, thief = new_key_pair(), new_key_pair()
    message = request_message("POST", "/sync/v1/ops", 1, b"{}")
    signature = sign(till.private, message)
    assert is_signed(till.public, message, signature)
    assert not is_signed(thief.public, message, signature)
    assert not is_signed(till.public, request_message("POST", "/sync/v1/ops", 1, b"{ }"), signature)
    assert not is_signed(till.public, message, "zz")
    assert not is_signed("00", message, signature)


def test_the_signatures_that_the_protocol_paper_shows_are_made_here():
    first_of_rfc_8032 = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
    paper = (Path(__file__).parents[3] / "docs" / "protocol.md").read_text("utf-8").replace(" ", "").replace("\n", "")
    target = "/sync/v1/feed?cursor=&limit=200&wait=25"
    asked = sign(first_of_rfc_8032, request_message("GET", target, 1795355520705, b""))
    assert asked in paper
    assert sign(first_of_rfc_8032, answer_message(asked, b"{}")) in paper
