// Segments: how many members each has, what they are expected to bring, and the sentence a clerk reads for each.

import { ask, at, button, complain, drawWords, language, offerLanguages, part } from "../page.js";

const words = {
  zh: {
    other: "English", keep: "保存", kept: "已保存，几秒后到各台收银机", zh: "中文的一句话", en: "英文的一句话", offline: "商城没有回应，请稍后再打开。",
    size: (count) => `${count} 位会员`, worth: (count, yuan) => `${count} 位会员，预计一年内一共约 ¥${yuan}`, empty: "现在没有会员", learnt: (day) => `${day} 凌晨分的群`, never: "还没有分过群，今晚会分",
  },
  en: {
    other: "中文", keep: "Keep", kept: "Kept; every till has it in seconds", zh: "The sentence in Chinese", en: "The sentence in English", offline: "The mall does not answer; open this page again later.",
    size: (count) => (count === 1 ? "1 member" : `${count} members`), worth: (count, yuan) => `${count} members, expected to bring about ¥${yuan} within a year`, empty: "Nobody now", learnt: (day) => `As of the night of ${day}`, never: "Not yet made; they will be tonight",
  },
};

let shown = null;
const say = () => words[language()];
const day = (ms) => new Date(ms).toLocaleDateString(language() === "zh" ? "zh-CN" : "en-GB");
const yuan = (fen) => Math.round(fen / 100).toLocaleString("en-GB");

function field(id, label, value, usual) {
  const made = part("label", label);
  const input = part("input");
  Object.assign(input, { id, value, placeholder: usual, title: value || usual, maxLength: shown.longest });
  made.append(input);
  return made;
}

function sizeOf({ members, year_fen: fen }) {
  if (!members) return say().empty;
  return fen ? say().worth(members, yuan(fen)) : say().size(members);
}

function card(segment) {
  const made = part("form", "", "card");
  const id = (of) => `${segment.id}-${of}`;
  const sentence = part("p");
  const drawSentence = () => { sentence.textContent = segment[`plan_${language()}`] || segment[`usual_${language()}`]; };
  const told = part("p", "", "quiet");
  told.setAttribute("role", "status");
  const keep = async () => {
    const [zh, en] = ["zh", "en"].map((of) => made.querySelector(`#${CSS.escape(id(of))}`).value.trim());
    try {
      await ask("segments/plan", { segment: segment.id, zh, en });
      Object.assign(segment, { plan_zh: zh, plan_en: en });
      drawSentence();
      complain("");
      told.textContent = say().kept;
    } catch (error) {
      told.textContent = "";
      complain(error.message);
    }
  };
  made.addEventListener("submit", (event) => { event.preventDefault(); keep(); });
  made.append(part("b", segment[language()]));
  drawSentence();
  made.append(part("p", sizeOf(segment), "quiet"), sentence);
  made.append(...["zh", "en"].map((of) => field(id(of), say()[of], segment[`plan_${of}`], segment[`usual_${of}`])));
  made.append(button(say().keep, keep, "main"), told);
  return made;
}

function draw() {
  drawWords(say().other);
  if (!shown) return;
  at("learnt").textContent = shown.learnt_ms === null ? say().never : say().learnt(day(shown.learnt_ms));
  at("segments").replaceChildren(...shown.segments.map(card));
}

offerLanguages(draw);
draw();
try {
  shown = await ask("segments");
} catch {
  complain(say().offline);
}
draw();
