/** Her bookings with the try-on diary, her orders, and what she bought in shops: as cards and as whole lists. */
import { el } from "../dom.js";
import { day, moment, money } from "../format.js";
import { now, onChange, shopOf, store } from "../store.js";
import { both, say } from "../words.js";
import { badge, picture, sizeName } from "./pieces.js";
import { reviewLink } from "./reviews.js";
import { empty } from "./states.js";

const MOST_PICTURES = 5;

function pictures(items) {
  return el(
    "span.chips",
    { style: "margin-top: 8px; flex-wrap: nowrap; overflow: hidden" },
    ...items.slice(0, MOST_PICTURES).map((item) => picture(item.art, item.hex)),
  );
}

/** A booking in a list. */
export function bookingCard(item) {
  return el(
    "a.card",
    { href: `#/booking/${encodeURIComponent(item.id)}`, data: { booking: item.id } },
    el("div.line", {}, el("span.strong.numbers", {}, moment(item.starts_ms, now())), badge("booking", item.status)),
    el("span.muted.small", {}, both(shopOf(item.shop_id).name)),
    pictures(item.garments),
  );
}

/** An order in a list. */
export function orderCard(item) {
  return el(
    "a.card",
    { href: `#/order/${encodeURIComponent(item.id)}`, data: { order: item.id } },
    el("div.line", {}, el("span.strong.price", {}, money(item.total_fen)), badge("order", item.status)),
    el("span.muted.small", {}, `${both(shopOf(item.shop_id).name)} · ${day(item.placed_ms, now())}`),
    pictures(item.lines),
  );
}

/** A purchase in a shop, with its receipt number and points. */
export function purchaseCard(item) {
  const shop = item.shop_id ? shopOf(item.shop_id) : null;
  return el(
    "article.card",
    { data: { purchase: item.id, receipt: item.receipt_no } },
    el(
      "div.line",
      {},
      el("span.strong.price", {}, money(item.total_fen)),
      item.points ? el("span.badge.brand", {}, say("earned", { n: item.points })) : null,
    ),
    el("p.muted.small.numbers", {}, [shop && both(shop.name), day(item.at_ms, now()), item.receipt_no].filter(Boolean).join(" · ")),
    pictures(item.lines),
    reviewLink(item),
  );
}

/** What she tried, newest first, with what became of it. */
export function diaryRow(entry) {
  return el(
    "a.row.spaced",
    { href: `#/style/${encodeURIComponent(entry.style_id)}`, data: { diary: entry.style_id } },
    picture(entry.art, entry.hex),
    el(
      "span.grow",
      {},
      el("span.two-lines", {}, both(entry.name)),
      el("span.muted.small", {}, `${day(entry.at_ms, now())} · ${sizeName(entry.size)}`),
    ),
    badge("verdict", entry.verdict),
  );
}

async function list(page, title, draw) {
  page.title(say(title));
  page.draw(...draw());
  page.onLeave(onChange(() => page.draw(...draw())));
}

export async function bookingsView(page) {
  await list(page, "bookings", () => {
    const { bookings, diary } = store.mine;
    return [
      bookings.length
        ? el("div.stack", {}, ...bookings.map(bookingCard))
        : empty("calendar", say("no_bookings"), say("book_try_on"), "#/book"),
      el(
        "section.section",
        {},
        el("div.line", {}, el("h2", {}, say("diary")), diary.length ? el("a.link", { href: "#/diary" }, say("see_all")) : null),
        diary.length ? el("div.card", { id: "diary", style: "padding: 4px 16px" }, ...diary.map(diaryRow)) : el("p.muted", {}, say("diary_empty")),
      ),
    ];
  });
}

export async function ordersView(page) {
  await list(page, "orders", () => {
    const { orders } = store.mine;
    return orders.length ? [el("div.stack", {}, ...orders.map(orderCard))] : [empty("bag", say("no_orders"), say("go_shop"), "#/shop")];
  });
}

export async function purchasesView(page) {
  await list(page, "purchases", () => {
    const { purchases } = store.mine;
    return purchases.length ? [el("div.stack", {}, ...purchases.map(purchaseCard))] : [empty("receipt", say("no_purchases"))];
  });
}
