/** One piece of an offer: where she collects it, and paying for it; with that she opens a group, or joins one. */
import { get, post } from "../api.js";
import { el, toast } from "../dom.js";
import { money } from "../format.js";
import { refresh } from "../store.js";
import { both, say } from "../words.js";
import { dealPrice, howItGoes } from "./deals.js";
import { fromHere, picture, shopChoice, shopsByDistance, sizeName } from "./pieces.js";
import { loading } from "./states.js";

export async function dealView(page, offerId, styleId, variantId, code = "") {
  page.draw(loading());
  const [deal, style] = await Promise.all([get(`deals/${encodeURIComponent(offerId)}`), get(`styles/${encodeURIComponent(styleId)}`)]);
  const cell = style.cells.find((one) => one.variant_id === variantId) ?? style.cells[0];
  const colour = style.colours.find((one) => one.code === cell.colour);
  const shops = shopsByDistance().filter((shop) => deal.shop_ids.includes(shop.id));
  const may = (shop) => (cell.stock[shop.id]?.orderable ?? 0) > 0;
  let chosen = shops.find(may)?.id ?? null;

  const pay = async (event) => {
    event.currentTarget.disabled = true;
    const path = code ? `groups/${encodeURIComponent(code)}/orders` : `deals/${encodeURIComponent(deal.id)}/orders`;
    try {
      const placed = await post(path, { variant_id: cell.variant_id, shop_id: chosen });
      await refresh();
      toast(say(placed.group ? (code ? "joined_toast" : "opened_toast") : "placed"));
      page.replace(placed.group ? `#/group/${placed.group.code}` : `#/order/${encodeURIComponent(placed.id)}`);
    } catch (trouble) {
      toast(trouble.message);
      draw();
    }
  };

  const draw = () =>
    page.draw(
      el(
        "div.card.row",
        { id: "deal-piece" },
        picture(style.art, colour.hex),
        el(
          "span.grow",
          {},
          el("span.two-lines", {}, both(style.name)),
          el("span.muted.small", { style: "display: block" }, `${both(colour.name)} · ${sizeName(cell.size)}`),
          dealPrice(deal, cell.member_fen || cell.list_fen),
        ),
      ),
      el(
        "section.section",
        {},
        el("h2", {}, say("choose_pickup")),
        el(
          "div.stack",
          { id: "pickup-shops" },
          ...shops.map((shop) =>
            shopChoice(shop, {
              chosen: shop.id === chosen,
              disabled: !may(shop),
              line: say(may(shop) ? "in_stock" : "out"),
              onChoose: () => {
                chosen = shop.id;
                draw();
              },
            }),
          ),
          chosen ? null : el("p.note", { role: "alert" }, say("deal_nowhere")),
          fromHere(),
        ),
      ),
      el(
        "section.section.stack",
        {},
        el("button.button", { type: "button", id: "pay", disabled: !chosen, onclick: pay }, `${say("pay")} ${money(deal.price_fen)}`),
        el("p.note", {}, `${deal.kind === "group" ? say("group_money") : howItGoes(deal)} ${say("pay_honest")}`),
      ),
    );

  page.title(say(code ? "join_group" : deal.kind === "group" ? "open_group" : "kind_flash_short"));
  draw();
}
