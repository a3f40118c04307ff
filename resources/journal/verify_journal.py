#!/usr/bin/env python3
"""Verify an exported journal of a till, without the program that wrote it: one file, Python and ``cryptography``.

    python3 verify_journal.py JOURNAL.jsonl --root KEY [--anchors ANCHORS.jsonl] [--paper SEQ:HASH ...]

JOURNAL   what ``posapp journal export`` wrote: a header, then an entry a line
--root    the chain's root key, 64 hexadecimal digits, from the mall's back office, never from the till itself
--anchors what ``posapp journal anchors`` wrote on the mall's side: the heads that the till has told it
--paper   number and hash (8 digits or more) as printed on a Z report

It goes on after a fault and reports all of them. Exit status: 0 nothing wrong, 1 faults, 2 the file cannot be read.

    hash      SHA-256(0x01 . previous hash . canonical JSON of at_ms, body, business_date, kind, seq)
    signature Ed25519 by the till's key over "POSAPP-JOURNAL-1" 0x00 . hash
    key       a PAIRED entry names it, with the root key's certificate
    canonical UTF-8, keys sorted, without spaces, whole numbers only
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "posapp-journal-1"
GENESIS, CONTEXT = "0" * 64, b"POSAPP-JOURNAL-1\0"
FIELDS = {
    "at_ms": int, "body": dict, "business_date": str, "hash": str, "kind": str, "prev_hash": str, "seq": int,
    "signature": str,
}  # fmt: skip
LONGEST_LINE, BATCH = 16 << 20, 4_000
FEW = 20_000  # journals up to this size are checked in one process: starting others would take longer
MOST_SHOWN = 200
_DIGITS = re.compile(r"[0-9a-f]{8,64}")

MEANINGS = {
    "file": "the file cannot be read as a journal",
    "header": "the header does not say what the entries say",
    "line": "this line is no entry: damaged, cut off or foreign",
    "form": "the entry is not written as the till writes: keys moved, a fraction, a key twice, another form of text",
    "gap": "an entry is missing before this one",
    "order": "this number came before: a copy, an insertion or a swap",
    "chain": "the entry before is not the one that this one was written after",
    "content": "the entry was changed after it was written",
    "signature": "the till did not sign this entry",
    "unsigned": "the entry has no signature, and none that came later stands for it",
    "key": "the till's key is not certified by the chain's root key",
    "device": "this pairing is of another till",
    "anchor": "the mall was told another entry under this number",
    "paper": "paper shows another hash under this number",
    "cut": "the journal ends before an entry that the mall or paper knows",
    "number": "a receipt or Z report is missing, doubled or out of order",
    "totals": "totals that never fall have fallen",
}


class Fault(NamedTuple):
    """Something that is wrong, and from which entry on."""

    seq: int
    what: str
    detail: str = ""

    def said(self) -> str:
        return f"entry {self.seq}: {self.what}: {MEANINGS[self.what]}" + (f" ({self.detail})" if self.detail else "")


class Anchor(NamedTuple):
    """A head of the journal that somebody else knows; ``hash`` may be its beginning only."""

    seq: int
    hash: str
    what: str
    device: str = ""


class Verdict(NamedTuple):
    """All that was found; ``remarks`` are no faults."""

    entries: int
    head: str
    faults: list[Fault]
    remarks: list[str]

    @property
    def first_bad(self) -> int | None:
        return min((fault.seq for fault in self.faults), default=None)


_Signed = tuple[int, str, str, str]  # number, key, hash and signature of an entry


class _NoEntry(Exception):
    pass


def verify(lines: Iterable[bytes], root_key: str = "", anchors: Iterable[Anchor] = (), jobs: int = 1) -> Verdict:
    """Check a journal's lines; whatever they hold, the answer is a verdict."""
    source, faults = iter(lines), []
    try:
        header = _plain(next(source, b""))
    except _NoEntry as trouble:
        header, faults = {}, [Fault(0, "file", str(trouble))]
    if header and header.get("format") != FORMAT:
        faults = [Fault(0, "file", f"its format is not {FORMAT}")]
    walk = _Walk(root_key or str(header.get("root_key", "")), str(header.get("device", "")), list(anchors))
    walk.faults += faults
    if not root_key:
        walk.remarks.append("no root key was given: that the till's keys are certified is the file's own word")
    walk.faults += [Fault(seq, "signature") for seq in _wrong_ones(walk.entries(source), jobs)]
    walk.end(header)
    return Verdict(walk.count, walk.head, sorted(walk.faults, key=lambda fault: fault.seq), walk.remarks)


