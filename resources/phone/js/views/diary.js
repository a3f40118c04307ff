/** The try-on diary: her visits with what became of each garment, sizes that may fit, and what to wear with it. */
import { get } from "../api.js";
import { el, toast } from "../dom.js";
import { day, money } from "../format.js";
import { MOST_OF_EACH, bag, now, onChange, shopOf, store } from "../store.js";
import { both, say } from "../words.js";
import { MISFITS, badge, heart, picture, said, shopsByDistance, sizeName, tile } from "./pieces.js";
import { empty, loading } from "./states.js";

const SMALL = "width: auto; flex: none; min-height: var(--touch); padding: 0 16px";

function toBag(piece, variant, size) {
  const added = bag.add({
    variant_id: variant.variant_id,
    style_id: piece.style_id,
    name: piece.name,
    art: piece.art,
    hex: piece.hex,
    colour: piece.colour,
    size,
    price_fen: variant.member_fen || variant.list_fen,
  });
  if (!added) return toast(say("most", { n: MOST_OF_EACH }));
  location.hash = "#/bag";
}

/** Another size with the shops that have it, the nearest first; bought with one tap. */
function sizeThere(piece, size) {
  const shops = shopsByDistance().filter((shop) => size.shops[shop.id]);
  const where = shops.length
    ? shops.slice(0, 2).map((shop) => say("pieces_in", { shop: both(shop.name), n: size.shops[shop.id] })).join(say("between"))
    : say("out");
  return el(
    "div.line",
    { data: { size: size.size }, style: "gap: 8px" },
    el("span.small.grow", {}, el("b", {}, sizeName(size.size)), ` · ${where}`),
    shops.length
      ? el("button.button.quiet", { type: "button", style: SMALL, data: { buy: size.variant_id }, onclick: () => toBag(piece, size, size.size) }, say("buy_size", { size: sizeName(size.size) }))
      : null,
  );
}

function pieceRow(piece) {
  const price = money(piece.member_fen || piece.list_fen);
  const canBuy = piece.free > 0 && !piece.bought && !MISFITS.includes(piece.verdict);
  return el(
    "div.row.spaced",
    { data: { tried: piece.variant_id, verdict: piece.verdict }, style: "align-items: flex-start" },
    el("a", { href: `#/style/${encodeURIComponent(piece.style_id)}` }, picture(piece.art, piece.hex, "s", both(piece.name))),
    el(
      "div.grow.stack",
      { style: "gap: 6px; min-width: 0" },
      el("span.two-lines.strong", {}, both(piece.name)),
      el("span.muted.small", {}, `${both(piece.colour)} · ${sizeName(piece.size)} · ${price}`),
      el(
        "span.chips",
        {},
        badge("verdict", piece.verdict),
        piece.bought ? el("span.badge.good", {}, say("bought_it")) : null,
        piece.on_offer ? el("span.badge.warn", {}, say("on_offer_now")) : null,
      ),
      said(piece),
      ...piece.sizes.map((size) => sizeThere(piece, size)),
      canBuy
        ? el("span.chips", {}, el("button.button.quiet", { type: "button", style: SMALL, data: { buy: piece.variant_id }, onclick: () => toBag(piece, piece, piece.size) }, say("buy_now")))
        : null,
    ),
    piece.bought ? null : heart(piece.style_id),
  );
}

function visitCard(visit) {
  const shop = visit.shop_id ? shopOf(visit.shop_id) : null;
  return el(
    "section.card",
    { data: { visit: visit.shop_id }, style: "padding: 12px 16px 4px" },
    el("div.line", {}, el("h2", { style: "margin: 0" }, day(visit.at_ms, now())), el("span.muted.small", {}, both(shop?.name))),
    ...visit.pieces.map(pieceRow),
  );
}

function outfitSection(outfit) {
  return el(
    "section.section",
    { data: { outfit: outfit.worn.style_id } },
    el("div.line", { style: "justify-content: flex-start; gap: 12px" }, picture(outfit.worn.art, outfit.worn.hex), el("h2", { style: "margin: 0" }, say("wear_with", { name: both(outfit.worn.name) }))),
    el(
      "div.tiles",
      { style: "margin-top: 12px" },
      ...outfit.pieces.map((piece) =>
        el(
          "div",
          { data: { goes: piece.style.id } },
          tile(piece.style),
          el("p.small", { style: "margin: 6px 4px 0" }, both(piece.reason)),
          piece.size_reason ? el("p.muted.small", { style: "margin: 2px 4px 0" }, `${sizeName(piece.size)} · ${both(piece.size_reason)}`) : null,
        ),
      ),
    ),
  );
}

export async function diaryView(page) {
  let known = null;
  let seen = "";

  const draw = () => {
    if (!known) return page.draw(loading());
    if (!known.visits.length) return page.draw(empty("hanger", say("diary_empty"), say("book_try_on"), "#/book"));
    return page.draw(
      el("div.stack", { id: "diary-visits" }, ...known.visits.map(visitCard)),
      known.outfits.length ? el("h2", { style: "margin-top: 24px" }, say("outfits")) : null,
      el("div", { id: "outfits" }, ...known.outfits.map(outfitSection)),
      known.personal ? null : el("p.muted.small", { id: "not-personal", style: "padding: 16px 8px" }, say("outfits_off")),
    );
  };

  /** Ask again when her outcomes, her purchases or her wishes changed: the answer is about them. */
  const learn = async () => {
    const after = JSON.stringify([store.mine.diary, store.mine.purchases.length, store.mine.wishes.map((wish) => wish.id)]);
    if (after === seen) return;
    seen = after;
    try {
      known = await get("diary");
    } catch (trouble) {
      seen = ""; // the next change, or the next visit, asks again
      if (!known) throw trouble;
    }
    draw();
  };

  page.title(say("diary"));
  draw();
  page.onLeave(onChange(() => learn().catch(() => {})));
  await learn();
}
