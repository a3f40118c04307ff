/** Her bag: ordering it for pickup in a shop that has everything, or paying at the till for what she carries. */
import { get, post } from "../api.js";
import { el, icon, toast } from "../dom.js";
import { money } from "../format.js";
import { MOST_OF_EACH, bag, onChange, refresh } from "../store.js";
import { both, say } from "../words.js";
import { basketCard, paidButton } from "./basket.js";
import { fromHere, picture, shopChoice, shopsByDistance, sizeName } from "./pieces.js";
import { empty } from "./states.js";
import { wayToWallet } from "./wallet.js";

let chosen = null;
let way = "pickup"; // or "till"

export async function bagView(page) {
  let levels = null;
  let asked = 0;

  const missingIn = (shop) =>
    bag.lines.reduce((sum, line) => sum + Math.max(line.quantity - (levels?.[line.variant_id]?.[shop.id] ?? 0), 0), 0);

  const load = async () => {
    const mine = ++asked;
    if (!bag.lines.length) return;
    const answer = await get(`availability?variants=${bag.lines.map((line) => encodeURIComponent(line.variant_id)).join(",")}`);
    if (mine === asked) levels = answer.levels;
  };

  const draw = () => {
    const { lines } = bag;
    page.title(say("tab_bag"));
    if (!lines.length) {
      page.draw(empty("bag", say("bag_empty"), say("go_shop"), "#/shop"));
      return;
    }
    const goods = el("div.card", { style: "padding: 0 16px" }, ...lines.map(lineRow));
    if (way === "till") page.draw(ways(), el("div.stack.section", {}, basketCard(page.isShown), goods, wayToWallet(), paidButton()));
    else drawPickup(goods);
  };

  const ways = () =>
    el(
      "div.segments",
      { id: "ways" },
      ...["pickup", "till"].map((one) =>
        el("button", { type: "button", "aria-pressed": String(one === way), data: { way: one }, onclick: () => { way = one; page.redraw(); } }, say(`way_${one}`)),
      ),
    );

  const drawPickup = (goods) => {
    const able = levels ? shopsByDistance().filter((shop) => missingIn(shop) === 0) : [];
    if (!able.some((shop) => shop.id === chosen)) chosen = able[0]?.id ?? null;
    const pay = el("button.button", { type: "button", id: "pay", disabled: !chosen, onclick: order }, `${say("pay")} ${money(bag.total)}`);
    page.draw(
      ways(),
      el("div.section", {}, goods),
      el(
        "section.section",
        {},
        el("h2", {}, say("choose_pickup")),
        el(
          "div.stack",
          { id: "pickup-shops" },
          ...shopsByDistance().map((shop) => {
            const missing = missingIn(shop);
            const line = levels ? (missing ? say("some_missing", { n: missing }) : say("all_here")) : say("loading");
            return shopChoice(shop, { chosen: shop.id === chosen, disabled: missing > 0, line, onChoose: () => { chosen = shop.id; draw(); } });
          }),
          levels && !able.length ? el("p.note", { role: "alert" }, say("nowhere")) : null,
          fromHere(),
        ),
      ),
      el(
        "section.section.stack",
        {},
        el("div.line", {}, el("span", {}, say(bag.pieces === 1 ? "piece" : "pieces", { n: bag.pieces })), el("span.total", {}, money(bag.total))),
        pay,
        el("button.button.plain", { type: "button", id: "pay-at-shop", disabled: !chosen, data: { payment: "on_collection" }, onclick: order }, say("pay_at_shop")),
        el("p.note", {}, `${say("pay_at_shop_how")} ${say("pay_honest")}`),
      ),
    );
  };

  const lineRow = (line) =>
    el(
      "div.row.spaced",
      { data: { variant: line.variant_id } },
      el("a", { href: `#/style/${encodeURIComponent(line.style_id)}`, "aria-label": both(line.name) }, picture(line.art, line.hex)),
      el(
        "span.grow",
        {},
        el("span.two-lines", {}, both(line.name)),
        el("span.muted.small", { style: "display: block" }, `${both(line.colour)} · ${sizeName(line.size)}`),
        el("span.price", {}, money(line.price_fen)),
      ),
      el(
        "span.quantity",
        {},
        el("button", { type: "button", "aria-label": say(line.quantity === 1 ? "remove" : "fewer"), onclick: () => bag.set(line.variant_id, line.quantity - 1) }, icon(line.quantity === 1 ? "close" : "minus")),
        el("output", {}, String(line.quantity)),
        el("button", { type: "button", "aria-label": say("another"), onclick: () => (line.quantity < MOST_OF_EACH ? bag.set(line.variant_id, line.quantity + 1) : toast(say("most", { n: MOST_OF_EACH }))) }, icon("plus")),
      ),
    );

  const order = async (event) => {
    const payment = event.currentTarget.dataset.payment ?? "online";
    event.currentTarget.disabled = true;
    try {
      const placed = await post("orders", {
        shop_id: chosen,
        payment,
        lines: bag.lines.map(({ variant_id, quantity }) => ({ variant_id, quantity })),
      });
      bag.put([]);
      await refresh();
      toast(say("placed"));
      page.replace(`#/order/${encodeURIComponent(placed.id)}`);
    } catch (trouble) {
      toast(trouble.message);
      await load().catch(() => {});
      draw();
    }
  };

  let before = JSON.stringify(bag.lines);
  page.onLeave(
    onChange(() => {
      const after = JSON.stringify(bag.lines);
      if (after === before || !page.isShown()) return;
      before = after;
      draw();
    }),
  );
  draw();
  if (way === "till") return; // what shops may promise is of no matter for goods in her hands
  await load();
  draw();
}
