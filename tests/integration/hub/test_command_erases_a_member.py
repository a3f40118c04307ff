"""``posapp erase``: it says what would go, does it with the number that stands for that, and asks who has it done."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from posapp.erase import CANNOT, run
from sync.hub.db.erasure_tables import erasure
from sync.hub.publishing import published
from sync.protocol.rows import Member
from tests.fakes.running_hub import RunningHub
from tests.fakes.small_chain import LIN, ZHOU


def asked(hub: RunningHub, member: str, confirm: str = "", who: str = "") -> int:
    said = Namespace(member=member, confirm=confirm, who=who, reason="来信申请", to_cards=False)
    where = Namespace(hub=hub.data_dir, database=hub.database_url)
    return run(Namespace(**vars(said), **vars(where)), hub.clock)


def test_the_command_says_what_it_would_do_and_then_does_it(
    hub: RunningHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(hub, "1357") == 0
    told = capsys.readouterr().out
    assert ("会删除 / erased" in told, "the law on accounts and taxes" in told) == (True, False), (
        "she bought nothing yet"
    )
    mark = re.search(r"--confirm (\d{6})", told)
    assert mark is not None
    assert asked(hub, "1357", mark[1]) == CANNOT, "nobody said who"
    assert asked(hub, "1357", "000000" if mark[1] != "000000" else "1", "陈") == CANNOT
    with hub.database.reading() as conn:
        assert published(conn, Member, LIN) is not None
    assert asked(hub, "1357", mark[1], "陈") == 0
    assert "已删除" in capsys.readouterr().out
    with hub.database.reading() as conn:
        assert published(conn, Member, LIN) is None
        assert conn.execute(select(erasure.c.source, erasure.c.who)).all() == [("command", "陈")]
    assert asked(hub, "1357") == CANNOT
    assert httpx.get(f"{hub.url}/office/api/erasures").json()[0]["who"] == "陈"


def test_a_member_is_named_by_her_card_or_her_id_too(hub: RunningHub, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("8000000000000002", ZHOU):
        assert asked(hub, name) == 0
        assert "周*" in capsys.readouterr().out
    assert asked(hub, "8000000000000003") == CANNOT


def test_the_command_to_erase_says_where_no_mall_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = Namespace(member="1357", confirm="", who="", reason="", to_cards=False, hub=tmp_path, database="")
    assert run(nowhere) == CANNOT
    assert str(tmp_path) in capsys.readouterr().err