class _Walk:
    """Follows the entries one by one, but for their signatures."""

    def __init__(self, root_key: str, device: str, anchors: list[Anchor]) -> None:
        self.faults: list[Fault] = []
        self.remarks: list[str] = []
        self.count, self.head = 0, GENESIS
        self._seq = 0
        self._root, self._device = _public(root_key), device
        self._anchors: dict[int, list[Anchor]] = {}
        for anchor in anchors:
            if not (anchor.device and device) or anchor.device == device:
                self._anchors.setdefault(anchor.seq, []).append(anchor)
        self._key = ""
        self._unsigned: list[int] = []
        self._at_ms = self._went_back = 0
        self._receipts: dict[str, int] = {}
        self._z_number = 0
        self._ever: dict[str, int] = {}

    def entries(self, lines: Iterator[bytes]) -> Iterator[_Signed]:
        """Yield each entry that has a signature; whether it holds is looked at elsewhere."""
        for line in lines:
            try:
                entry, covered, is_well_formed = _read(line)
            except _NoEntry as trouble:
                self._fault(self._seq + 1, "line", str(trouble))
                continue
            self.count += 1
            seq = entry["seq"]
            if not is_well_formed:
                self._fault(seq, "form")
            self._place(entry)
            if hashlib.sha256(b"\x01" + bytes.fromhex(entry["prev_hash"]) + covered).hexdigest() != entry["hash"]:
                self._fault(seq, "content")
            for anchor in self._anchors.pop(seq, ()):
                if not entry["hash"].startswith(anchor.hash):
                    self._fault(seq, anchor.what)
            self._mean(entry)
            self._seq, self.head = max(seq, self._seq), entry["hash"]
            if entry["signature"]:
                if self._unsigned:
                    self._signed_again(entry)
                yield seq, self._key, entry["hash"], entry["signature"]
            else:
                self._unsigned.append(seq)

    def end(self, header: dict[str, Any]) -> None:
        """Look at what can only be said once everything was read."""
        if self._unsigned:
            self._fault(self._unsigned[0], "unsigned", f"{len(self._unsigned)} at the end")
        for seq, told in sorted(self._anchors.items()):
            if seq > self._seq:
                self._fault(self._seq + 1, "cut", f"{told[0].what} of entry {seq}")
        if header and (header.get("entries"), header.get("head")) != (self.count, self.head):
            self._fault(self._seq + 1, "header", f"{header.get('entries')} entries promised, {self.count} here")
        if self._went_back:
            self.remarks.append(f"the time went back {self._went_back} times; the entries' order is what counts")

    def _fault(self, seq: int, what: str, detail: str = "") -> None:
        self.faults.append(Fault(seq, what, detail))

    def _place(self, entry: dict[str, Any]) -> None:
        seq = entry["seq"]
        if seq > self._seq + 1:
            self._fault(self._seq + 1, "gap", f"up to {seq - 1}")
        elif seq <= self._seq:
            self._fault(seq, "order", f"after {self._seq}")
        if entry["prev_hash"] != self.head:
            self._fault(seq, "chain")

    def _mean(self, entry: dict[str, Any]) -> None:
        """Follow what entries say of keys, numbers and totals."""
        kind, body, seq = entry["kind"], entry["body"], entry["seq"]
        if entry["at_ms"] < self._at_ms:
            self._went_back += 1
        self._at_ms = entry["at_ms"]
        if kind == "PAIRED":
            self._pair(seq, body)
        elif kind in ("SALE", "REFUND"):
            ticket = _object(body, "sale" if kind == "SALE" else "return")
            self._receipt(seq, str(ticket.get("receipt_no", "")))
        elif kind == "DB_RESTORE":
            self.remarks.append(f"entry {seq}: the till's file was put back from a copy, or works elsewhere too")
        elif kind == "CLOSE_SHIFT" and (z := _object(_object(body, "shift"), "z")):
            self._close(seq, z)

    def _pair(self, seq: int, body: dict[str, Any]) -> None:
        self._key = str(body.get("public_key", ""))
        self._z_number = 0
        device = str(body.get("device", ""))
        if self._device and device != self._device:
            self._fault(seq, "device", device)
        self._device = self._device or device
        said = [str(body.get(name, "")) for name in ("device", "generation", "shop_id", "till_no", "public_key")]
        message = "\n".join(["POSAPP-DEVICE-1", *said]).encode()
        if self._root is None or not _is_signed(self._root, message, str(body.get("certificate", ""))):
            self._fault(seq, "key")

    def _receipt(self, seq: int, receipt_no: str) -> None:
        series, _, digits = receipt_no.rpartition("-")
        number = int(digits) if digits.isdecimal() else 0
        if number != self._receipts.get(series, 0) + 1:
            self._fault(seq, "number", receipt_no)
        self._receipts[series] = number or self._receipts.get(series, 0)

    def _close(self, seq: int, z: dict[str, Any]) -> None:
        if z.get("number") != self._z_number + 1:
            self._fault(seq, "number", f"Z {z.get('number')}")
        self._z_number = z["number"] if isinstance(z.get("number"), int) else self._z_number + 1
        if (z.get("journal_seq"), z.get("journal_hash")) != (seq - 1, self.head):
            self._fault(seq, "content", "the Z report names another entry before it")
        now = {name: fen for name, fen in _object(z, "ever").items() if isinstance(fen, int)}
        fallen = [name for name, fen in self._ever.items() if now.get(name, 0) < fen]
        if fallen:
            self._fault(seq, "totals", ", ".join(fallen))
        self._ever = now

    def _signed_again(self, entry: dict[str, Any]) -> None:
        first, last = self._unsigned[0], self._unsigned[-1]
        named = (entry["body"].get("from_seq"), entry["body"].get("through_seq"))
        if entry["kind"] != "SIGNED_AGAIN" or named != (first, last):
            self._fault(first, "unsigned", f"up to {last}")
        else:
            self.remarks.append(f"entries {first} to {last} were written without a key, and signed for later")
        self._unsigned = []


