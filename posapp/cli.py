"""The commands of ``posapp``. Each loads only what it needs: a command line must not wait for a window's libraries."""

from __future__ import annotations

import argparse
import builtins
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from posapp import __version__
from posapp.config import display
from posapp.config.paths import default_data_dir
from posapp.config.settings import LANGUAGES, THEMES

DEMO_PORT = 8460
RELAY_PORT = 8461
GATEWAY_PORT = 8462
PRINTER_PORT = 9100
TOUR_SIZE = (1366, 768)
"""The smallest window the counter is made for, in pixels."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; without one, open the till."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        given.insert(0, "till")
    options = read_till(given[1:]) if given[0] == "till" else _parser().parse_args(given)
    run: int = options.run(options)
    return run


def read_till(arguments: Sequence[str]) -> argparse.Namespace:
    """Read how the till is to be opened, without a word of the other commands: somebody waits."""
    return _about_till(argparse.ArgumentParser(prog="posapp till")).parse_args(arguments)


def _about_till(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    _data_dir(parser)
    _looks(parser)
    parser.set_defaults(run=_till)
    return parser


def _parser() -> argparse.ArgumentParser:
    from posapp import log_commands
    from posapp.erase import add_erase
    from posapp.packs import add_engine, add_packs

    parser = argparse.ArgumentParser(prog="posapp", description=__doc__)
    parser.add_argument("--version", action="version", version=f"posapp {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    _about_till(commands.add_parser("till", help="open the till's window (what happens without a command)"))

    demo = commands.add_parser("demo", help="a demo chain: mall, phone page and till in one go")
    _data_dir(demo)
    _looks(demo)
    demo.add_argument("--reset", action="store_true", help="begin with a fresh chain; without it data are kept")
    demo.add_argument("--port", type=int, default=DEMO_PORT, help=f"where the mall listens (default {DEMO_PORT})")
    demo.add_argument("--relay", action="store_true", help="with the shop's relay beside it")
    demo.set_defaults(run=_demo)

    hub = commands.add_parser("hub", help="serve the mall: tills' counterpart, phone page, back office; back it up")
    hub.add_argument("what", nargs="?", choices=("serve", "backup", "restore"), default="serve")
    hub.add_argument("--data-dir", type=Path, default=None, help="where hub.db lies")
    hub.add_argument("--host", default="127.0.0.1")
    hub.add_argument("--port", type=int, default=DEMO_PORT, help="0 takes any free port")
    hub.add_argument("--database", default="", metavar="URL", help="postgresql+psycopg://… instead of SQLite")
    hub.add_argument("--demo", action="store_true", help="fill an empty mall with the demo chain")
    hub.add_argument(
        "--practice-money", action="store_true", help="the phone page shows payment codes for posapp gateway"
    )
    hub.add_argument(
        "--restored", action="store_true", help="this database came back from a backup: tills send again what it lost"
    )
    hub.add_argument("--watched", action="store_true", help="end when standard input ends")
    hub.add_argument("--office-password", default="", help="opens the back office to other machines")
    hub.add_argument("--to", type=Path, default=None, metavar="FOLDER", help="backup: where the copy goes")
    hub.add_argument("--begin", action="store_true", help="backup: a job of your own is about to copy the database")
    hub.add_argument("--mark-only", action="store_true", help="backup: the job that was begun has succeeded")
    hub.add_argument(
        "--from", dest="copy", type=Path, default=None, metavar="COPY", help="restore: the copy to put back"
    )
    add_engine(hub)
    hub.set_defaults(run=_hub)

    add_packs(commands)
    add_erase(commands)

    relay = commands.add_parser("relay", help="the shop's relay: tills share facts through it while the mall is away")
    relay.add_argument("--data-dir", type=Path, default=None, help="where relay.db lies; a folder of its own")
    relay.add_argument("--hub", default="", metavar="URL", help="where the mall is (once)")
    relay.add_argument("--code", default="", help="the relay's pairing code from the back office (once)")
    relay.add_argument(
        "--host", default="0.0.0.0", help="which of this machine's addresses to listen on (default: all)"
    )
    relay.add_argument("--port", type=int, default=RELAY_PORT, help="0 takes any free port")
    relay.add_argument(
        "--address", default="", metavar="URL", help="where tills find it, when not at this machine's own"
    )
    relay.add_argument("--watched", action="store_true", help="end when standard input ends")
    relay.set_defaults(run=_relay)

    sync = commands.add_parser("sync", help="the sync worker")
    sync.add_argument("what", choices=("run", "once", "status"))
    sync.add_argument("--watched", action="store_true", help="end when standard input ends")
    _data_dir(sync)
    sync.set_defaults(run=_sync)

    printer = commands.add_parser("printer", help="a receipt printer as a program: type its faults")
    printer.add_argument("--host", default="127.0.0.1")
    printer.add_argument("--port", type=int, default=PRINTER_PORT, help="0 takes any free port")
    printer.set_defaults(run=_printer)

    gateway = commands.add_parser("gateway", help="a simulator of WeChat Pay and Alipay, with faults on demand")
    gateway.add_argument("--data-dir", type=Path, default=None, help="where its keys and orders lie")
    gateway.add_argument("--host", default="127.0.0.1", help="its control address is open to whoever reaches it")
    gateway.add_argument("--port", type=int, default=GATEWAY_PORT, help="0 takes any free port")
    gateway.add_argument("--watched", action="store_true", help="end when standard input ends")
    gateway.set_defaults(run=_gateway)

    channels = commands.add_parser("channels", help="merchants at WeChat Pay and Alipay, the mall's or this till's")
    channels.add_argument(
        "source", nargs="?", default="", help="take them from a JSON file or a gateway's address; or: bill"
    )
    channels.add_argument("--date", default="", metavar="DAY", help="bill: of which day (default: yesterday)")
    channels.add_argument("--hub", type=Path, default=None, metavar="FOLDER", help="the mall's: where hub.db lies")
    channels.add_argument("--database", default="", metavar="URL", help="the mall's, if it is not SQLite")
    channels.add_argument("--shop", default="", metavar="ID", help="the mall's: for this shop alone (default: for all)")
    channels.add_argument("--forget", action="store_true", help="this till's own: pay through the mall instead")
    _data_dir(channels)
    channels.set_defaults(run=_channels)

    journal = commands.add_parser("journal", help="the tamper-evident journal: write it out, verify it, list anchors")
    journal.add_argument("what", choices=("export", "verify", "anchors"))
    journal.add_argument("file", nargs="?", type=Path, default=None, help="where it goes, or what is to be verified")
    _data_dir(journal)
    journal.add_argument("--staff", default="", metavar="NUMBER", help="export: who takes it; her PIN is asked for")
    journal.add_argument("--root", default="", metavar="KEY", help="verify: the chain's root key, from the back office")
    journal.add_argument("--anchors", type=Path, default=None, metavar="FILE", help="verify: what the mall was told")
    journal.add_argument("--paper", action="append", default=[], metavar="SEQ:HASH", help="verify: from a Z report")
    journal.add_argument("--database", default="", metavar="URL", help="anchors: the mall's, if it is not SQLite")
    journal.set_defaults(run=_journal)

    doctor = commands.add_parser("doctor", help="what this machine has and lacks")
    _data_dir(doctor)
    doctor.add_argument("--lang", choices=LANGUAGES, default="zh")
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument(
        "--hub-data", type=Path, default=None, metavar="FOLDER", help="also whether the stock of the mall there adds up"
    )
    doctor.set_defaults(run=_doctor)

    prove = commands.add_parser("prove", help="run the sync in a simulated chain where everything fails, and check it")
    prove.add_argument(
        "--seeds", type=int, default=0, metavar="N", help="how many worlds (default 20; of a planted bug at most 36)"
    )
    prove.add_argument("--seed", type=int, default=1, metavar="S", help="the first seed; one seed is one world")
    prove.add_argument("--sales", type=int, default=90, help="sales a till and day (default 90)")
    prove.add_argument("--layout", default="", metavar="SHOP,SHOP,…", help="the shop of each till, shop-a or shop-b")
    prove.add_argument("--jobs", type=int, default=1, metavar="N", help="so many processes at once (default 1)")
    prove.add_argument("--log", type=Path, default=None, metavar="FILE", help="where the log of the last seed goes")
    prove.add_argument("--harsh", action="store_true", help="every day as bad as a day can be")
    prove.add_argument("--mutants", action="store_true", help="plant bugs instead, and see that each is caught")
    prove.add_argument("--races", type=int, default=0, metavar="N", help="let tills, phones and the mall race N times")
    prove.add_argument("--every-order", action="store_true", help="races of a few steps, in every order there is")
    prove.add_argument("--kills", type=int, default=0, metavar="N", help="kill real hubs, workers and tills N times")
    prove.add_argument("--payments", type=int, default=0, metavar="N", help="pay N sales by phone, dying all the way")
    prove.add_argument("--through-mall", action="store_true", help="payments: the mall carries them out, and dies too")
    prove.set_defaults(run=_prove)

    log_commands.add_to(commands)

    tour = commands.add_parser("tour", help="drive the real window through a day, and leave pictures")
    tour.add_argument("--out", type=Path, default=Path("tour-out"), help="where the pictures go")
    tour.add_argument("--lang", choices=LANGUAGES, default="zh")
    tour.add_argument("--theme", choices=THEMES, default="light")
    tour.add_argument("--size", type=_size, default=TOUR_SIZE, metavar="WIDTHxHEIGHT", help="of the window")
    tour.add_argument("--short", action="store_true", help="without the browser: the phone page through its interface")
    tour.set_defaults(run=_tour)
    return parser


def _data_dir(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data-dir", type=Path, default=None, help="the shop's folder; another folder is another shop")


def _looks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default=None)
    parser.add_argument("--theme", choices=THEMES, default=None)


def _till(options: argparse.Namespace) -> int:
    if not display.may_open():
        print(display.NO_DISPLAY, file=sys.stderr)
        return display.CANNOT_SHOW
    begin_to_import()
    from posapp.front import TillOptions
    from posapp.main import open_till

    folder = options.data_dir or default_data_dir()
    return open_till(TillOptions(folder=folder, language=options.lang, theme=options.theme))


def begin_to_import() -> None:
    """Make importing quick, before a window's libraries come."""
    # Importing makes nothing but what stays: the collector would look for garbage in vain, an eighth of the start.
    gc.disable()
    # PySide6 puts itself before every import and reads the source of each module, for the sake of its other spelling
    # (``from __feature__ import snake_case``), which nobody here uses: a tenth of the start.
    plain = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = plain


