/** Pieces that several views show: pictures, tiles, hearts, status badges, shop choices. */
import { put, remove } from "../api.js";
import { el, icon, toast } from "../dom.js";
import { distance, metresBetween, money } from "../format.js";
import { isWished, refresh, store } from "../store.js";
import { both, say } from "../words.js";

const AGAIN_MS = 4000;
const SURE_MS = 3000;
const HANGER =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#9c918a" stroke-width=".9" stroke-linecap="round">' +
      '<path d="M12 10.5V9.8a1.5 1.5 0 1 0-1.5-1.5M12 10.5l5.5 4.200a.8.8 0 0 1-.5 1.5H7a.8.8 0 0 1-.5-1.5z"/></svg>',
  );

/** The drawn picture of a shape in a colour; a plain hanger while it cannot be had. */
export function picture(art, hex, size = "s", alt = "") {
  const src = `art/${encodeURIComponent(art)}/${hex.replace("#", "")}.svg`;
  const image = el(size ? `img.picture.${size}` : "img", { src, alt, loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => {
    image.src = HANGER;
    setTimeout(() => {
      if (image.isConnected) image.src = src;
    }, AGAIN_MS);
  });
  return image;
}

/** A heart that puts a style on her wish list or takes it off. */
export function heart(styleId) {
  const button = el("button.heart", { type: "button", data: { wish: styleId } }, icon("heart"));
  const dressIt = (wished) => {
    button.setAttribute("aria-pressed", String(wished));
    button.setAttribute("aria-label", say(wished ? "unwish" : "wish"));
  };
  dressIt(isWished(styleId));
  button.addEventListener("click", async () => {
    const wished = !isWished(styleId);
    dressIt(wished);
    try {
      await (wished ? put : remove)(`wishes/${encodeURIComponent(styleId)}`);
      await refresh();
      toast(say(wished ? "wished" : "unwished"));
    } catch (trouble) {
      dressIt(!wished);
      toast(trouble.message);
    }
  });
  return button;
}

/** Prices of a tile: the member price first, as she is a member. */
export function prices(item) {
  if (!item.member_fen || item.member_fen >= item.list_fen) return el("span.price", {}, money(item.list_fen));
  return el("span", {}, el("span.price.member", {}, money(item.member_fen)), " ", el("span.was", {}, money(item.list_fen)));
}

/** A style as a tile with picture, name, price, colours and heart. */
export function tile(style) {
  const gone = style.on_hand <= 0;
  return el(
    gone ? "article.tile.gone" : "article.tile",
    { data: { style: style.id } },
    el(
      "a.open",
      { href: `#/style/${encodeURIComponent(style.id)}` },
      picture(style.art, style.hex, "", ""),
      gone ? el("span.badge.flag", {}, say("sold_out")) : style.is_new ? el("span.badge.brand.flag", {}, say("is_new")) : null,
      el(
        "div.text",
        {},
        el("span.name", {}, both(style.name)),
        prices(style),
        el("span.swatches", { "aria-hidden": "true" }, ...style.hexes.slice(0, 6).map((hex) => el("i", { style: `background: ${hex}` }))),
      ),
    ),
    heart(style.id),
  );
}

const TONES = {
  booked: "brand",
  checked_in: "good",
  pending: "warn",
  promised: "warn",
  ready: "good",
  kept: "good",
  handed_over: "good",
};

/** A status in words and colour: `badge("booking", "checked_in")`. */
export function badge(of, status) {
  const tone = TONES[status];
  return el(tone ? `span.badge.${tone}` : "span.badge", { data: { status } }, say(`${of}_${status}`));
}

/** Verdicts on how a garment fits. */
export const MISFITS = ["too_small", "too_big"];

/** What she said beyond the verdict: where it was tight, and the size that she asked for. */
export function said(piece) {
  const places = MISFITS.includes(piece.verdict) ? (piece.where ?? []).map((place) => say(`where_${place}`)) : [];
  const parts = [
    places.length ? say(`${piece.verdict}_at`, { places: places.join(say("between")) }) : null,
    piece.wished_size ? say("wished_size", { size: sizeName(piece.wished_size) }) : null,
  ].filter(Boolean);
  return parts.length ? el("span.small", { style: "display: block", data: { said: piece.verdict } }, parts.join(" · ")) : null;
}

/** A button that asks once more in place: the first tap arms it for three seconds, the second does `act`. */
export function sureButton({ id, words, sure }, act) {
  const button = el("button.button.plain", { type: "button", id }, say(words));
  let armed = 0;
  const disarm = () => {
    armed = 0;
    button.textContent = say(words);
  };
  button.addEventListener("click", async () => {
    if (!armed) {
      button.textContent = say(sure);
      armed = setTimeout(disarm, SURE_MS);
      return;
    }
    clearTimeout(armed);
    button.disabled = true;
    try {
      await act();
    } catch (trouble) {
      button.disabled = false;
      disarm();
      toast(trouble.message);
    }
  });
  return button;
}

/** Metres from where she stands to a shop. */
export const metresTo = (shop) => metresBetween(store.chain.here, shop);

/** The shops, nearest first. */
export const shopsByDistance = () => [...store.chain.shops].sort((a, b) => metresTo(a) - metresTo(b));

/** A shop to choose, with its distance and a line of its own. */
export function shopChoice(shop, { chosen, onChoose, line, disabled }) {
  return el(
    "button.choice",
    { type: "button", "aria-pressed": String(chosen), onclick: onChoose, disabled: Boolean(disabled), data: { shop: shop.id } },
    icon("pin"),
    el("span.grow", {}, el("span.strong", { style: "display: block" }, both(shop.name)), el("span.muted.small", { style: "display: block" }, line ?? both(shop.address))),
    el("span.muted.small.numbers", {}, distance(metresTo(shop))),
  );
}

/** Says from where distances are counted. */
export const fromHere = () => el("p.muted.small", {}, say("from_here", { place: both(store.chain.here.name) }));

/** "M" or "One size". */
export const sizeName = (size) => (["ONE", "OS", "F", "均码", "one", ""].includes(size) ? say("one_size") : size);
