/** Group buys and flash sales: all that run, and what one style's page says of them. */
import { get } from "../api.js";
import { el, icon, toast } from "../dom.js";
import { money, within } from "../format.js";
import { now, store } from "../store.js";
import { both, say } from "../words.js";
import { picture } from "./pieces.js";
import { empty, loading } from "./states.js";

const HOUR_MS = 3_600_000;
const CODE_DIGITS = 8;

/** The offers of one style; none when the hub cannot be asked just now, for the page works without them. */
export const dealsOf = (styleId) => get(`deals?style=${encodeURIComponent(styleId)}`).then((answer) => answer.deals, () => []);

/** "¥199" beside what it costs otherwise. */
export function dealPrice(deal, usualFen) {
  const was = usualFen > deal.price_fen ? el("span.was", {}, money(usualFen)) : null;
  return el("span", {}, el("span.price.member", {}, money(deal.price_fen)), " ", was);
}

const usualOf = (style) => style.member_fen || style.list_fen;
const hasBegun = (deal) => deal.from_ms <= now();

function badgeOf(deal) {
  return el("span.badge.brand", {}, deal.kind === "group" ? say("people_group", { n: deal.wanted }) : say("kind_flash_short"));
}

/** What she lets herself in for. */
export function howItGoes(deal) {
  if (deal.kind === "flash") return say("flash_how", { hours: Math.round(deal.kept_ms / HOUR_MS) });
  return say("group_how", { n: deal.wanted, hours: Math.round(deal.open_ms / HOUR_MS) });
}

function whenAndLeft(deal) {
  const when = hasBegun(deal) ? say("deal_until", { time: within(deal.until_ms, now()) }) : say("deal_from", { time: within(deal.from_ms, now()) });
  return deal.kind === "flash" && hasBegun(deal) ? `${say("deal_left", { n: deal.left })} · ${when}` : when;
}

/** Her own groups are no strangers' groups. */
const isHers = (group) => store.mine.orders.some((order) => order.group?.code === group.code);

/** The key that leads to paying for a piece of an offer. `chosen` returns the variant she chose, or null. */
export function startButton(deal, style, chosen, code = "") {
  const isGone = deal.kind === "flash" && deal.left <= 0;
  const words = isGone ? say("deal_gone") : say(code ? "join_for" : deal.kind === "group" ? "open_for" : "grab_for", { sum: money(deal.price_fen) });
  const start = () => {
    const variant = chosen();
    if (!variant) return toast(say("choose_size"));
    location.hash = `#/deal/${[deal.id, style.id, variant, ...(code ? [code] : [])].map(encodeURIComponent).join("/")}`;
    return undefined;
  };
  return el("button.button", { type: "button", id: `start-${deal.kind}`, disabled: isGone || !(hasBegun(deal) || code), onclick: start }, words);
}

/** What a style's page says of an offer; with `code` she came to join that group, and the page's foot has the key. */
export function dealCard(deal, style, chosen, code = "") {
  const others = code ? [] : deal.groups.filter((group) => !isHers(group));
  return el(
    "div.card.stack",
    { data: { deal: deal.id } },
    el("div.line", {}, badgeOf(deal), el("span.price.member", {}, money(deal.price_fen))),
    el("p.small", {}, howItGoes(deal)),
    el("p.muted.small", {}, [whenAndLeft(deal), say("deal_each", { n: deal.each_member })].join(" · ")),
    code ? null : startButton(deal, style, chosen),
    ...others.map((group) =>
      el(
        "a.row",
        { href: `#/group/${group.code}`, data: { group: group.code } },
        icon("people"),
        el("span.grow.small", {}, `${missing(group)} · ${say("deal_until", { time: within(group.until_ms, now()) })}`),
        el("span.link", {}, say("join_them")),
      ),
    ),
  );
}

/** "1 more person needed". */
export function missing(group) {
  const n = Math.max(group.wanted - group.joined, 0);
  return say(n === 1 ? "one_missing" : "some_people_missing", { n });
}

/** All offers, and the way to a friend's group by its number. */
export async function dealsView(page) {
  page.title(say("deals"));
  page.draw(loading());
  const { deals } = await get("deals");
  const typed = el("input.input", {
    id: "group-code",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "11",
    placeholder: say("group_code_hint"),
    "aria-label": say("group_code_hint"),
  });
  typed.addEventListener("input", () => {
    const digits = typed.value.normalize("NFKC").replace(/\D/g, "");
    if (digits.length === CODE_DIGITS) location.hash = `#/group/${digits}`;
  });
  page.draw(
    typed,
    deals.length ? el("div.stack.section", { id: "deals" }, ...deals.map(dealRows)) : empty("people", say("no_deals"), say("go_shop"), "#/shop"),
  );
}

function dealRows(deal) {
  return el(
    "section.card",
    { style: "padding: 12px 16px", data: { deal: deal.id } },
    el("div.line", {}, badgeOf(deal), el("span.muted.small", {}, whenAndLeft(deal))),
    ...deal.styles.map((style) =>
      el(
        "a.row.spaced",
        { href: `#/style/${encodeURIComponent(style.id)}`, data: { style: style.id } },
        picture(style.art, style.hex),
        el("span.grow", {}, el("span.two-lines", {}, both(style.name)), dealPrice(deal, usualOf(style))),
        icon("next"),
      ),
    ),
  );
}

/** The way from the shop to what runs; nothing while nothing does. */
export async function dealsBanner() {
  const { deals } = await get("deals");
  if (!deals.length) return null;
  return el(
    "a.choice",
    { href: "#/deals", id: "to-deals", style: "margin-bottom: 12px" },
    icon("people"),
    el("span.grow.strong", {}, say("deals")),
    el("span.badge.brand", {}, say("deals_running", { n: deals.length })),
    icon("next"),
  );
}
