/** A payment code as her wallet would show one, with practice money: only where the payment simulator runs beside. */
import { get } from "../api.js";
import { drawing, el } from "../dom.js";
import { store } from "../store.js";
import { say } from "../words.js";
import { failed } from "./states.js";

const CHANNELS = ["wechat", "alipay"];
let channel = CHANNELS[0];

/** The way to it, where it exists. */
export const wayToWallet = () => (store.chain.practice_money ? el("a.button.quiet", { href: "#/wallet", id: "to-wallet" }, say("wallet_way")) : null);

export async function walletView(page) {
  page.title(say("wallet"));
  if (!store.chain.practice_money) {
    page.draw(el("p.muted", {}, say("not_found")));
    return;
  }
  const sheet = el("div.sheet", {});

  const fetchCode = async () => {
    try {
      const code = await get(`payment-code?channel=${channel}`);
      if (!page.isShown()) return;
      sheet.replaceChildren(
        el("p.strong", {}, `${say(`wallet_${channel}`)} · ${say("wallet_none")}`),
        el("div.barcode.first", {}, drawing(code.bars, say("wallet_bars"))),
        el("div.qr", { id: "payment-code", data: { digits: code.digits } }, drawing(code.svg, say("wallet_code"))),
        el("button.button.plain.beside", { type: "button", id: "new-payment-code", onclick: fetchCode }, say("new_basket")),
      );
    } catch (trouble) {
      if (page.isShown()) sheet.replaceChildren(failed(trouble.message, fetchCode));
    }
  };

  page.draw(
    el(
      "div.stack",
      {},
      el("p.note", { id: "practice" }, say("wallet_practice")),
      el(
        "div.segments",
        {},
        ...CHANNELS.map((one) =>
          el("button", { type: "button", "aria-pressed": String(one === channel), data: { channel: one }, onclick: () => { channel = one; page.redraw(); } }, say(`wallet_${one}`)),
        ),
      ),
      el("div.card.ticket", {}, sheet),
    ),
  );
  await fetchCode();
}