def _wrong_ones(entries: Iterator[_Signed], jobs: int) -> list[int]:
    """Return the numbers of the entries that nobody signed; where there are many, other processes do the work."""
    wrong = wrong_signatures(list(itertools.islice(entries, FEW)))
    batches = iter(lambda: list(itertools.islice(entries, BATCH)), [])
    first = next(batches, None)
    if first is None or jobs < 2:
        return wrong + [seq for batch in itertools.chain([first or []], batches) for seq in wrong_signatures(batch)]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running: deque[Future[list[int]]] = deque()
        for batch in itertools.chain([first], batches):
            running.append(pool.submit(wrong_signatures, batch))
            if len(running) > 4 * jobs:
                wrong += running.popleft().result()
        return wrong + [seq for each in running for seq in each.result()]


def wrong_signatures(batch: list[_Signed]) -> list[int]:
    """Return the numbers of the entries whose signature does not hold."""
    wrong = []
    for name, entries in itertools.groupby(batch, key=lambda entry: entry[1]):
        key = _public(name)
        for seq, _, hash_, signature in entries:
            if key is None or not _is_signed(key, CONTEXT + bytes.fromhex(hash_), signature):
                wrong.append(seq)
    return wrong


def _read(line: bytes) -> tuple[dict[str, Any], bytes, bool]:
    """Return an entry of a line, what its hash covers, and whether the line is written as the till writes."""
    entry = _plain(line)
    if entry.keys() != FIELDS.keys():
        raise _NoEntry("its fields are not those of an entry")
    for name, wanted in FIELDS.items():
        if type(entry[name]) is not wanted:
            raise _NoEntry(f"{name} is not what it should be")
    if entry["seq"] < 1 or any(not _is_hash(entry[name]) for name in ("hash", "prev_hash")):
        raise _NoEntry("it has no proper number or hash")
    try:
        head = _canonical({name: entry[name] for name in ("at_ms", "body", "business_date")})[:-1]
        kind, signature = _canonical(entry["kind"]), _canonical(entry["signature"])
    except (ValueError, RecursionError) as trouble:
        raise _NoEntry(str(trouble)) from trouble
    # The rest of both texts is put together by hand: encoding the body twice would be a third of all the work.
    hash_, before, seq = entry["hash"].encode(), entry["prev_hash"].encode(), str(entry["seq"]).encode()
    covered = b'%b,"kind":%b,"seq":%b}' % (head, kind, seq)
    whole = b'%b,"hash":"%b","kind":%b,"prev_hash":"%b","seq":%b,"signature":%b}'
    written = whole % (head, hash_, kind, before, seq, signature)
    return entry, covered, written == line.removesuffix(b"\n")


