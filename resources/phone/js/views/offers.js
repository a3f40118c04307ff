/** Pieces of a booking that were not found: what is offered instead, and her word on it. */
import { post } from "../api.js";
import { el, toast } from "../dom.js";
import { refresh } from "../store.js";
import { both, say } from "../words.js";
import { picture, sizeName } from "./pieces.js";

const told = (piece) => `${both(piece.colour)} · ${sizeName(piece.size)}`;

async function answer(booking, offer, takes) {
  try {
    await post(`bookings/${encodeURIComponent(booking.id)}/garments/${encodeURIComponent(offer.garment_id)}/answer`, { takes });
    await refresh();
    toast(say(takes ? "offer_taken_toast" : "offer_left_toast"));
  } catch (trouble) {
    toast(trouble.message);
    await refresh();
  }
}

function card(booking, offer) {
  const piece = offer.instead ?? offer.wanted;
  return el(
    "div.card.stack",
    { data: { offer: offer.garment_id, status: offer.status } },
    el("span.strong", {}, say(`offer_${offer.status}`, { name: both(offer.wanted.name), size: sizeName(offer.wanted.size) })),
    el(
      "div.row",
      {},
      picture(piece.art, piece.hex),
      el("span.grow", {}, el("span.two-lines", {}, both(piece.name)), el("span.muted.small", {}, told(piece))),
    ),
    offer.status === "offered"
      ? el(
          "div.line",
          {},
          el("button.button.plain", { type: "button", data: { answer: "leave" }, onclick: () => answer(booking, offer, false) }, say("offer_leave")),
          el("button.button", { type: "button", data: { answer: "take" }, onclick: () => answer(booking, offer, true) }, say("offer_take")),
        )
      : null,
  );
}

/** The cards of a booking's offers, none once it is over. */
export function offerCards(booking) {
  if (!["booked", "checked_in"].includes(booking.status)) return [];
  return booking.offers.map((offer) => card(booking, offer));
}
