/** What she writes of a purchase or an order that she has: how each piece fits, and a few words; both can be taken back. */
import { post, remove } from "../api.js";
import { el, toast } from "../dom.js";
import { day } from "../format.js";
import { now, onChange, refresh, store } from "../store.js";
import { both, say } from "../words.js";
import { picture, sizeName, sureButton } from "./pieces.js";
import { empty } from "./states.js";

const FITS = ["too_small", "kept", "too_big"];
const LONGEST = 500;

const drafts = new Map(); // "ref variant" → {fit, text}: what she has begun survives every redrawing

const reviewsOf = (ref) => (store.mine.reviews ?? []).filter((one) => one.ref === ref);
const known = (ref) => store.mine.purchases.find((one) => one.id === ref) ?? store.mine.orders.find((one) => one.id === ref);

/** The pieces that she has, each variant once; of an order those that were handed over. */
function piecesOf(item) {
  const hers = item.status ? item.lines.filter((line) => line.handed || item.status === "handed_over") : item.lines;
  return [...new Map(hers.map((line) => [line.variant_id, line])).values()];
}

/** The way to the reviews of a purchase or an order, with how many she wrote; nothing while she has no piece of it. */
export function reviewLink(item) {
  const pieces = piecesOf(item);
  if (!pieces.length) return null;
  const count = reviewsOf(item.id).length;
  const words = count ? say("reviews_written", { n: count }) : say("review_write");
  return el("a.link.small", { href: `#/reviews/${encodeURIComponent(item.id)}`, data: { reviews: item.id } }, words);
}

function fitChips(draft) {
  const chips = FITS.map((fit) => el("button.chip", { type: "button", data: { fit } }, say(`fits_${fit}`)));
  const dress = () => chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.fit === draft.fit)));
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      draft.fit = draft.fit === chip.dataset.fit ? "" : chip.dataset.fit;
      dress();
    });
  }
  dress();
  return el("div.chips", { role: "group", "aria-label": say("fits_how") }, ...chips);
}

function form(ref, piece) {
  const key = `${ref} ${piece.variant_id}`;
  if (!drafts.has(key)) drafts.set(key, { fit: "", text: "" });
  const draft = drafts.get(key);
  const text = el("textarea.input", { maxlength: String(LONGEST), rows: "3", placeholder: say(piece.can_try ? "review_hint" : "review_hint_beauty"), "aria-label": say("review_words") });
  text.value = draft.text;
  text.addEventListener("input", () => (draft.text = text.value));
  const send = el("button.button", { type: "button" }, say("review_send"));
  send.addEventListener("click", async () => {
    if (!draft.fit && !draft.text.trim()) return toast(say(piece.can_try ? "review_empty" : "review_empty_beauty"));
    send.disabled = true;
    try {
      await post("reviews", { ref, variant_id: piece.variant_id, ...draft });
      drafts.delete(key);
      await refresh();
      toast(say("review_kept"));
    } catch (trouble) {
      send.disabled = false;
      toast(trouble.message);
    }
  });
  const fit = piece.can_try ? [el("p.muted.small", {}, say("fits_how")), fitChips(draft)] : [];
  return [...fit, text, send];
}

function written(review) {
  const takeBack = sureButton({ id: `take-back-${review.id}`, words: "review_take_back", sure: "review_take_back_sure" }, async () => {
    await remove(`reviews/${encodeURIComponent(review.id)}`);
    await refresh();
    toast(say("review_gone"));
  });
  return [
    el("span.chips", {}, review.fit ? el("span.badge.brand", {}, say(`fits_${review.fit}`)) : null, el("span.muted.small", {}, day(review.at_ms, now()))),
    review.text ? el("p", { style: "white-space: pre-wrap; overflow-wrap: anywhere" }, review.text) : null,
    takeBack,
  ];
}

function pieceCard(ref, piece) {
  const review = reviewsOf(ref).find((one) => one.variant_id === piece.variant_id);
  return el(
    "section.card.stack",
    { data: { piece: piece.variant_id, reviewed: String(Boolean(review)) } },
    el(
      "div.line",
      { style: "justify-content: flex-start" },
      picture(piece.art, piece.hex),
      el("span.grow", {}, el("span.two-lines.strong", {}, both(piece.name)), el("span.muted.small", {}, `${both(piece.colour)} · ${sizeName(piece.size)}`)),
    ),
    ...(review ? written(review) : form(ref, piece)),
  );
}

/** The reviews of one purchase or order. */
export async function reviewsView(page, ref) {
  let seen = null;
  const draw = () => {
    const item = known(ref);
    const shown = JSON.stringify([item, reviewsOf(ref), store.mine.consents.personal]);
    if (shown === seen) return; // what she is typing keeps its focus
    seen = shown;
    if (!item) return page.draw(empty("receipt", say("not_found")));
    page.draw(
      el("div.stack", { id: "reviews" }, ...piecesOf(item).map((piece) => pieceCard(ref, piece))),
      el("p.muted.small", { id: "review-use", style: "padding: 16px 8px" }, say(store.mine.consents.personal ? "review_use" : "review_unused")),
    );
  };
  page.title(say("reviews"));
  draw();
  page.onLeave(onChange(draw));
}
