"""The messages between worker and hub.

    POST /sync/v1/enrol   EnrolRequest → EnrolAnswer        one-time code, no signature yet
    POST /sync/v1/ops     PushRequest  → PushAnswer         signed; body JSON, zstd when Content-Encoding says so
    GET  /sync/v1/feed    ?cursor=&limit=&wait=&end=&heard=  → FeedPage  signed; 410 FeedGone when the cursor is too old
    POST /sync/v1/proof   ProofRequest → ProofAnswer        signed; the day proof
    POST /sync/v1/value/authorise  AuthoriseRequest → ValueAnswer     signed; may so much be spent?
    POST /sync/v1/value/void       VoidRequest → ValueAnswer          signed; it will not be
    POST /sync/v1/value/visit      VisitRequest → VisitAnswer         signed; this member has come
    POST /sync/v1/value/announce   AnnounceRequest → AnnounceAnswer   signed; after a new epoch

Signed requests carry the headers of ``sync.protocol.signing``. 4xx speaks of transport only (who are you, too large,
unreadable), never of the shop's facts: those are always taken in.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from posapp.domain.value import Authorisable
from sync.protocol.envelope import Operation
from sync.protocol.rows import Lease

MOST_OPERATIONS = 500
MOST_BYTES = 512 * 1024
MOST_INFLATED_BYTES = 4 * 1024 * 1024
MOST_ROWS = 1000
LONGEST_WAIT_S = 25

Log = tuple[str, int]
"""A till and one generation of it."""


class EndOfLog(NamedTuple):
    """Where a till's log ends as it asks for news, and the latest mall's time that its file keeps: both read at once.

    No operation beyond ``seq`` is stamped earlier than ``heard_ms``, whatever the machine's clock says: a till's time
    of record is never before the mall's last word.
    """

    seq: int
    heard_ms: int


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What every message shares: unknown fields are ignored."""


class EnrolRequest(Message, frozen=True, kw_only=True):
    """A till asks to belong to a shop. ``code`` is shown by the hub once and lives ten minutes."""

    code: str
    public_key: str  # 64 hexadecimal digits, Ed25519
    program: str  # version of the till


class EnrolAnswer(Message, frozen=True, kw_only=True):
    """What the till is from now on. ``root_key`` is pinned; ``phone_key`` is the chain's key of the phone index."""

    device: str
    generation: int
    shop_id: str
    till_no: str  # two digits
    chain_zh: str
    chain_en: str
    root_key: str
    phone_key: str
    epoch: str
    server_ms: int
    certificate: str = ""  # the root key's signature on who the till is; empty from an older hub


class IntroduceRequest(Message, frozen=True, kw_only=True):
    """A till that the hub does not know says who it is, as it was told at pairing; ``certificate`` proves it."""

    device: str
    generation: int
    shop_id: str
    till_no: str
    public_key: str
    certificate: str
    program: str


class IntroduceAnswer(Message, frozen=True, kw_only=True):
    """The hub knows the till now; what it asked before may be asked again."""

    epoch: str
    server_ms: int


class PushRequest(Message, frozen=True, kw_only=True):
    """Operations in the order of their seq, without a gap.

    In the short form each may leave out what follows from the rest (``brevity``); ``brief`` asks for an answer that
    does not repeat what the till knows.
    """

    device: str
    generation: int
    ops: list[Operation]
    brief: bool = False


class OpResult(Message, frozen=True, kw_only=True):
    """What became of one operation. A parked one is kept whole and waits for a person, with the reason in words."""

    op_id: str
    result: Literal["applied", "parked", "fork"]
    hub_no: int  # its place in the hub's inbox, the "mall no." a cashier can name
    code: str = ""
    zh: str = ""
    en: str = ""


class PushAnswer(Message, frozen=True, kw_only=True):
    """``received_through``: highest seq without a gap durably in the inbox. A till waits for this and nothing else."""

    epoch: str
    received_through: int
    backed_up_through: int
    results: list[OpResult]
    want: list[tuple[int, int]]
    server_ms: int
    hlc: int | None = None  # the hub's hybrid time, see ``hlc``; None from an older hub
    applied: list[tuple[int, int, int]] = []
    """To a ``brief`` push: runs of its operations that are applied, first and last seq and the first one's
    ``hub_no``; those behind it in the run have the numbers behind it. They are not in ``results``."""