def _demo(options: argparse.Namespace) -> int:
    begin_to_import()
    from posapp.demo import run_demo

    folder = options.data_dir or default_data_dir() / "demo"
    if display.has_display():
        return run_demo(
            folder,
            port=options.port,
            reset=options.reset,
            language=options.lang,
            theme=options.theme,
            relay=options.relay,
        )
    out = Path("tour-out").resolve()
    print(f"这里没有显示器：改为离屏演示一天的营业，图片在 {out}", file=sys.stderr)
    print(f"There is no display here: playing a day off screen instead; the pictures go to {out}", file=sys.stderr)
    return _play(out, options.lang or "zh", options.theme or "light", TOUR_SIZE, short=False)


def _hub(options: argparse.Namespace) -> int:
    if options.what != "serve":
        from sync.hub.keeping import keep

        return keep(
            options.what,
            options.data_dir or default_data_dir() / "hub",
            options.database,
            to=options.to,
            begin=options.begin,
            mark_only=options.mark_only,
            copy=options.copy,
        )
    from sync.hub.server import serve

    serve(
        options.host,
        options.port,
        data_dir=options.data_dir or default_data_dir() / "hub",
        database_url=options.database,
        demo=options.demo,
        practice_money=options.practice_money,
        office_password=options.office_password,
        watched=options.watched,
        restored=options.restored,
        training_engine=options.training_engine,
        training_folder=options.training_folder,
    )
    return 0