def _plain(line: bytes) -> dict[str, Any]:
    if not line.strip():
        raise _NoEntry("an empty line")
    if len(line) > LONGEST_LINE:
        raise _NoEntry("far too long")
    try:
        value = _DECODER.decode(line.decode("utf-8"))
    except (ValueError, RecursionError) as trouble:
        raise _NoEntry(str(trouble)[:120]) from trouble
    if isinstance(value, dict):
        return value
    raise _NoEntry("no object")


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _no_fraction(text: str) -> NoReturn:
    raise ValueError(f"a fraction: {text[:20]}")


_DECODER = json.JSONDecoder(parse_float=_no_fraction, parse_constant=_no_fraction)


def _canonical(value: object) -> bytes:
    return _ENCODER.encode(value).encode("utf-8")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)


def _is_hash(text: str) -> bool:
    return len(text) == 64 and _DIGITS.fullmatch(text) is not None


def _public(key: str) -> Ed25519PublicKey | None:
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)) if _is_hash(key) else None


def _is_signed(key: Ed25519PublicKey, message: bytes, signature: str) -> bool:
    try:
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_anchor(line: bytes) -> Anchor:
    """Read a line of the mall's anchors. Raises ``ValueError`` for what is none."""
    try:
        told = _plain(line)
        return Anchor(int(told["seq"]), str(told["hash"]), "anchor", str(told["device"]))
    except (_NoEntry, KeyError, TypeError) as trouble:
        raise ValueError(f"no anchor: {trouble}") from trouble


def read_paper(text: str) -> Anchor:
    """Read ``SEQ:HASH`` as typed from paper. Raises ``ValueError``."""
    seq, _, digits = text.partition(":")
    digits = digits.strip().lower()
    if not seq.strip().isdecimal() or _DIGITS.fullmatch(digits) is None:
        raise ValueError(f"{text!r} is not NUMBER:HASH with 8 digits or more")
    return Anchor(int(seq), digits, "paper")


def main(arguments: list[str] | None = None) -> int:
    """Verify one file, print what was found, and return the exit status."""
    parser = argparse.ArgumentParser(description="verify an exported journal of a till")
    parser.add_argument("journal")
    parser.add_argument("--root", default="", metavar="KEY")
    parser.add_argument("--anchors", default="", metavar="FILE")
    parser.add_argument("--paper", action="append", default=[], metavar="SEQ:HASH")
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4))
    options = parser.parse_args(arguments)
    try:
        anchors = [read_paper(text) for text in options.paper]
        if options.anchors:
            with open(options.anchors, "rb") as told:
                anchors += map(read_anchor, told)
        with open(options.journal, "rb") as file:
            lines = iter(lambda: file.readline(LONGEST_LINE + 2), b"")
            verdict = verify(lines, options.root, anchors, options.jobs)
    except (OSError, ValueError) as trouble:
        print(f"cannot verify: {trouble}", file=sys.stderr)
        return 2
    for remark in verdict.remarks:
        print(f"remark: {remark}")
    for fault in verdict.faults[:MOST_SHOWN]:
        print(fault.said())
    if len(verdict.faults) > MOST_SHOWN:
        print(f"and {len(verdict.faults) - MOST_SHOWN} more")
    summary = {"entries": verdict.entries, "faults": len(verdict.faults), "first_bad": verdict.first_bad}
    print(json.dumps(summary | {"head": verdict.head}))
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
