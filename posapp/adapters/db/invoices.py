"""Titles that invoices were made out to, and what was asked for.

Of what a neighbour was asked for the relay tells the title too; the mall tells no more than that somebody asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, bindparam, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from posapp.adapters.db.paper_tables import invoice_request, invoice_title
from posapp.domain.clock import Millis
from posapp.domain.identity import new_id
from posapp.services.invoicing import InvoiceTitle
from sync.protocol.kinds import InvoiceRequest

_titles = (
    select(invoice_title.c.name, invoice_title.c.tax_no)
    .where(invoice_title.c.member_id == bindparam("owner"))
    .order_by(invoice_title.c.used_ms.desc(), invoice_title.c.title_id.desc())
    .limit(bindparam("most"))
)
_forget = delete(invoice_title).where(
    and_(
        invoice_title.c.member_id == bindparam("owner"),
        invoice_title.c.name == bindparam("called"),
        invoice_title.c.tax_no == bindparam("code"),
    )
)
_remember = insert(invoice_title)
_asked = select(invoice_request.c.name, invoice_request.c.tax_no).where(invoice_request.c.sale_id == bindparam("sale"))
_keep_asked = upsert(invoice_request)
_keep_asked = _keep_asked.on_conflict_do_update(
    index_elements=["sale_id"],
    set_={name: _keep_asked.excluded[name] for name in ("name", "tax_no", "asked_ms")},
    where=(_keep_asked.excluded.asked_ms >= invoice_request.c.asked_ms) | (invoice_request.c.name == ""),
)


class SqlInvoices:
    """Keeps ``InvoiceBook`` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def titles(self, member_id: str, most: int) -> list[InvoiceTitle]:
        """Return the titles of a member, or of nobody in particular, the last used first."""
        found = self._connection.execute(_titles, {"owner": member_id, "most": most})
        return [InvoiceTitle(row.name, row.tax_no) for row in found]

    def remember(self, member_id: str, title: InvoiceTitle, now: Millis) -> None:
        """Keep that a title was used; it is then the first to be offered."""
        self._connection.execute(_forget, {"owner": member_id, "called": title.name, "code": title.tax_no})
        kept = {
            "title_id": new_id(now),
            "member_id": member_id,
            "name": title.name,
            "tax_no": title.tax_no,
            "used_ms": now,
        }
        self._connection.execute(_remember, kept)

    def asked(self, sale_id: str) -> InvoiceTitle | None:
        """Return what was asked for a sale at this till."""
        row = self._connection.execute(_asked, {"sale": sale_id}).first()
        return None if row is None or not row.name else InvoiceTitle(row.name, row.tax_no)

    def keep_asked(self, sale_id: str, title: InvoiceTitle, now: Millis) -> None:
        """Keep what was asked for; what is asked later stands."""
        self._connection.execute(
            _keep_asked, {"sale_id": sale_id, "name": title.name, "tax_no": title.tax_no, "asked_ms": now}
        )


def keep_neighbours(connection: Connection, asked: Iterable[InvoiceRequest]) -> None:
    """Keep what neighbours were asked for."""
    found = [
        {"sale_id": one.sale_id, "name": one.title, "tax_no": one.tax_no, "asked_ms": one.occurred_ms} for one in asked
    ]
    if found:
        connection.execute(_keep_asked, found)
