/** Her own request to be erased: what goes, what stays and why, what is in the way; done when she types the number. */
import { get, post, session } from "../api.js";
import { el, toast } from "../dom.js";
import { forget } from "../store.js";
import { both, say } from "../words.js";
import { loading } from "./states.js";

const items = (texts, kind = "") =>
  el("ul", { style: "margin: 8px 0 0; padding-inline-start: 20px" }, ...texts.map((text) => el(`li${kind}`, { style: "margin-top: 6px" }, both(text))));

const card = (id, title, texts, kind) => el("div.card", { id, style: "padding: 16px; margin-top: 12px" }, el("span.strong", {}, say(title)), items(texts, kind));

/** She is nobody's member now: her phone forgets her too, and shows the numbers of her cards once. */
function done(page, cards) {
  session.token = null;
  forget();
  page.draw(
    el("p", { id: "erased" }, say("erased")),
    cards.length ? el("p.strong", {}, say("erased_cards")) : null,
    ...cards.map((digits) => el("p.card", { style: "padding: 16px; margin-top: 12px", data: { card: digits } }, digits)),
    el("button.button.plain", { type: "button", id: "leave", style: "margin-top: 16px", onclick: () => { location.hash = "#/shop"; } }, say("erased_leave")),
  );
}

function confirming(page, seen, toCards) {
  const mark = el("input.input", { id: "mark", inputmode: "numeric", maxlength: "6", autocomplete: "off", "aria-label": say("erase_mark") });
  const send = el("button.button", { type: "button", id: "erase", disabled: true, style: "margin-top: 12px" }, say("erase_now"));
  mark.addEventListener("input", () => { send.disabled = mark.value !== seen.mark; });
  send.addEventListener("click", async () => {
    send.disabled = true;
    try {
      const { cards } = await post("erasure", { mark: seen.mark, to_cards: toCards });
      done(page, cards);
    } catch (trouble) {
      toast(trouble.message);
      page.redraw();
    }
  });
  return el("div", { style: "margin-top: 16px" }, el("p", {}, say("erase_sure", { mark: seen.mark })), mark, send);
}

export async function erasureView(page) {
  page.title(say("erasure"));
  page.draw(loading());
  let toCards = false;
  const draw = async () => {
    const seen = await get(`erasure?to_cards=${toCards ? 1 : 0}`);
    const turn = () => { toCards = !toCards; draw().catch((trouble) => toast(trouble.message)); };
    page.draw(
      el("p.muted", {}, say("erasure_how")),
      seen.in_the_way.length ? card("in-the-way", "erasure_waits", seen.in_the_way) : null,
      card("goes", "erasure_goes", seen.erased),
      card("stays", "erasure_stays", seen.kept),
      card("holds", "erasure_holds", seen.value),
      seen.stored_fen
        ? el("button.button.plain", { type: "button", id: "to-cards", "aria-pressed": String(toCards), style: "margin-top: 12px", onclick: turn }, say(toCards ? "erasure_cards_off" : "erasure_cards_on"))
        : null,
      seen.in_the_way.length ? null : confirming(page, seen, toCards),
    );
  };
  await draw();
}
