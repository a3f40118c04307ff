"""Her reviews, on her phone: what she wrote, to write one, to take it back."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.responses import Response

from sync.hub import reviews
from sync.hub.phone.calls import Call, answer
from sync.hub.phone.review_shapes import ReviewGiven, ReviewShape


def hers(conn: Connection, member_id: str) -> list[ReviewShape]:
    """Return what she wrote, the newest first."""
    return [_shown(one) for one in reviews.of_member(conn, member_id)]


def write(call: Call) -> Response:
    """Keep a review."""
    given = call.body(ReviewGiven)
    with call.database.writing() as conn:
        written = reviews.write(
            conn,
            call.clock,
            call.member_id(conn),
            ref=given.ref,
            variant_id=given.variant_id,
            fit=given.fit,
            text=given.text,
        )
        return answer(_shown(written), 201)


def take_back(call: Call) -> Response:
    """Forget a review."""
    with call.database.writing() as conn:
        reviews.take_back(conn, call.member_id(conn), call.path("review_id"))
    return answer({})


def _shown(one: reviews.Review) -> ReviewShape:
    return ReviewShape(
        id=one.review_id, ref=one.ref, variant_id=one.variant_id, fit=one.fit, text=one.text, at_ms=one.written_ms
    )
