/** The fitting room that she is in: what lies there, other sizes to ask for, and what she waits for. */
import { get, post } from "../api.js";
import { el, toast } from "../dom.js";
import { onChange, refresh, store } from "../store.js";
import { both, say } from "../words.js";
import { picture, sizeName } from "./pieces.js";
import { empty } from "./states.js";

/** Ask for a variant to be brought to her room. */
export async function askFor(variantId) {
  try {
    await post("room/asks", { variant_id: variantId });
    await refresh();
    toast(say("asked_for"));
  } catch (trouble) {
    toast(trouble.message);
  }
}

/** The way to her room, while she is in one. */
export function roomCard() {
  const { room } = store.mine;
  if (!room) return null;
  return el(
    "a.card",
    { href: "#/room", data: { room: room.number }, style: "display: block; margin-top: 12px" },
    el("span.strong", {}, say("in_room", { n: room.number })),
    el("p.muted.small", {}, room.asks.length ? say("on_the_way", { n: room.asks.length }) : say("bring_hint")),
  );
}

export async function roomView(page) {
  const styles = new Map(); // style id to its sheet, for the sizes

  const line = (item, below) =>
    el(
      "div.row.spaced",
      { data: { piece: item.variant_id } },
      picture(item.art, item.hex),
      el(
        "span.grow",
        {},
        el("span.two-lines", {}, both(item.name)),
        el("span.muted.small", {}, `${both(item.colour)} · ${sizeName(item.size)}`),
        below,
      ),
    );

  const sizes = (item) => {
    const { room } = store.mine;
    const there = new Set([...room.pieces, ...room.asks].map((one) => one.variant_id));
    const cells = (styles.get(item.style_id)?.cells ?? []).filter((cell) => {
      const isHere = (cell.stock[room.shop_id]?.here ?? 0) > 0;
      return isHere && !there.has(cell.variant_id) && cell.colour === colourOf(item);
    });
    return el(
      "span.chips",
      { style: "margin-top: 8px" },
      ...cells.map((cell) =>
        el(
          "button.chip",
          { type: "button", data: { ask: cell.variant_id }, onclick: () => askFor(cell.variant_id) },
          say("bring_size", { size: sizeName(cell.size) }),
        ),
      ),
    );
  };

  const colourOf = (item) => styles.get(item.style_id)?.cells.find((cell) => cell.variant_id === item.variant_id)?.colour;

  const draw = () => {
    const { room } = store.mine;
    if (!room) {
      page.draw(empty("hanger", say("no_room"), say("book_title"), "#/book"));
      return;
    }
    page.draw(
      el("p.muted", { id: "room-hint" }, say("bring_hint")),
      room.asks.length
        ? el("section.section", { id: "asks" }, el("h2", {}, say("on_the_way", { n: room.asks.length })), ...room.asks.map((one) => line(one)))
        : null,
      el(
        "section.section",
        { id: "room-pieces" },
        el("h2", {}, say("with_you")),
        ...(room.pieces.length ? room.pieces.map((one) => line(one, sizes(one))) : [el("p.muted", {}, say("nothing_with_you"))]),
      ),
    );
  };

  const learn = async () => {
    const wanted = (store.mine.room?.pieces ?? []).map((one) => one.style_id).filter((id) => !styles.has(id));
    for (const id of new Set(wanted)) {
      try {
        styles.set(id, await get(`styles/${encodeURIComponent(id)}`));
      } catch {
        // Without the sheet she sees her pieces, only not their other sizes; the next change asks again.
      }
    }
    draw();
  };

  page.title(store.mine.room ? say("room", { n: store.mine.room.number }) : say("in_no_room"));
  page.onLeave(onChange(learn));
  draw();
  await learn();
}
