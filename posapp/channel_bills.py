"""``posapp channels bill``: fetch a day's bills now, compare them with the books, and print what came of it.

The same as happens every morning by itself, and it may be repeated: what is fetched again is compared anew, and what
people have settled stays settled. Beside it stands what moved in the merchant's account (资金账单).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from posapp.adapters.payments.direct import direct_channels
from posapp.adapters.secrets import open_secrets
from posapp.bootstrap import open_data
from posapp.channels import CANNOT, CannotTake, hub_at
from posapp.config.paths import TillPaths
from posapp.config.settings import Settings
from posapp.domain.bill_days import BillDay
from posapp.domain.bill_sums import Sums
from posapp.domain.clock import SystemClock, local
from posapp.domain.funds import FundsDay
from posapp.services.bills import Bills

DIFFERS = 1


def bill_of_till(folder: Path, day: str) -> int:
    """Print a day's bills of this till's own merchants; return the exit status, 1 where something is to be done."""
    clock = SystemClock()
    wanted = _day(day, clock)
    if wanted is None:
        return _cannot(f"{day} is no day: write it as 2026-11-21")
    paths = TillPaths(folder).make()
    secrets = open_secrets(folder)
    merchants = direct_channels(secrets, clock)
    if not merchants:
        return _cannot("this till has no merchant of its own: its bills are the mall's (--hub FOLDER)")
    status = 0
    try:
        with closing(open_data(paths, Settings.load(paths.settings), clock, secrets)) as data:
            bills = Bills(data, clock, lambda: merchants)
            for channel in merchants:
                kept = bills.read(channel, wanted)
                _print_bill(channel, kept.progress, kept.sums, kept.verdicts.items())
                has_moved = _print_funds(kept.movements)
                with data.view() as view:
                    found = [one for one in view.bills.open_findings() if (one.channel, one.day) == (channel, wanted)]
                for one in found:
                    _print_difference(one.verdict, one.refund_number or one.number, one.in_bill, one.claimed, one.act)
                status = status or int(bool(found) or not kept.progress.is_read or not has_moved)
    finally:
        for merchant in merchants.values():
            merchant.close()
    return status


def bill_of_hub(folder: Path, day: str, database_url: str = "") -> int:
    """Print a day's bills of a mall's merchants; return the exit status, 1 where something is to be done."""
    from sync.hub.payments import bill_book
    from sync.hub.payments.bills import MerchantBills
    from sync.hub.payments.merchants import Merchants, NoMerchant

    clock = SystemClock()
    wanted = _day(day, clock)
    if wanted is None:
        return _cannot(f"{day} is no day: write it as 2026-11-21")
    status = 0
    try:
        with (
            hub_at(folder, database_url) as (database, sealer),
            closing(Merchants(database, clock, sealer)) as merchants,
        ):
            bills = MerchantBills(database, clock, merchants)
            for known in merchants.known():
                kept = bills.read(known.merchant_id, wanted)
                _print_bill(known.merchant_id, kept.progress, kept.sums, kept.verdicts.items())
                has_moved = _print_funds(kept.movements)
                with database.reading() as conn:
                    open_ones = bill_book.open_differences(conn, known.merchant_id)
                found = [one for one in open_ones if one.day == wanted.isoformat()]
                for one in found:
                    name = one.refund_number or one.number
                    _print_difference(one.verdict, name, one.in_bill_fen, one.claimed_fen, one.act)
                status = status or int(bool(found) or not kept.progress.is_read or not has_moved)
    except (CannotTake, NoMerchant) as trouble:
        return _cannot(str(trouble))
    return status


def _day(text: str, clock: SystemClock) -> date | None:
    """Return the day that a text names, yesterday for an empty one, None for no day."""
    if not text:
        return local(clock.now()).date() - timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _print_bill(whose: str, progress: BillDay, sums: Sums, verdicts: Iterable[tuple[str, int]]) -> None:
    why = f" ({progress.code})" if progress.code else ""
    _say(f"{whose} {progress.day.isoformat()}: {progress.reading}{why}")
    if not progress.is_read:
        return
    paid, returned, fee = _yuan(sums.paid), _yuan(sums.returned), _yuan(sums.fee)
    _say(f"  {sums.rows} rows: {paid} in, {returned} out, {fee} of fees")
    if sums.others:
        came, went = _yuan(sums.others_paid), _yuan(sums.others_returned)
        _say(f"  {sums.others} rows of others that share the merchant: {came} in, {went} out")
    for verdict, count in sorted(verdicts, key=lambda each: -each[1]):
        _say(f"  {verdict} {count}")


def _print_funds(moved: FundsDay) -> bool:
    """Print what moved in the account, beside the bill, and tell whether the money moved as the bill says.

    A day of which there are no movements is told by its name; where there is no trade either, it agrees.
    """
    progress, figures = moved.progress, moved.figures
    if progress.reading == "ready":
        before, after = _yuan(figures.opening), _yuan(figures.closing)
        _say(f"  movements of the account: {figures.rows}, {before} before and {after} after")
    else:
        why = f" ({progress.code})" if progress.code else ""
        _say(f"  movements of the account: {progress.reading}{why}")
        if not progress.is_read:
            return False
    fees = "" if figures.fee_moved == figures.fee_in_bill == 0 else f"; fees {_yuan(figures.fee_moved)}"
    fees += f" for {_yuan(figures.fee_in_bill)} in the bill" if figures.fee_moved != figures.fee_in_bill else ""
    if figures.rows or figures.agreed or figures.differ:
        near = f"{figures.at_midnight} around midnight"
        near += f", {figures.beside} found in the day beside" if figures.beside else ""
        _say(f"    {figures.agreed} as in the bill, {near}{fees}")
    if figures.others:
        _say(f"    {figures.others} that are no trade: {_yuan(figures.others_sum)}")
    for one in figures.unmatched:
        told = "not moved" if one.is_billed else "moved alone"
        _say(f"    {told} {one.number}: {_yuan(one.amount)}{' in the bill' if one.is_billed else ''}")
    if figures.differ > len(figures.unmatched):
        _say(f"    and {figures.differ - len(figures.unmatched)} more")
    return not moved.differs


def _print_difference(verdict: str, number: str, in_bill: int, claimed: int, act: str) -> None:
    _say(f"    {verdict} {number}: {_yuan(in_bill)} in the bill, {_yuan(claimed)} in the books; {act}")


def _yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _cannot(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return CANNOT
