"""``posapp erase``: what erasing a member would do, and with the number that stands for just that, doing it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from posapp.config.paths import default_data_dir

if TYPE_CHECKING:
    from posapp.domain.clock import Clock
    from posapp.domain.text import Bilingual
    from sync.hub.erasing import Preview

CANNOT = 2


def add_erase(commands: argparse._SubParsersAction[Any]) -> None:
    """Add the command to a parser's."""
    erase = commands.add_parser(
        "erase", help="the mall: erase a member who asks for it; first only says what it would do"
    )
    erase.add_argument("member", metavar="MEMBER", help="her last four digits, her card number or her id")
    erase.add_argument("--confirm", default="", metavar="NUMBER", help="do it: the number under what was said")
    erase.add_argument("--who", default="", metavar="NAME", help="with --confirm: who has it done")
    erase.add_argument("--reason", default="", help="with --confirm: why; without a member's name")
    erase.add_argument("--to-cards", action="store_true", help="make gift cards without a name of her stored value")
    erase.add_argument("--hub", type=Path, default=None, metavar="FOLDER", help="the mall's: where hub.db lies")
    erase.add_argument("--database", default="", metavar="URL", help="the mall's, if it is not SQLite")
    erase.set_defaults(run=run)


def run(options: argparse.Namespace, clock: Clock | None = None) -> int:
    """Do what the command line asks of the mall's database; a mall that runs may go on running."""
    from posapp.domain.clock import SystemClock
    from sync.hub import erasing
    from sync.hub.db.database import open_database
    from sync.hub.erasure_office import found
    from sync.hub.errors import HubRefused, NoName, UnknownMember
    from sync.hub.sentences import sentence

    folder: Path = options.hub or default_data_dir() / "hub"
    if not options.database and not (folder / "hub.db").is_file():
        sys.stderr.write(f"{folder}: 那里没有商城的数据。\n{folder}: there is no mall's data there.\n")
        return CANNOT
    database = open_database(folder, options.database)
    try:
        with database.reading() as conn:
            hers = found(conn, options.member)
            if not hers:
                raise UnknownMember()
            if len(hers) > 1:
                sys.stderr.write("".join(f"{one.name_zh} {one.phone_masked} {one.card}\n" for one in hers))
                sys.stderr.write("有几位会员，请写卡号。\nThere are several; name her by her card.\n")
                return CANNOT
            if not options.confirm:
                sys.stdout.write(_told(erasing.preview(conn, hers[0].id, to_cards=options.to_cards)))
                return 0
        if not options.who.strip():
            raise NoName()
        wish = erasing.Wish(member_id=hers[0].id, mark=options.confirm, to_cards=options.to_cards)
        with database.writing() as conn:
            done = erasing.erase(conn, clock or SystemClock(), wish, "command", who=options.who, reason=options.reason)
        sys.stdout.write("已删除。/ Erased.\n")
        if done.cards:
            sys.stdout.write("礼品卡号，只显示这一次 / gift cards, shown this once:\n")
            sys.stdout.write("".join(f"  {card}\n" for card in done.cards))
    except HubRefused as trouble:
        told = sentence(trouble.code, trouble.values)
        sys.stderr.write(f"{told.zh}\n{told.en}\n")
        return CANNOT
    finally:
        database.close()
    return 0


def _told(seen: Preview) -> str:
    parts = (
        ("现在还不能删 / in the way", seen.in_the_way),
        ("会删除 / erased", seen.erased),
        ("会保留 / kept", seen.kept),
        ("积分和储值 / points and stored value", seen.value),
    )
    lines = [f"{seen.member.name_zh} {seen.member.phone_masked}"]
    for title, texts in parts:
        lines += [title, *_lines(texts)] if texts else []
    if not seen.in_the_way:
        lines.append(f"确认：--confirm {seen.mark} --who 姓名 / to do it: --confirm {seen.mark} --who NAME")
    return "".join(f"{line}\n" for line in lines)


def _lines(texts: Iterable[Bilingual]) -> Iterable[str]:
    for text in texts:
        yield f"  - {text.zh}"
        yield f"    {text.en}"
