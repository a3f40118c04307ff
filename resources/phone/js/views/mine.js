/** Mine: level and points, what is coming up, coupons, diary, orders, purchases; and the way out. */
import { post, session } from "../api.js";
import { el, icon } from "../dom.js";
import { day, money, whole } from "../format.js";
import { forget, now, onChange, store } from "../store.js";
import { both, say } from "../words.js";
import { dropDraft } from "./book_draft.js";
import { unread } from "./inbox.js";
import { roomCard } from "./room.js";
import { bookingCard, orderCard, purchaseCard } from "./lists.js";

export async function mineView(page) {
  const draw = () => {
    const { member, bookings, orders, purchases, coupons } = store.mine;
    const openBookings = bookings
      .filter((one) => ["booked", "checked_in"].includes(one.status))
      .sort((a, b) => a.starts_ms - b.starts_ms);
    const openOrders = orders.filter((one) => ["pending", "promised", "ready"].includes(one.status));
    const usable = coupons.filter((coupon) => coupon.status === "open");
    page.draw(
      el(
        `a.pass.${member.level}`,
        { href: "#/code", style: "display: block" },
        el(
          "div.who",
          {},
          el(
            "div",
            {},
            el("div.name", {}, both(member.name)),
            el("div.small", {}, `${say(`level_${member.level}`)} · ${member.phone_masked}`),
            member.stored_fen ? el("div.small", { id: "stored" }, say("stored", { amount: money(member.stored_fen) })) : null,
          ),
          el("div.points", { id: "points" }, whole(member.points), el("div.small", { style: "font-weight: 400" }, say("points"))),
        ),
      ),
      roomCard(),
      el(
        "div.card.tallies",
        { style: "margin-top: 12px; padding: 8px" },
        tally("#/bookings", bookings.length, "bookings"),
        tally("#/orders", orders.length, "orders"),
        tally("#/purchases", purchases.length, "purchases"),
      ),
      openBookings.length || openOrders.length
        ? el("section.section", {}, el("h2", {}, say("coming")), el("div.stack", {}, ...openBookings.map(bookingCard), ...openOrders.map(orderCard)))
        : null,
      el(
        "section.section",
        { id: "coupons" },
        el("h2", {}, say("coupons")),
        usable.length ? el("div.stack", {}, ...usable.map(couponCard)) : el("p.muted", {}, say("no_coupons")),
      ),
      el(
        "section.section",
        { id: "purchases" },
        el("div.line", {}, el("h2", {}, say("purchases")), purchases.length > 2 ? el("a.link", { href: "#/purchases" }, say("see_all")) : null),
        purchases.length ? el("div.stack", {}, ...purchases.slice(0, 2).map(purchaseCard)) : el("p.muted", {}, say("no_purchases")),
      ),
      el(
        "section.section.card",
        { style: "padding: 4px 16px" },
        way("#/messages", "bell", say("messages"), unread()),
        way("#/deals", "people", say("deals")),
        way("#/book", "hanger", say("book_title")),
        way("#/diary", "calendar", say("diary")),
        way("#/wishes", "heart", say("tab_wishes")),
      ),
      el("button.button.plain", { type: "button", id: "sign-out", style: "margin-top: 16px", onclick: () => signOut(page) }, say("sign_out")),
      el("p.muted.small", { style: "text-align: center; padding: 8px 24px" }, say("stands_for")),
    );
  };
  page.title(say("tab_mine"));
  draw();
  page.onLeave(onChange(draw));
}

function signOut(page) {
  // The phone forgets at once; the hub, when it cannot be told, forgets the session by itself after a while.
  post("sign-out", {}).catch(() => {});
  session.token = null;
  forget();
  dropDraft();
  location.hash = "#/";
  page.redraw();
}

function tally(href, number, name) {
  return el("a", { href }, el("b", {}, String(number)), el("span", {}, say(name)));
}

function way(href, shape, words, count = 0) {
  return el("a.row", { href }, icon(shape), el("span.grow", {}, words), count ? el("span.badge.brand", {}, String(count)) : null, icon("next"));
}

function couponCard(coupon) {
  return el(
    "article.card.coupon",
    { data: { coupon: coupon.id } },
    el("span.off", {}, money(coupon.off_fen)),
    el(
      "div.about",
      {},
      el("p.strong", {}, both(coupon.title)),
      el("p.muted.small", {}, coupon.threshold_fen ? say("spend_over", { amount: money(coupon.threshold_fen) }) : say("no_threshold")),
      el("p.muted.small", {}, say("until", { day: day(coupon.until_ms, now()) })),
    ),
  );
}
