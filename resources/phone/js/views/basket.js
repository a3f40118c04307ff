/** Her bag as one code for the till: goods that she carries in the shop. Made once by the hub and kept with the bag. */
import { post } from "../api.js";
import { drawing, el, toast } from "../dom.js";
import { bag } from "../store.js";
import { say } from "../words.js";
import { sureButton } from "./pieces.js";

/** The code of the bag as it is now, as a card; a trouble is told in its place, with what to do. */
export function basketCard(isShown) {
  const holder = el("div.stack", { id: "basket" });

  const drawSheet = (...nodes) => holder.replaceChildren(el("div.card.ticket", {}, el("div.sheet", {}, ...nodes)));

  const drawCode = ({ digits, svg }) =>
    drawSheet(
      el("p.strong", {}, say("show_basket")),
      el("div.qr", { id: "basket-code", data: { digits } }, drawing(svg, say("basket_code"))),
      el("span.strong", {}, say(bag.pieces === 1 ? "piece" : "pieces", { n: bag.pieces })),
      el("p.small.beside", {}, say("basket_honest")),
      el("button.button.plain.beside", { type: "button", id: "new-basket", onclick: fetchCode }, say("new_basket")),
    );

  /** What the hub refused stays refused until the bag changes; when it cannot be reached, she may try again. */
  const drawTrouble = (trouble) => {
    const isRefused = Boolean(trouble.status);
    const told = el("p.note", { role: "alert", id: "no-basket" }, isRefused ? trouble.message : say("basket_offline"));
    const again = el("button.button.quiet", { type: "button", hidden: isRefused, onclick: fetchCode }, say("retry"));
    holder.replaceChildren(told, again);
  };

  const fetchCode = async () => {
    const asked = JSON.stringify(bag.lines);
    const isStill = () => isShown() && asked === JSON.stringify(bag.lines);
    try {
      const code = await post("basket", { lines: bag.lines.map(({ variant_id, quantity }) => ({ variant_id, quantity })) });
      if (!isStill()) return;
      bag.code = code;
      drawCode(code);
    } catch (trouble) {
      if (isStill()) drawTrouble(trouble);
    }
  };

  if (bag.code) {
    drawCode(bag.code);
  } else {
    drawSheet(el("div.bone.qr", { role: "status", "aria-label": say("loading") }));
    fetchCode();
  }
  return holder;
}

/** Empties the bag after she has paid at the till: nobody tells her phone which goods those were. */
export const paidButton = () =>
  sureButton({ id: "paid-at-till", words: "paid_at_till", sure: "empty_sure" }, async () => {
    bag.put([]);
    toast(say("bag_emptied"));
  });
