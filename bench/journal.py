"""How long the lone verifier takes for a journal of a million entries, beside its parts.

    python3 -m bench.journal [ENTRIES]

The journal is made of sales of five lines, each chained and signed. Goal: 1,000,000 entries within 60 s.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path

from posapp import journal
from sync.protocol.canonical import canonical
from sync.protocol.envelope import GENESIS
from sync.protocol.signing import certificate_message, new_key_pair, sign

LINES = [
    {"line_id": f"l{place}", "variant_id": f"v{place}", "quantity": 1, "list_fen": 9_900, "paid_fen": 9_900}
    for place in range(5)
]


def write(file: Path, entries: int) -> str:
    """Write a journal and return the root key that certifies it."""
    root, till = new_key_pair(), new_key_pair()
    certificate = sign(root.private, certificate_message("d", 1, "s", "01", till.public))
    paired = {
        "device": "d", "generation": 1, "shop_id": "s", "till_no": "01", "public_key": till.public,
        "certificate": certificate,
    }  # fmt: skip
    head, lines = GENESIS, []
    with file.open("wb") as out:
        for seq in range(1, entries + 1):
            sale = {"receipt_no": f"001-01-A-{seq - 1:07d}", "lines": LINES, "total_fen": 49_500}
            entry = {
                "at_ms": 1_795_320_000_000 + seq,
                "body": paired if seq == 1 else {"sale": sale},
                "business_date": "2026-11-22",
                "kind": "PAIRED" if seq == 1 else "SALE",
                "seq": seq,
            }
            hash_ = hashlib.sha256(b"\x01" + bytes.fromhex(head) + canonical(entry)).hexdigest()
            signature = sign(till.private, b"POSAPP-JOURNAL-1\0" + bytes.fromhex(hash_))
            lines.append(canonical(entry | {"prev_hash": head, "hash": hash_, "signature": signature}))
            head = hash_
        out.write(canonical({"format": "posapp-journal-1", "device": "d", "entries": entries, "head": head}) + b"\n")
        out.write(b"\n".join(lines) + b"\n")
    return root.public


def main() -> None:
    """Write, verify, and print the table."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journal.jsonl"
        root = write(file, entries)
        began = time.perf_counter()
        status = journal.verify(file, root, None, [])
        seconds = time.perf_counter() - began
        size = file.stat().st_size / 1e6
    print(f"\n{'entries':>12} {'MB':>8} {'seconds':>8} {'a million':>10} {'cores':>6}")
    a_million = seconds * 1e6 / entries
    print(f"{entries:>12,} {size:>8.0f} {seconds:>8.1f} {a_million:>9.1f}s {os.cpu_count():>6}")
    if status:
        sys.exit("the journal did not verify")


if __name__ == "__main__":
    main()
