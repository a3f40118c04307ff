/** One booking or one order (`order.js`): what it is, how far it got, and its QR code for the counter. */
import { get, remove } from "../api.js";
import { drawing, el, toast } from "../dom.js";
import { distance, moment, timeOf } from "../format.js";
import { now, onChange, refresh, shopOf, store } from "../store.js";
import { both, say } from "../words.js";
import { draftFrom } from "./book_draft.js";
import { offerCards } from "./offers.js";
import { badge, metresTo, picture, said, sizeName, sureButton } from "./pieces.js";

const codes = new Map();

/** The QR code of a booking or order: fetched once, kept while the page lives. */
async function codeOf(path) {
  if (!codes.has(path)) codes.set(path, await get(`${path}/code`));
  return codes.get(path);
}

/** Show a ticket and draw it again whenever it changes. */
export async function ticket(page, { path, find, title, codeTitle, hint, isOpen, details, cancelWords, canCancel }) {
  const holder = el("div.stack", { id: "ticket" });
  let before = "";

  const draw = async () => {
    const item = find();
    if (!item) {
      holder.replaceChildren(el("p.muted", {}, say("not_found")));
      return;
    }
    const after = JSON.stringify(item);
    if (after === before) return;
    before = after;
    const nodes = [];
    if (isOpen(item)) {
      const qr = el("div.qr", { id: "ticket-code" });
      codeOf(path(item)).then(
        (code) => {
          qr.dataset.digits = code.digits;
          qr.replaceChildren(drawing(code.svg, say(codeTitle)));
        },
        () => qr.replaceChildren(el("p.muted", {}, say("offline_act"))),
      );
      nodes.push(
        el(
          "div.card.ticket",
          {},
          el("div.sheet", {}, el("p.small", {}, say(hint)), qr, el("span.typed", { id: "typed-code" }, item.code.replace(/(\d{4})(?=\d)/, "$1 "))),
        ),
      );
    }
    nodes.push(...details(item));
    if (canCancel(item)) nodes.push(cancelButton(path(item), cancelWords));
    holder.replaceChildren(...nodes);
  };

  page.title(say(title));
  page.draw(holder);
  page.onLeave(onChange(draw));
  await draw();
}

function cancelButton(path, words) {
  return sureButton({ id: "cancel", words, sure: "cancel_sure" }, async () => {
    await remove(path);
    await refresh();
    toast(say("cancelled"));
  });
}

export function steps(names, at) {
  return el("ol.steps", {}, ...names.map((name, place) => el(place <= at ? "li.past" : "li", {}, name)));
}

export function where(shopId, line) {
  const shop = shopOf(shopId);
  return el(
    "div.card.stack",
    { style: "gap: 2px" },
    el("div.line", {}, el("span.strong", {}, both(shop.name)), el("span.muted.small", {}, distance(metresTo(shop)))),
    el("span.muted.small", {}, both(shop.address)),
    line,
  );
}

/** A try-on booking; once she is there, each garment shows what became of it. */
export async function bookingView(page, id) {
  await ticket(page, {
    path: (item) => `bookings/${encodeURIComponent(item.id)}`,
    find: () => store.mine.bookings.find((one) => one.id === id),
    title: "booking",
    codeTitle: "booking_code",
    hint: "show_booking",
    isOpen: (item) => item.status === "booked",
    canCancel: (item) => item.status === "booked",
    cancelWords: "cancel_booking",
    details: (item) => [
      ...offerCards(item),
      el(
        "div.card",
        {},
        el("div.line", {}, el("h2.numbers", {}, `${moment(item.starts_ms, now())}–${timeOf(item.ends_ms)}`), badge("booking", item.status)),
        el("p.muted.small", { id: "booked-room" }, [item.room ? say("room", { n: item.room }) : say("room_on_arrival"), item.companions ? say("with_others", { n: item.companions }) : ""].filter(Boolean).join(" · ")),
        ["cancelled", "no_show"].includes(item.status)
          ? null
          : steps([say("booking_booked"), say("booking_checked_in"), say("booking_done")], { booked: 0, checked_in: 1, done: 2 }[item.status]),
      ),
      where(item.shop_id),
      el(
        "div.card",
        { id: "garments", style: "padding: 4px 16px" },
        ...item.garments.map((garment) =>
          el(
            "a.row.spaced",
            { href: `#/style/${encodeURIComponent(garment.style_id)}`, data: { style: garment.style_id, verdict: garment.verdict ?? "" } },
            picture(garment.art, garment.hex),
            el(
              "span.grow",
              {},
              el("span.two-lines", {}, both(garment.name)),
              el("span.muted.small", {}, `${both(garment.colour)} · ${sizeName(garment.size)}`),
              said(garment),
            ),
            garment.verdict ? badge("verdict", garment.verdict) : el("span.muted.small", {}, say("verdict_waiting")),
          ),
        ),
      ),
      item.note ? el("p.muted.small", {}, `${say("their_note")}：${item.note}`) : null,
      now() < item.change_until_ms
        ? el("a.button.plain", { id: "change", href: "#/book", onclick: () => draftFrom(item) }, say("change_booking"))
        : null,
    ].filter(Boolean),
  });
}
