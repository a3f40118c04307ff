// Experiments: start one, end it, and what its planned looks say: too early, no difference, better or worse by a–b.

import { ask, at, button, complain, drawWords, language, offerLanguages, part } from "../page.js";

const EVERY_MS = 10_000;

const words = {
  zh: {
    other: "English", none: "还没有做过实验。", offline: "商城没有回应，显示的是刚才的内容。", members: "一共多少位会员参加", who: "谁开的", start: "开始", end: "结束实验",
    advised: (n) => `${n} 位能看出 10% 与 13% 的差别（10 次里看出 8 次）`,
    suggestions: "为她挑的推荐", best_sellers: "热卖", bought: (rate, of) => `${rate} 买了（${of} 位）`,
    too_early: "还太早，看不出来", no_difference: "看不出差别", unsound: "不能信：两半人数不该差这么多，可能有收银机没照做或没有计数",
    better: (low, high) => `推荐更好：每 100 位会员多 ${low} 到 ${high} 位买`, worse: (low, high) => `推荐更差：每 100 位会员少 ${low} 到 ${high} 位买`,
    progress: (seen, counted, next) => `已给 ${seen} 位会员看过，${counted} 位满 8 天可以算；满 ${next} 位时看下一次`, over: (seen) => `一共给 ${seen} 位会员看过`,
    look: (look, of, day) => `第 ${look}/${of} 次查看 · ${day}`, interval: (low, high) => `差别在 ${low} 到 ${high} 个百分点之间（20 次里有 19 次对）`,
    running: (day, who) => `${day} 起进行中，${who} 开的`, ended: (day, who) => (who ? `${day} 由 ${who} 结束` : `${day} 有了结论，自动结束`),
    guards: "同时盯着的（别因为多卖而变差）", returned: "买了又退", price_kept: "成交价占吊牌价", minutes: "从看推荐到付款（分钟）", bad: "变差了", fine: "没变差", unknown: "还没有数",
  },
  en: {
    other: "中文", none: "No experiment yet.", offline: "The mall does not answer; this is what it said last.", members: "Members in both halves", who: "Started by", start: "Start", end: "End it",
    advised: (n) => `${n} members tell 10 % from 13 % (8 times of 10)`,
    suggestions: "chosen for her", best_sellers: "best sellers", bought: (rate, of) => `${rate} bought (of ${of})`,
    too_early: "Too early to tell", no_difference: "No difference to be seen", unsound: "Not to be trusted: halves this uneven are not chance. A till may not obey, or not count",
    better: (low, high) => `Suggestions are better: ${low} to ${high} more of 100 members buy`, worse: (low, high) => `Suggestions are worse: ${low} to ${high} fewer of 100 members buy`,
    progress: (seen, counted, next) => `${seen} members were shown something, ${counted} of them 8 days ago or more; the next look is at ${next}`, over: (seen) => `${seen} members were shown something`,
    look: (look, of, day) => `Look ${look} of ${of} · ${day}`, interval: (low, high) => `The difference is between ${low} and ${high} points (19 times of 20)`,
    running: (day, who) => `Running since ${day}, started by ${who}`, ended: (day, who) => (who ? `Ended on ${day} by ${who}` : `Ended by itself on ${day}: it has its result`),
    guards: "Watched beside it (more sales must not cost these)", returned: "Bought and brought back", price_kept: "Paid of the shelf price", minutes: "From suggestion to payment (minutes)", bad: "worse", fine: "not worse", unknown: "nothing yet",
  },
};

let shown = null;
const say = () => words[language()];
const points = (share) => (100 * share).toFixed(1);
const percent = (share) => `${points(share)}%`;
const day = (ms) => new Date(ms).toLocaleDateString(language() === "zh" ? "zh-CN" : "en-GB");

function verdict(one) {
  const last = one.looks.at(-1);
  if (one.verdict === "better") return say().better(points(last.low), points(last.high));
  if (one.verdict === "worse") return say().worse(points(-last.high), points(-last.low));
  return say()[one.verdict];
}

function guard(one) {
  const has = one.usual_of > 1 && one.tried_of > 1;
  const figure = (value) => (one.what === "minutes" ? value.toFixed(1) : percent(value));
  const told = has ? `${say().best_sellers} ${figure(one.usual)} · ${say().suggestions} ${figure(one.tried)} · ${one.is_worse ? say().bad : say().fine}` : say().unknown;
  return part("p", `${say()[one.what]}: ${told}`, one.is_worse ? "bad" : "quiet");
}

function lookOf(one) {
  const made = part("div", "", "look");
  const arms = [one.tried, one.usual].map((arm) => `${say()[arm.id] ?? arm.id} ${say().bought(arm.members ? percent(arm.bought / arm.members) : "–", arm.members)}`);
  made.append(part("b", say().look(one.look, one.of, day(one.taken_ms))), part("p", arms.join(" · ")), part("p", say().interval(points(one.low), points(one.high)), "quiet"));
  return made;
}

function card(one) {
  const made = part("article", "", "card");
  const seen = one.arms.reduce((sum, arm) => sum + arm.members, 0);
  made.append(part("b", one[language()]), part("p", verdict(one), one.verdict === "unsound" || one.verdict === "worse" ? "bad" : "verdict"));
  made.append(part("p", one.ended_ms === null ? say().running(day(one.started_ms), one.started_by) : say().ended(day(one.ended_ms), one.ended_by), "quiet"));
  made.append(part("p", one.next_look === null ? say().over(seen) : say().progress(seen, one.settled, one.next_look), "quiet"));
  made.append(...[...one.looks].reverse().map(lookOf));
  if (one.looks.length) made.append(part("b", say().guards), ...one.looks.at(-1).guards.map(guard));
  if (one.ended_ms === null) made.append(button(say().end, () => end(one)));
  return made;
}

function field(id, label, value, type) {
  const made = part("label", label);
  const input = part("input");
  Object.assign(input, { id, value, type });
  made.append(input);
  return made;
}

function drawForm() {
  const form = at("new");
  const kept = { members: at("members")?.value ?? shown.advised_members, who: at("who")?.value ?? "" };
  const isRunning = shown.experiments.some((one) => one.ended_ms === null);
  const go = button(say().start, start, "main");
  go.disabled = isRunning;
  form.replaceChildren(field("members", say().members, kept.members, "number"), field("who", say().who, kept.who, "text"), go, part("small", say().advised(shown.advised_members), "quiet"));
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  if (!at("new").contains(document.activeElement) || !at("members")) drawForm();
  at("experiments").replaceChildren(...(shown.experiments.length ? shown.experiments.map(card) : [part("p", say().none, "quiet")]));
}

async function act(path, body) {
  try {
    await ask(path, body);
    document.activeElement?.blur();
    await refresh();
  } catch (error) {
    complain(error.message);
  }
}

const start = () => act("experiments/start", { members: Number.parseInt(at("members").value, 10) || 0, who: at("who").value });
const end = (one) => act("experiments/end", { experiment_id: one.id, who: at("who").value });

async function refresh() {
  try {
    shown = await ask("experiments");
    complain("");
  } catch {
    complain(say().offline);
  }
  draw();
}

at("new").addEventListener("submit", (event) => { event.preventDefault(); start(); });
offerLanguages(() => { draw(); drawForm(); });
draw();
await refresh();
setInterval(refresh, EVERY_MS);
