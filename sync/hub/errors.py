"""What the mall refuses. Codes and values only: the sentences of the hub stand in ``sentences.py``.

Refused (posapp.domain.errors)
├── UnknownShop · UnknownMember · UnknownStyle · UnknownVariant · UnknownBooking · UnknownOrder
├── SlotTaken · NoSuchSlot · TooLateToChange · TooManyGarments · NothingOffered   booking
├── SoldOut · ShopSilent · EmptyBasket              ordering
├── BasketTooLarge · NotOnALabel                    a bag as one code
├── NotOpen                                         cancelling
├── NoSession                                       a phone that is not signed in
├── PairingRefused                                  a till that may not enrol
├── TillNumber · OfficeClosed · OfficePassword · BadShopRules · UnknownPack · NoSuchEngine      the back office
├── NotParked · NotAWayOut · NothingToMap · MoneyUnclear · NotAllowed · NoName · NothingApart · NotBookable   settling
├── Unauthorised · ClockIsOff · Revoked · NoRelay · TooLarge · Unreadable · SlowDown   transport
├── OtherQuestion · OtherPayment                    an id that was used before
└── TooSlow · SpellOut · NoSuchDictionary         transport of what tills push
"""

from __future__ import annotations

from typing import ClassVar

from posapp.domain.errors import Refused


class HubRefused(Refused):
    """The mall says no; ``status`` is the HTTP status that says so."""

    code = "hub_refused"
    status: ClassVar[int] = 409


class UnknownShop(HubRefused):
    """There is no such shop."""

    code = "unknown_shop"
    status = 404


class UnknownMember(HubRefused):
    """There is no such member."""

    code = "unknown_member"
    status = 404


class UnknownStyle(HubRefused):
    """There is no such style."""

    code = "unknown_style"
    status = 404


class UnknownVariant(HubRefused):
    """There is no such variant."""

    code = "unknown_variant"
    status = 404


class UnknownBooking(HubRefused):
    """There is no such booking of hers."""

    code = "unknown_booking"
    status = 404


class UnknownOrder(HubRefused):
    """There is no such order of hers."""

    code = "unknown_order"
    status = 404


class UnknownMessage(HubRefused):
    """There is no such message of hers."""

    code = "unknown_message"
    status = 404


class SlotTaken(HubRefused):
    """Every fitting room is booked in that slot."""

    code = "slot_taken"


class NoSuchSlot(HubRefused):
    """The shop has no slot at that time, or it has begun."""

    code = "no_such_slot"


class BadShopRules(HubRefused):
    """Hours or rules that no shop or chain can have; ``field`` names the first that is wrong (``rule_words``)."""

    code = "bad_shop_rules"
    status = 400


class UnknownPack(HubRefused):
    """The mall does not keep that version of the model pack."""

    code = "unknown_pack"
    status = 404


class NoSuchEngine(HubRefused):
    """The training cannot count on that engine: nobody knows it, or what it needs is not installed."""

    code = "no_such_engine"


class BadExperiment(HubRefused):
    """An experiment that cannot be; ``field`` names the first thing that is wrong."""

    code = "bad_experiment"
    status = 400


class ExperimentRuns(HubRefused):
    """Another experiment runs; one at a time is told apart from chance."""

    code = "experiment_runs"


class UnknownExperiment(HubRefused):
    """There is no such experiment."""

    code = "unknown_experiment"
    status = 404


class TooLateToChange(HubRefused):
    """The slot begins so soon that the shop counts on it; she may still call it off."""

    code = "too_late_to_change"


class TooManyGarments(HubRefused):
    """A booking holds 1 to ``most`` garments."""

    code = "too_many_garments"


class TooManyOpen(HubRefused):
    """She has ``most`` bookings, or orders to be paid on collection, that are still open."""

    code = "too_many_open"


class SoldOut(HubRefused):
    """The shop cannot promise that many: ``variant_id``, ``quota`` pieces are left for the mall."""

    code = "sold_out"


class ShopSilent(HubRefused):
    """The shop has not been heard of for so long that nothing can be promised from it."""

    code = "shop_silent"


class EmptyBasket(HubRefused):
    """An order needs a line."""

    code = "empty_basket"


