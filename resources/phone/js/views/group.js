/** A group by its number: how many are missing and until when; to ask friends in, or to join. */
import { get } from "../api.js";
import { el, icon, toast } from "../dom.js";
import { within } from "../format.js";
import { now, onChange } from "../store.js";
import { both, say } from "../words.js";
import { dealPrice, missing } from "./deals.js";
import { picture } from "./pieces.js";
import { loading } from "./states.js";

const AGAIN_MS = 4000;
const MOST_PLACES = 10;

export async function groupView(page, code) {
  page.title(say("kind_group"));
  page.draw(loading());
  let before = "";
  const load = async () => {
    const group = await get(`groups/${encodeURIComponent(code)}`);
    const after = JSON.stringify(group);
    if (after === before || !page.isShown()) return;
    before = after;
    page.draw(standing(group), group.order_id ? hers(group) : group.status === "forming" ? joining(group) : usual());
  };
  const again = () => load().catch(() => {}); // what is shown stays until the hub can be asked again
  const timer = setInterval(again, AGAIN_MS);
  page.onLeave(() => clearInterval(timer));
  page.onLeave(onChange(again));
  await load();
}

function standing(group) {
  const { deal } = group;
  const titles = { forming: missing(group), complete: say("group_complete"), dissolved: say("group_dissolved") };
  const hints = {
    forming: say("group_until", { time: within(group.until_ms, now()) }),
    complete: say("group_complete_how"),
    dissolved: say("group_dissolved_how"),
  };
  const tone = { forming: "", complete: ".good", dissolved: ".warn" }[group.status];
  return el(
    "div.card.stack",
    { id: "group", data: { status: group.status, joined: String(group.joined) } },
    el("div.line", {}, el("h2", { role: "status" }, titles[group.status]), el(`span.badge${tone}`, {}, say("people_group", { n: group.wanted }))),
    group.status === "dissolved" ? null : places(group),
    el("p.muted.small", {}, hints[group.status]),
    ...deal.styles.map((style) =>
      el(
        "a.row",
        { href: group.status === "forming" && !group.order_id ? toStyle(style, group) : `#/style/${encodeURIComponent(style.id)}`, data: { style: style.id } },
        picture(style.art, style.hex),
        el("span.grow", {}, el("span.two-lines", {}, both(style.name)), dealPrice(deal, style.member_fen || style.list_fen)),
        icon("next"),
      ),
    ),
  );
}

/** A circle for each place: who has joined, and who is missing. */
function places(group) {
  if (group.wanted > MOST_PLACES) return el("p.strong.numbers", {}, `${group.joined} / ${group.wanted}`);
  return el(
    "div.chips",
    { role: "img", "aria-label": `${group.joined} / ${group.wanted}` },
    ...Array.from({ length: group.wanted }, (_, place) => el(place < group.joined ? "span.place.taken" : "span.place", {}, icon(place < group.joined ? "me" : "plus"))),
  );
}

const toStyle = (style, group) => `#/style/${encodeURIComponent(style.id)}/${group.code}`;

function hers(group) {
  const link = `${location.origin}${location.pathname}#/group/${group.code}`;
  const invite = async () => {
    const text = say("invite_text", { code: spaced(group.code) });
    try {
      if (navigator.share) await navigator.share({ text, url: link });
      else {
        await navigator.clipboard.writeText(`${text} ${link}`);
        toast(say("link_copied"));
      }
    } catch {
      // She closed the choice of where to share it, or the browser does not let us copy: number and link stand here.
    }
  };
  return el(
    "div.stack.section",
    {},
    group.status === "forming"
      ? el(
          "div.card.stack",
          { id: "invite" },
          el("h2", {}, say("invite_title")),
          el("p.small", {}, say("invite_how")),
          el("p.typed", { id: "group-number" }, spaced(group.code)),
          el("p.muted.small", { id: "group-link", style: "overflow-wrap: anywhere; user-select: all" }, link),
          navigator.share || navigator.clipboard ? el("button.button", { type: "button", id: "share", onclick: invite }, say("invite")) : null,
        )
      : null,
    el("a.button.quiet", { href: `#/order/${encodeURIComponent(group.order_id)}`, id: "to-order" }, say("to_my_order")),
  );
}

const spaced = (code) => code.replace(/(\d{4})(?=\d)/, "$1 ");

function joining(group) {
  const [first] = group.deal.styles;
  return el(
    "div.stack.section",
    {},
    el("p.note", {}, say("group_money")),
    first ? el("a.button", { href: toStyle(first, group), id: "join" }, say(group.deal.styles.length > 1 ? "choose_and_join" : "choose_size_and_join")) : null,
  );
}

const usual = () => el("a.button.quiet.section", { href: "#/deals", id: "to-deals" }, say("deals"));
