/** One style: its picture in each colour, sizes, prices, stock by shop, and what she can do with it. */
import { get, post } from "../api.js";
import { el, icon, toast } from "../dom.js";
import { distance, money } from "../format.js";
import { MOST_OF_EACH, bag, store } from "../store.js";
import { both, say } from "../words.js";
import { dealCard, dealsOf, startButton } from "./deals.js";
import { heart, metresTo, picture, shopsByDistance, sizeName } from "./pieces.js";
import { askFor } from "./room.js";
import { loading } from "./states.js";
import { draftOf } from "./book_draft.js";

/** `code` is the number of a friend's group that she came to join. */
export async function styleView(page, styleId, code = "") {
  page.draw(loading());
  const [style, deals] = await Promise.all([get(`styles/${encodeURIComponent(styleId)}`), dealsFor(styleId, code)]);
  post(`views/${encodeURIComponent(styleId)}`).catch(() => {}); // a lost view costs nothing
  let colour = style.colours[0];
  let size = style.sizes.length === 1 ? style.sizes[0] : null;

  const cells = () => style.cells.filter((cell) => cell.colour === colour.code);
  const cell = () => cells().find((one) => one.size === size) ?? null;
  const chosenVariant = () => cell()?.variant_id ?? null;
  const inShops = (one) => Object.values(one.stock).reduce((sum, level) => sum + level.here, 0);

  const stage = el("div.stage");
  const below = el("div.stack");
  const name = el("h1", { style: "margin-top: 16px" }, both(style.name));

  const draw = () => {
    const chosen = cell();
    const shown = chosen ?? cells()[0];
    stage.replaceChildren(picture(style.art, colour.hex, "", both(style.name)), heart(style.id));
    below.replaceChildren(
      price(shown),
      el("h2", {}, say("colour"), el("span.muted.small", {}, `  ${both(colour.name)}`)),
      el("div.chips", {}, ...style.colours.map(colourChip)),
      el("h2", {}, say("size")),
      el("div.chips", { id: "sizes" }, ...style.sizes.map(sizeChip)),
      ...deals.map((deal) => dealCard(deal, style, chosenVariant, code)),
      toMyRoom(chosen),
      el("h2", { style: "margin-top: 8px" }, say("stock_by_shop")),
      el("div.card", { style: "padding: 0 16px" }, ...shopsByDistance().map((shop) => stockRow(shop, chosen))),
      el("div.card.stack.small", {}, ...facts()),
      el("div", { style: "height: 72px" }),
    );
  };

  const price = (shown) =>
    el(
      "div.prices",
      {},
      shown.member_fen
        ? [
            el("span.price.member.now", {}, money(shown.member_fen)),
            el("span.badge.brand", {}, say("member_price")),
            el("span.was", {}, money(shown.list_fen)),
          ]
        : el("span.price.now", {}, money(shown.list_fen)),
    );

  const colourChip = (one) =>
    el(
      "button.chip",
      {
        type: "button",
        "aria-pressed": String(one === colour),
        data: { colour: one.code },
        onclick: () => {
          colour = one;
          if (!cell()) size = style.sizes.length === 1 ? style.sizes[0] : null;
          draw();
        },
      },
      el("span.dot", { style: `background: ${one.hex}` }),
      both(one.name),
    );

  const sizeChip = (one) => {
    const its = cells().find((other) => other.size === one);
    return el(
      "button.chip",
      {
        type: "button",
        "aria-pressed": String(one === size),
        disabled: !its || inShops(its) <= 0,
        data: { size: one },
        onclick: () => {
          size = one;
          draw();
        },
      },
      sizeName(one),
    );
  };

  const toMyRoom = (chosen) => {
    const { room } = store.mine;
    if (!room || !chosen || !style.can_try || (chosen.stock[room.shop_id]?.here ?? 0) <= 0) return null;
    return el(
      "button.button.quiet",
      { type: "button", id: "to-room", onclick: () => askFor(chosen.variant_id) },
      say("bring_here", { n: room.number }),
    );
  };

  const stockRow = (shop, chosen) => {
    const here = (chosen ? [chosen] : cells()).reduce((sum, one) => sum + (one.stock[shop.id]?.here ?? 0), 0);
    const [words, tone] = here <= 0 ? [say("out"), ""] : chosen && here <= 2 ? [say("last_pieces", { n: here }), ".warn"] : [say("in_stock"), ".good"];
    return el(
      "div.row",
      { data: { shop: shop.id } },
      el("span.grow", {}, both(shop.name), " ", el("span.muted.small", {}, distance(metresTo(shop)))),
      el(`span.badge${tone}`, {}, words),
    );
  };

  const facts = () => [
    el("div.line", {}, el("span.muted", {}, say("style_code")), el("span.numbers", {}, style.code)),
    both(style.material) ? el("div.line", {}, el("span.muted", {}, say("material")), el("span", {}, both(style.material))) : null,
    style.sizes.length > 1
      ? el("div.line", {}, el("span.muted", {}, say("fit")), el("span", {}, say(["fit_small", "fit_true", "fit_large"][style.fit_hint + 1])))
      : null,
  ];

  const toBag = () => {
    const chosen = cell();
    if (!chosen) return toast(say("choose_size"));
    const added = bag.add({
      variant_id: chosen.variant_id,
      style_id: style.id,
      name: style.name,
      art: style.art,
      hex: colour.hex,
      colour: colour.name,
      size,
      price_fen: chosen.member_fen || chosen.list_fen,
    });
    return toast(added ? say("added") : say("most", { n: MOST_OF_EACH }));
  };

  const toBooking = () => {
    draftOf().add({ style_id: style.id, variant_id: cell()?.variant_id ?? null, colour: colour.code });
    location.hash = "#/book";
  };

  page.title(both(style.name));
  draw();
  page.draw(
    stage,
    name,
    below,
    el(
      "div.bar",
      {},
      el("a.round", { href: "#/bag", "aria-label": say("tab_bag") }, icon("bag")),
      style.can_try ? el("button.button.quiet", { type: "button", id: "book", onclick: toBooking }, say("book_try_on")) : null,
      code && deals.length
        ? startButton(deals[0], style, chosenVariant, code)
        : el("button.button", { type: "button", id: "to-bag", disabled: style.on_hand <= 0, onclick: toBag }, say(style.on_hand > 0 ? "add_to_bag" : "sold_out")),
    ),
  );
}

/** The offers of the style, or that of the group she came to join: it may be over for whoever would open another. */
async function dealsFor(styleId, code) {
  if (!code) return dealsOf(styleId);
  const group = await get(`groups/${encodeURIComponent(code)}`);
  return group.status === "forming" ? [group.deal] : [];
}