def _relay(options: argparse.Namespace) -> int:
    from sync.relay.server import CannotServe, RelayOptions, serve

    try:
        serve(
            RelayOptions(
                folder=options.data_dir or default_data_dir() / "relay",
                hub_url=options.hub,
                code=options.code,
                host=options.host,
                port=options.port,
                address=options.address,
                program=__version__,
                watched=options.watched,
            )
        )
    except CannotServe as trouble:
        print(trouble, file=sys.stderr)
        return 5
    return 0


def _sync(options: argparse.Namespace) -> int:
    from posapp.bootstrap import run_worker
    from posapp.config.settings import BadSettings
    from posapp.services.errors import Unavailable
    from posapp.ui.why_not import CANNOT_START, why_not

    try:
        return run_worker(options.data_dir or default_data_dir(), options.what, watched=options.watched)
    except (Unavailable, BadSettings) as trouble:
        print(why_not(trouble), file=sys.stderr)
        return CANNOT_START


def _printer(options: argparse.Namespace) -> int:
    from posapp.printer.server import serve

    serve(options.host, options.port)
    return 0


def _channels(options: argparse.Namespace) -> int:
    from posapp import channels

    if options.source == "bill":
        from posapp.channel_bills import bill_of_hub, bill_of_till

        if options.hub is not None:
            return bill_of_hub(options.hub, options.date, options.database)
        return bill_of_till(options.data_dir or default_data_dir(), options.date)
    if options.hub is not None:
        if not options.source:
            return channels.show_hub(options.hub, options.database)
        return channels.take_at_hub(options.hub, options.source, database_url=options.database, shop_id=options.shop)
    folder = options.data_dir or default_data_dir()
    if options.forget:
        return channels.forget(folder)
    return channels.take(folder, options.source) if options.source else channels.show(folder)


