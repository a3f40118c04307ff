/** Choose the demo member as whom to look at the mall. */
import { get, post, session } from "../api.js";
import { el } from "../dom.js";
import { forget, live, refresh, store } from "../store.js";
import { both, say } from "../words.js";

export async function signInView(page) {
  if (!store.chain.demo) {
    page.draw(el("p.note", {}, say("not_demo")));
    return;
  }
  const list = el("div.stack", { id: "personas" });
  const typed = el("input.input", {
    id: "last-four",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "4",
    placeholder: say("last_four"),
    "aria-label": say("last_four"),
  });

  const fill = async () => {
    const last4 = typed.value.normalize("NFKC").replace(/\D/g, "");
    if (typed.value && last4.length < 4) return;
    const { members } = await get(`members${last4 ? `?last4=${last4}` : ""}`);
    list.replaceChildren(
      ...(members.length ? members.map((member) => face(member, page)) : [el("p.muted", {}, say("nobody", { last4 }))]),
    );
  };
  typed.addEventListener("input", () => fill().catch((trouble) => list.replaceChildren(el("p.muted", {}, trouble.message))));
  await fill();
  page.draw(
    el(
      "div.welcome",
      {},
      el("img.mark", { src: "mark.svg", alt: "" }),
      el("h1", {}, both(store.chain.name)),
      el("p.note", {}, say("stands_for")),
    ),
    el("section", {}, el("h2", { style: "margin-bottom: 12px" }, say("choose_member")), list),
    el("section.section", {}, el("h2", {}, say("by_last_four")), typed),
  );
}

function face(member, page) {
  const name = both(member.name);
  return el(
    "button.choice",
    {
      type: "button",
      data: { member: member.id, name: member.name.en, nameZh: member.name.zh },
      onclick: async (event) => {
        event.currentTarget.disabled = true;
        try {
          const { token } = await post("sign-in", { member_id: member.id });
          forget();
          session.token = token;
          await refresh();
          live();
          if (!location.hash.startsWith("#/group/")) location.hash = "#/code"; // a friend's link leads on to her group
          page.redraw();
        } catch (trouble) {
          event.target.disabled = false;
          page.draw(el("p.note", {}, trouble.message));
        }
      },
    },
    el("span.face", { "aria-hidden": "true" }, name.slice(0, 1)),
    el(
      "span.grow",
      {},
      el("span.strong", { style: "display: block" }, name),
      el("span.muted.small", { style: "display: block" }, member.story ? both(member.story) : member.phone_masked),
    ),
    el("span.badge", {}, say(`level_${member.level}`)),
  );
}
