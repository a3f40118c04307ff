/** What the mall wrote to her, the newest first, and what she agrees to be written about. */
import { post, put, remove } from "../api.js";
import { el, toast } from "../dom.js";
import { moment } from "../format.js";
import { now, onChange, refresh, store } from "../store.js";
import { both, say } from "../words.js";
import { empty } from "./states.js";

const LEADS_TO = {
  booking: (id) => `#/booking/${encodeURIComponent(id)}`,
  order: (id) => `#/order/${encodeURIComponent(id)}`,
  style: (id) => `#/style/${encodeURIComponent(id)}`,
  coupon: () => "#/mine",
};

/** How many messages she has not opened. */
export const unread = () => (store.mine?.messages ?? []).filter((one) => one.is_new).length;

export async function messagesView(page) {
  const draw = () => {
    const { messages } = store.mine;
    page.draw(
      messages.length
        ? el("div.stack", { id: "messages" }, ...messages.map(card))
        : empty("bell", say("no_messages")),
      el("a.button.plain", { href: "#/consents", id: "to-consents", style: "margin-top: 16px" }, say("consents")),
    );
  };
  page.title(say("messages"));
  draw();
  page.onLeave(onChange(draw));
}

function card(message) {
  const isOffer = message.purpose === "marketing";
  return el(
    "article.card.message",
    { data: { message: message.id, new: String(message.is_new) } },
    el(
      "a.opens",
      { href: LEADS_TO[message.opens](message.link_id), onclick: () => opened(message) },
      el(
        "p.line",
        {},
        el("span.strong", {}, message.is_new ? el("span.dot", { role: "img", "aria-label": say("unread") }) : null, both(message.title)),
        el("span.muted.small", {}, moment(message.at_ms, now())),
      ),
      el("p", {}, both(message.text)),
    ),
    isOffer && store.mine.consents.marketing
      ? el("button.link.small", { type: "button", data: { optout: message.id }, onclick: () => agree("marketing", false) }, say("no_offers"))
      : null,
  );
}

/** She read it; when the hub cannot be told now, the message simply stays new. */
function opened(message) {
  if (message.is_new) post(`messages/${encodeURIComponent(message.id)}/opened`, {}).then(refresh, () => {});
}

export async function consentsView(page) {
  const draw = () => {
    const given = store.mine.consents;
    page.draw(
      el("p.muted", {}, say("consents_how")),
      el(
        "div.card",
        { style: "padding: 4px 16px; margin-top: 12px" },
        ...["service", "marketing", "personal"].map((purpose) => consentRow(purpose, given[purpose])),
      ),
      el("p.muted.small", { style: "margin-top: 12px" }, say("consents_kept")),
      el("a.button.plain", { href: "#/erasure", id: "to-erasure", style: "margin-top: 24px" }, say("erasure")),
    );
  };
  page.title(say("consents"));
  draw();
  page.onLeave(onChange(draw));
}

function consentRow(purpose, isGiven) {
  const name = `consent-${purpose}`;
  return el(
    "div.row.consent",
    {},
    el(
      "span.grow",
      {},
      el("span.strong", { id: name }, say(`consent_${purpose}`)),
      el("span.muted.small", { style: "display: block" }, say(`consent_${purpose}_how`)),
    ),
    el("button.switch", {
      type: "button",
      role: "switch",
      "aria-checked": String(isGiven),
      "aria-labelledby": name,
      data: { consent: purpose },
      onclick: () => agree(purpose, !isGiven),
    }),
  );
}

async function agree(purpose, isGiven) {
  try {
    await (isGiven ? put : remove)(`consents/${purpose}`);
    await refresh();
    toast(say(isGiven ? "consent_given" : `consent_${purpose}_off`));
  } catch (trouble) {
    toast(trouble.message);
  }
}
