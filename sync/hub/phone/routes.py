"""Where everything of the phone page answers.

    /phone/                          the page itself
    /phone/art/{shape}/{hex}.svg     drawn goods
    /phone/api/chain                 name, shops, categories           GET
    /phone/api/members               demo only: whom to sign in as     GET ?last4=
    /phone/api/sign-in · sign-out    demo only · a session             POST
    /phone/api/mine                  all that is hers, with an ETag    GET
    /phone/api/diary                 what she tried, and outfits       GET
    /phone/api/codes                 her codes, ?ahead= minutes        GET
    /phone/api/styles[/{id}]         browse, open one                  GET ?category=&q=&at=
    /phone/api/wishes/{style}        on and off her wish list          PUT DELETE
    /phone/api/views/{style}         she looked at it                  POST
    /phone/api/slots                 times to book                     GET ?shop=&day=
    /phone/api/bookings[/{id}[/code]]                                  POST · DELETE · GET
    /phone/api/bookings/{id}/garments/{id}/answer                      POST
    /phone/api/room/asks             another piece to her room         POST
    /phone/api/availability          what each shop may promise        GET ?variants=
    /phone/api/basket                her bag as one code for a till    POST
    /phone/api/payment-code          practice money: one code          GET ?channel=
    /phone/api/orders[/{id}[/code|/answer]]                            POST · DELETE · GET · POST
    /phone/api/deals[/{id}[/orders]]  group buys and flash sales       GET ?style= · GET · POST
    /phone/api/groups/{code}[/orders] a group, and joining it          GET · POST
    /phone/api/messages/{id}/opened  she read what the mall wrote      POST
    /phone/api/reviews[/{id}]        of what she bought               POST · DELETE
    /phone/api/consents/{purpose}    service, marketing, personal      PUT DELETE
    /phone/api/erasure               what it would do · do it          GET POST

A session travels as ``Authorization: Bearer``; every path that needs one answers 401 ``no_session`` without it.
"""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from posapp.domain.art import svg
from sync.hub.db.database import Database
from sync.hub.phone import browsing, deals, diary, erasure, hers, inbox, reviewing, wallet
from sync.hub.phone.calls import Calls
from sync.hub.settings import HubSettings

_PAGE = Path(__file__).parents[3] / "resources" / "phone"
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)


def routes(database: Database, settings: HubSettings) -> list[BaseRoute]:
    """Return the routes of the phone page; signing in by choosing a member exists in a demo only."""
    call = Calls(database, settings.clock, settings.quotas)
    has_practice_money = settings.demo and settings.practice_money
    api: list[BaseRoute] = [
        Route("/chain", call(browsing.chain(demo=settings.demo, practice_money=has_practice_money))),
        Route("/styles", call(browsing.styles)),
        Route("/styles/{style_id}", call(browsing.style)),
        Route("/availability", call(browsing.availability)),
        Route("/slots", call(browsing.slots)),
        Route("/mine", call(hers.all_of_it)),
        Route("/diary", call(diary.diary())),
        Route("/codes", call(hers.codes)),
        Route("/wishes/{style_id}", call(hers.wish), methods=["PUT"]),
        Route("/wishes/{style_id}", call(hers.unwish), methods=["DELETE"]),
        Route("/views/{style_id}", call(hers.viewed), methods=["POST"]),
        Route("/bookings", call(hers.book), methods=["POST"]),
        Route("/bookings/{booking_id}", call(hers.change_booking), methods=["PUT"]),
        Route("/bookings/{booking_id}", call(hers.cancel_booking), methods=["DELETE"]),
        Route("/bookings/{booking_id}/code", call(hers.booking_code)),
        Route("/bookings/{booking_id}/garments/{garment_id}/answer", call(hers.answer_offer), methods=["POST"]),
        Route("/room/asks", call(hers.ask_in_room), methods=["POST"]),
        Route("/basket", call(hers.basket), methods=["POST"]),
        Route("/orders", call(hers.order), methods=["POST"]),
        Route("/orders/{order_id}", call(hers.cancel_order), methods=["DELETE"]),
        Route("/orders/{order_id}/code", call(hers.order_code)),
        Route("/orders/{order_id}/answer", call(hers.answer_order), methods=["POST"]),
        Route("/deals", call(deals.running)),
        Route("/deals/{offer_id}", call(deals.deal)),
        Route("/deals/{offer_id}/orders", call(deals.order), methods=["POST"]),
        Route("/groups/{code}", call(deals.group)),
        Route("/groups/{code}/orders", call(deals.join), methods=["POST"]),
        Route("/messages/{message_id}/opened", call(inbox.opened), methods=["POST"]),
        Route("/reviews", call(reviewing.write), methods=["POST"]),
        Route("/reviews/{review_id}", call(reviewing.take_back), methods=["DELETE"]),
        Route("/consents/{purpose}", call(inbox.agree), methods=["PUT"]),
        Route("/consents/{purpose}", call(inbox.withdraw), methods=["DELETE"]),
        Route("/erasure", call(erasure.preview)),
        Route("/erasure", call(erasure.erase), methods=["POST"]),
        Route("/sign-out", call(hers.sign_out), methods=["POST"]),
    ]
    if settings.demo:
        # Imported only here: the demo's words bring the generator along, which a real hub never needs.
        from sync.hub.phone import personas

        api += [
            Route("/members", call(personas.personas)),
            Route("/sign-in", call(personas.sign_in), methods=["POST"]),
        ]
    if has_practice_money:
        api.append(Route("/payment-code", call(wallet.payment_code)))
    return [
        Route("/phone", lambda _request: RedirectResponse("/phone/")),
        Route("/phone/art/{shape}/{hex_digits}.svg", _art),
        Mount("/phone/api", routes=api),
        Mount("/phone", _Page(directory=_PAGE, html=True)),
    ]


class _Page(StaticFiles):
    """The page's own files: always asked for anew (an unchanged one costs a 304), and nothing from elsewhere."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "no-cache"
        response.headers["content-security-policy"] = _POLICY
        response.headers["x-content-type-options"] = "nosniff"
        response.headers["referrer-policy"] = "no-referrer"
        return response


def _art(request: Request) -> Response:
    """Serve a drawn picture; a shape that nobody drew is a hanger, a colour that is none is not found."""
    hex_digits = request.path_params["hex_digits"].lower()
    if len(hex_digits) != 6 or not set(hex_digits) <= set("0123456789abcdef"):
        return Response(status_code=404)
    drawn = svg(request.path_params["shape"], f"#{hex_digits}")
    return Response(drawn, media_type="image/svg+xml", headers={"cache-control": "public, max-age=86400"})
