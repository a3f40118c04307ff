// Erase a member who asks: find her, read what goes and what stays, confirm with the number that stands for just that.

import { ask, at, button, complain, drawWords, entry, language, list, offerLanguages, part } from "../page.js";

const words = {
  zh: {
    other: "English", offline: "商城没有回应，请稍后再打开。", nobody: "没有找到这位会员", look: "看看会删什么", goes: "会删除", stays: "会保留，为什么", holds: "她名下的积分和储值", blocked: "现在还不能删",
    cards: "储值换成不记名礼品卡，卡号交给她", who: "您的姓名", why: "原因，例如：本人到店申请，已核对手机", begin: "下一步：确认删除",
    how: (name, n) => `将删除 ${name} 的资料。看清楚后，请输入确认码 ${n}。`, erased: "已删除。各台收银机几秒后也会删掉；没联网的，一联网就删。", keep: "礼品卡号只显示这一次，请抄给她：",
    none: "还没有", by: { office: "后台", command: "命令行", phone: "会员本人，在手机上", till: "恢复备份后由收银机通知" }, again: (day) => `${day} 恢复备份后又删了一次`,
  },
  en: {
    other: "中文", offline: "The mall does not answer; open this page again later.", nobody: "No such member was found", look: "What would be erased", goes: "Erased", stays: "Kept, and why", holds: "Her points and stored value", blocked: "In the way as yet",
    cards: "Make gift cards without a name of her stored value, and give her their numbers", who: "Your name", why: "Why, such as: she asked in the shop, phone checked", begin: "Next: confirm",
    how: (name, n) => `${name} will be erased. When you have read it all, type the number ${n}.`, erased: "Erased. Every till follows within seconds; one that is offline, as soon as it is back.", keep: "The numbers of the gift cards are shown this once. Write them down for her:",
    none: "None yet", by: { office: "back office", command: "command line", phone: "the member herself, on her phone", till: "told by a till after a backup was restored" }, again: (day) => `erased again ${day}, after a backup was restored`,
  },
};

let seen = null;
let toCards = false;
let found = null;
let done = [];
let result = null;
const kept = { who: localStorage.getItem("office-who") ?? "", why: "" };
const say = () => words[language()];
const when = (ms) => new Date(ms).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "short", timeStyle: "short" });
const nameOf = (member) => `${member[`name_${language()}`]} ${member.phone_masked}`;

function lines(title, texts, className = "") {
  const made = part("div", "", "card");
  const items = part("ul");
  items.append(...texts.map((text) => part("li", text[language()], className)));
  made.append(part("b", title), items);
  return made;
}

function field(id, label, value, changed) {
  const made = part("label", label);
  const input = part("input");
  Object.assign(input, { id, value, maxLength: 120 });
  input.addEventListener("input", () => changed(input.value));
  made.append(input);
  return made;
}

function drawFound() {
  const rows = (found ?? []).map((one) => entry(nameOf(one), `${one.card} · ${one.joined}`, false, button(say().look, () => look(one.id))));
  at("found").replaceChildren(...(found === null ? [] : [list(rows, say().nobody)]));
}

function drawPreview() {
  if (result) {
    const made = part("div", "", "card");
    made.append(part("p", say().erased));
    if (result.cards.length) made.append(part("b", say().keep), ...result.cards.map((card) => part("p", card, "code")));
    at("preview").replaceChildren(made);
    return;
  }
  if (!seen) {
    at("preview").replaceChildren();
    return;
  }
  const parts = [part("h2", nameOf(seen.member))];
  if (seen.in_the_way.length) parts.push(lines(say().blocked, seen.in_the_way, "bad"));
  parts.push(lines(say().goes, seen.erased), lines(say().stays, seen.kept), lines(say().holds, seen.value));
  if (seen.stored_fen) {
    const choice = part("label", "", "choice");
    const box = part("input");
    Object.assign(box, { type: "checkbox", id: "to-cards", checked: toCards });
    box.addEventListener("change", () => { toCards = box.checked; look(seen.member.id); });
    choice.append(box, part("span", say().cards));
    parts.push(choice);
  }
  const form = part("form", "", "card");
  form.addEventListener("submit", (event) => { event.preventDefault(); confirm(); });
  const begin = button(say().begin, confirm, "main");
  begin.id = "begin";
  const follow = () => { begin.disabled = seen.in_the_way.length > 0 || !kept.who.trim(); };
  form.append(
    field("who", say().who, kept.who, (text) => { kept.who = text; localStorage.setItem("office-who", text); follow(); }),
    field("why", say().why, kept.why, (text) => { kept.why = text; }),
    begin,
  );
  follow();
  parts.push(form);
  const stack = part("div", "", "stack");
  stack.append(...parts.slice(1));
  at("preview").replaceChildren(parts[0], stack);
}

function drawDone() {
  const rows = done.map((one) => entry(
    `${when(one.erased_ms)} · ${one.who || say().by[one.source]}`,
    [one.who ? say().by[one.source] : "", one.reason, one.again_ms ? say().again(when(one.again_ms)) : ""].filter(Boolean).join(" · "), false,
  ));
  at("done").replaceChildren(list(rows, say().none));
}

function draw() {
  drawWords(say().other);
  drawFound();
  drawPreview();
  drawDone();
}

async function safely(work) {
  try {
    await work();
    complain("");
  } catch (error) {
    complain(error.message);
  }
}

const look = (id) => safely(async () => {
  result = null;
  seen = await ask(`erasures/preview?member_id=${encodeURIComponent(id)}&to_cards=${toCards ? 1 : 0}`);
  drawPreview();
});

function confirm() {
  if (at("begin").disabled) return;
  at("sure-how").textContent = say().how(nameOf(seen.member), seen.mark);
  at("sure-mark").value = "";
  at("sure-yes").disabled = true;
  at("sure").showModal();
}

at("sure-mark").addEventListener("input", () => { at("sure-yes").disabled = at("sure-mark").value !== seen.mark; });
at("sure-no").addEventListener("click", () => at("sure").close());
at("sure-yes").addEventListener("click", () => safely(async () => {
  at("sure").close();
  const { who, why } = kept;
  result = await ask("erasures/erase", { member_id: seen.member.id, mark: seen.mark, to_cards: toCards, who, reason: why });
  [seen, found, toCards, kept.why] = [null, null, false, ""];
  at("text").value = "";
  done = await ask("erasures");
  draw();
}));
at("find").addEventListener("submit", (event) => {
  event.preventDefault();
  safely(async () => {
    [seen, result, toCards] = [null, null, false];
    found = await ask(`erasures/members?text=${encodeURIComponent(at("text").value.trim())}`);
    draw();
  });
});

offerLanguages(draw);
draw();
try {
  done = await ask("erasures");
} catch {
  complain(say().offline);
}
draw();
