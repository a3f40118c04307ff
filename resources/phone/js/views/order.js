/** An order to collect: where its pieces are, what she is asked about missing ones, and its code. */
import { post } from "../api.js";
import { el, toast } from "../dom.js";
import { day, moment, money, within } from "../format.js";
import { now, refresh, shopOf, store } from "../store.js";
import { both, say } from "../words.js";
import { picture, sizeName, sureButton } from "./pieces.js";
import { reviewLink } from "./reviews.js";
import { steps, ticket, where } from "./ticket.js";

const OPEN = ["promised", "ready"];
const ENDED = ["declined", "cancelled", "expired"];

const waits = (line) => line.quantity - line.handed - line.missing - line.dropped;

/** An order to collect. */
export async function orderView(page, id) {
  await ticket(page, {
    path: (item) => `orders/${encodeURIComponent(item.id)}`,
    find: () => store.mine.orders.find((one) => one.id === id),
    title: "order",
    codeTitle: "order_code",
    hint: "show_order",
    isOpen: (item) => OPEN.includes(item.status) && item.lines.some(waits) && !forming(item),
    canCancel: (item) => ["pending", ...OPEN].includes(item.status),
    cancelWords: "cancel_order",
    details: (item) => [standing(item), asked(item), where(item.shop_id), lines(item)].filter(Boolean),
  });
}

function forming(item) {
  return item.group && !item.group.is_complete;
}

function standing(item) {
  const isOpen = OPEN.includes(item.status);
  const first = item.payment === "on_collection" ? "step_ordered" : "step_paid";
  const isSome = isOpen && item.lines.some((line) => line.handed);
  return el(
    "div.card",
    { id: "standing" },
    el("div.line", {}, el("h2", {}, say(title(item))), el("span.muted.small.numbers", {}, item.number)),
    item.kind === "plain" ? null : el("p.small.strong", { id: "kind" }, say(`kind_${item.kind}`)),
    isOpen
      ? el("p.muted.small", {}, say("collect_by", { day: (item.kind === "flash" ? within : day)(item.collect_until_ms, now()) }))
      : item.handed_over_ms
        ? el("p.muted.small", {}, moment(item.handed_over_ms, now()))
        : null,
    item.status === "pending" ? el("p.small", { role: "status" }, say("order_pending_how")) : null,
    forming(item) && isOpen
      ? el("p.small", { role: "status", id: "group" }, say("group_forming", { joined: item.group.joined, wanted: item.group.wanted, day: within(item.group.until_ms, now()) }))
      : null,
    forming(item) && isOpen && item.group.code ? el("a.link", { href: `#/group/${item.group.code}`, id: "to-group" }, say("invite")) : null,
    isSome ? el("p.small", { role: "status", id: "partly" }, say("order_partly")) : null,
    item.payment === "on_collection" && isOpen ? el("p.small.strong", { id: "to-pay" }, say("pay_here", { sum: money(toPay(item)) })) : null,
    item.back_fen ? el("p.small", { id: "back" }, say("order_back", { sum: money(item.back_fen) })) : null,
    item.instead_of ? el("p.muted.small", {}, say("order_instead", { number: item.instead_of })) : null,
    item.status === "pending" || ENDED.includes(item.status)
      ? null
      : steps([say(first), say("order_ready"), say("order_handed_over")], { promised: 0, ready: 1, handed_over: 2 }[item.status]),
  );
}

function title(item) {
  if (item.payment === "on_collection" && ENDED.includes(item.status)) return `order_${item.status}_unpaid`;
  return `order_${item.status}`;
}

function toPay(item) {
  return item.lines.reduce((sum, line) => sum + Math.floor((line.paid_fen * waits(line)) / line.quantity), 0);
}

/** Missing pieces: she says once what she wants instead, and sees at once what comes of it. */
function asked(item) {
  if (!item.asked) return null;
  const answer = (wants, words, isFirst = false) => {
    const button = sureButton({ id: `wants-${wants}`, words, sure: `${words}_sure` }, async () => {
      await post(`orders/${encodeURIComponent(item.id)}/answer`, { wants });
      await refresh();
      toast(say("answered"));
    });
    button.classList.toggle("plain", !isFirst);
    return button;
  };
  const shop = item.asked === "elsewhere" ? shopOf(item.offered_shop_id) : null;
  const isPaid = item.payment === "online";
  return el(
    "div.card.stack",
    { id: "asked", role: "status" },
    el("h2", {}, say("asked_title")),
    el("p.small", {}, shop ? say("asked_elsewhere", { shop: both(shop.name) }) : say(isPaid ? "asked_refund" : "asked_drop")),
    shop ? answer("reroute", "wants_reroute", true) : null,
    answer("refund", isPaid ? "wants_refund" : "wants_drop", !shop),
  );
}

function lines(item) {
  const states = (line) =>
    [
      line.handed && line.handed < line.quantity ? say("line_handed", { n: line.handed }) : "",
      line.missing ? say("line_missing", { n: line.missing }) : "",
      line.dropped ? say("line_dropped", { n: line.dropped }) : "",
    ].filter(Boolean);
  return el(
    "div.card",
    { id: "lines", style: "padding: 4px 16px" },
    ...item.lines.map((line) =>
      el(
        "a.row.spaced",
        { href: `#/style/${encodeURIComponent(line.style_id)}`, data: { variant: line.variant_id } },
        picture(line.art, line.hex),
        el(
          "span.grow",
          {},
          el("span.two-lines", {}, both(line.name)),
          el("span.muted.small", { style: "display: block" }, `${both(line.colour)} · ${sizeName(line.size)} · ×${line.quantity}`),
          ...states(line).map((state) => el("span.small.strong", { style: "display: block" }, state)),
        ),
        el("span.price", {}, money(line.paid_fen)),
      ),
    ),
    el("div.row.line", {}, el("span", {}, say("total")), el("span.price", {}, money(item.total_fen))),
    reviewLink(item),
  );
}