def _no_row() -> msgspec.Raw:
    return msgspec.Raw(b"null")


class FeedRow(Message, frozen=True, kw_only=True):
    """A row image: kind, id, version; ``row`` is the JSON of its struct in ``rows``, absent when deleted."""

    t: str
    id: str
    ver: int
    deleted: bool = False
    row: msgspec.Raw = msgspec.field(default_factory=_no_row)


class FeedPage(Message, frozen=True, kw_only=True):
    """A page of rows. ``next`` is opaque and handed back unchanged; ``applied_through`` speaks of the asking device.

    Pages come stream by stream in the order of ``rows.STREAMS``; ``stream`` names the one of this page (a page never
    mixes streams) and ``ahead`` how many rows still wait behind it in all streams, for a progress bar: never too few.
    ``results`` are of the asking device's own operations, where they came later than the answer to the push;
    ``backed_up_through`` is as in ``PushAnswer``, None from an older hub.
    ``applied`` is ``applied_through`` of the shop's other tills, by ``device:generation``; one left out has none.
    """

    epoch: str
    stream: str
    rows: list[FeedRow]
    next: str
    more: bool
    ahead: int
    applied_through: int
    server_ms: int
    results: list[OpResult] = []
    backed_up_through: int | None = None
    applied: dict[str, int] | None = None
    received_through: int | None = None  # of the asking till's log, as in a push answer; None from an older hub
    hlc: int | None = None  # as in a push answer


class FeedGone(Message, frozen=True, kw_only=True):
    """410: that cursor cannot be continued (another epoch, below the retained floor, another shop's). Start anew."""

    reason: Literal["epoch", "floor", "scope", "forged"]


class AuthoriseRequest(Message, frozen=True, kw_only=True):
    """A till wants to spend ``units`` of an account, or a coupon (then 1).

    Asked again with the same id, the answer is the same.
    """

    authorisation_id: str
    instrument: Authorisable
    owner_id: str
    units: int


class VoidRequest(Message, frozen=True, kw_only=True):
    """A till will not spend what it was allowed to; it may not name that authorisation in a sale any more."""

    authorisation_id: str


class ValueAnswer(Message, frozen=True, kw_only=True):
    """Where an authorisation stands; refused with a code and a sentence. ``available`` units are left to be had."""

    authorisation_id: str
    status: Literal["authorised", "refused", "captured", "voided"]
    units: int
    available: int
    until_ms: int
    server_ms: int
    code: str = ""
    zh: str = ""
    en: str = ""


class VisitRequest(Message, frozen=True, kw_only=True):
    """A member has come to this till; what she may spend here without asking is told by ``lease`` rows."""

    member_id: str


class VisitAnswer(Message, frozen=True, kw_only=True):
    """How many leases of her accounts this till holds now."""

    leases: int
    server_ms: int


class AnnounceRequest(Message, frozen=True, kw_only=True):
    """The leases that a till holds, for a mall that has begun a new epoch and may have forgotten them."""

    leases: list[Lease]


class AnnounceAnswer(Message, frozen=True, kw_only=True):
    """Which of the announced leases stand, by id."""

    standing: list[str]
    server_ms: int


class DayFigures(Message, frozen=True, kw_only=True):
    """What till and hub compare for one device and shift."""

    operations: int
    last_seq: int
    chain_hash: str
    sales: int
    total_fen: int
    tenders_fen: dict[str, int]
    tax_fen: dict[str, int]  # by rate in hundredths of a per cent, as text
    points: int
    movements: int
    movements_hash: str  # proof.multiset_hash of the movements
    stock_hash: str  # proof.stock_hash of the shop's levels that the movements touched


class ProofRequest(Message, frozen=True, kw_only=True):
    """The till's figures of one shift, or of the device's whole log when ``shift_id`` is empty."""

    device: str
    generation: int
    shift_id: str
    figures: DayFigures
    touched: list[str]  # variant ids whose levels stock_hash covers


class ProofAnswer(Message, frozen=True, kw_only=True):
    """The hub's figures for the same, and whether all of them are equal."""

    equal: bool
    figures: DayFigures
    differing: list[str]  # names of the figures that differ
    server_ms: int