def _gateway(options: argparse.Namespace) -> int:
    from posapp.gateway.server import serve

    folder = options.data_dir or default_data_dir() / "gateway"
    serve(options.host, options.port, folder, watched=options.watched)
    return 0


def _journal(options: argparse.Namespace) -> int:
    from posapp import journal

    if options.what == "anchors":
        return journal.list_anchors(options.data_dir or default_data_dir() / "hub", options.database)
    if options.file is None:
        print(f"posapp journal {options.what} FILE: which file?", file=sys.stderr)
        return journal.CANNOT
    if options.what == "export":
        return journal.export(options.data_dir or default_data_dir(), options.file, options.staff, _pin)
    return journal.verify(options.file, options.root, options.anchors, options.paper)


def _pin() -> str:
    """Ask for a PIN without showing it; a program hands it over as a line of the input."""
    from getpass import getpass

    return getpass("PIN: ") if sys.stdin.isatty() else sys.stdin.readline().strip()


def _doctor(options: argparse.Namespace) -> int:
    from posapp.doctor import as_json, examine, examine_hub, report

    findings = examine(options.data_dir or default_data_dir())
    if options.hub_data is not None:
        findings.append(examine_hub(options.hub_data))
    print(as_json(findings) if options.json else report(findings, options.lang))
    return 1 if any(finding.grade == "stops" for finding in findings) else 0


def _prove(options: argparse.Namespace) -> int:
    if options.payments:
        from sync.proving.payments import prove_payments

        return prove_payments(options.payments, options.seed, through_mall=options.through_mall)[0]
    if options.kills:
        from sync.proving.killing import prove_kills

        return prove_kills(options.kills, options.seed)
    if options.races or options.every_order:
        from sync.simulation.races.proving import prove_every_order, prove_race_mutants, prove_races

        if options.every_order:
            return prove_every_order()
        if options.mutants:
            return prove_race_mutants(options.races)
        return prove_races(options.races, options.seed, jobs=options.jobs, log=options.log)
    from sync.simulation.proving import ENOUGH_SEEDS, prove, prove_mutants
    from sync.simulation.world import Size

    if options.mutants:
        return prove_mutants(options.seeds or ENOUGH_SEEDS)
    layout = tuple(options.layout.split(",")) if options.layout else ()
    size = Size(sales=options.sales, layout=layout, harsh=options.harsh)
    return prove(options.seeds or 20, options.seed, size=size, jobs=options.jobs, log=options.log)


def _tour(options: argparse.Namespace) -> int:
    return _play(options.out, options.lang, options.theme, options.size, short=options.short)


def _play(out: Path, language: str, theme: str, size: tuple[int, int], *, short: bool) -> int:
    display.go_without()
    from posapp.tour import play

    return play(out, language="en" if language == "en" else "zh", theme=theme, size=size, short=short)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 0 < int(width) <= 8192 and 0 < int(height) <= 8192):
        raise argparse.ArgumentTypeError(f"a size such as 1366x768, not {text!r}")
    return int(width), int(height)