class BasketTooLarge(HubRefused):
    """A bag's code holds so many ``lines`` of so many ``pieces`` each, and this bag is larger."""

    code = "basket_too_large"


class NotOnALabel(HubRefused):
    """The barcode of these goods (``name_zh``, ``name_en``) is none that a bag's code holds: letters, or too long."""

    code = "not_on_a_label"


class NotOpen(HubRefused):
    """It is no longer open: ``status`` says what became of it."""

    code = "not_open"


class NotInARoom(HubRefused):
    """She is in no fitting room now."""

    code = "not_in_a_room"


class NothingOffered(HubRefused):
    """Nothing is offered for that garment, or no longer: she has answered, or a clerk laid something out."""

    code = "nothing_offered"


class NoSession(HubRefused):
    """The phone is not signed in."""

    code = "no_session"
    status = 401


class PairingRefused(HubRefused):
    """The one-time code is not accepted: ``reason`` unknown, used, expired."""

    code = "pairing_refused"
    status = 403


class TillNumber(HubRefused):
    """A till number is 01 to 99."""

    code = "till_number"
    status = 400


class NotParked(HubRefused):
    """That operation is not on the list of parked ones."""

    code = "not_parked"
    status = 404


class NotAWayOut(HubRefused):
    """That action does not make sense for an operation parked with that code."""

    code = "not_a_way_out"


class NothingToMap(HubRefused):
    """The operation does not name that thing, or the mall does not know what it is said to mean."""

    code = "nothing_to_map"


class MoneyUnclear(HubRefused):
    """It is no sale, or its tenders do not come to its total, so there is no money that is certain."""

    code = "money_unclear"


class NotAllowed(HubRefused):
    """Only a manager of that shop may settle its parked operations from a till."""

    code = "not_allowed"
    status = 403


class NoName(HubRefused):
    """Whoever settles something says who she is and why."""

    code = "no_name"
    status = 400


class NotBookable(HubRefused):
    """What is set apart of that log is no operation: nothing in it can be booked."""

    code = "not_bookable"


class NothingApart(HubRefused):
    """Nothing of that log is set apart any more."""

    code = "nothing_apart"
    status = 404


class OfficeClosed(HubRefused):
    """The back office is open to this machine only."""

    code = "office_closed"
    status = 403


class OfficePassword(HubRefused):
    """The back office asks for its password."""

    code = "office_password"
    status = 401


class OtherQuestion(HubRefused):
    """That id was given to another question before, or belongs to another till."""

    code = "other_question"


class OtherPayment(HubRefused):
    """That number was given to another payment or refund before, or belongs to another shop; nothing was done."""

    code = "other_payment"


class Unauthorised(HubRefused):
    """The request's signature is absent or wrong."""

    code = "unauthorised"
    status = 401


class ClockIsOff(HubRefused):
    """The request is signed, but for a time that is more than two days off; ``server_ms`` is the hub's."""

    code = "clock_is_off"
    status = 401


class NoSuchGeneration(HubRefused):
    """No till has or had that generation."""

    code = "no_such_generation"
    status = 404


class StillInUse(HubRefused):
    """A till that was not replaced cannot be closed."""

    code = "still_in_use"


class ReceiptNumber(HubRefused):
    """That is no receipt number of the till in question, or too far beyond the last one known."""

    code = "receipt_number"


class NoRelay(HubRefused):
    """Only the relay of a shop may ask that."""

    code = "no_relay"
    status = 403


class Revoked(HubRefused):
    """This till was taken out of service."""

    code = "revoked"
    status = 403


class TooLarge(HubRefused):
    """The request is larger than the hub reads."""

    code = "too_large"
    status = 413


class Unreadable(HubRefused):
    """The request is not what the protocol says."""

    code = "unreadable"
    status = 400


class TooSlow(HubRefused):
    """The request did not arrive in the time that the hub waits for one."""

    code = "too_slow"
    status = 408


class SpellOut(HubRefused):
    """The short form of a push does not come out: it is to be sent in full."""

    code = "spell_out"
    status = 409


class NoSuchDictionary(HubRefused):
    """The body is packed in a way, or with a dictionary, that this hub does not have."""

    code = "no_such_dictionary"
    status = 415


class SlowDown(HubRefused):
    """Too many requests; wait ``seconds``."""

    code = "slow_down"
    status = 429
