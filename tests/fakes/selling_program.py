"""A till that sells without a pause and says each receipt number once the sale is committed; it waits to be killed.

python -m tests.fakes.selling_program FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fakes.till_on_disk import PIN, TillOnDisk


def main(folder: Path) -> None:
    till = TillOnDisk(folder)
    till.signing_in.sign_in("1001", PIN)
    till.selling.clear()  # a till that was killed between two scans comes back with half a cart
    while True:
        till.rings_up(1, 2)
        print(till.paying.pay_cash().receipt_no, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
