// What every page of the back office is made of: its language, its parts, and how it asks the mall.
import "/fonts/hanzi.js";

let chosen = localStorage.getItem("office-language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export const language = () => chosen;
export const at = (id) => document.getElementById(id);

// Another language draws the page anew.
export function offerLanguages(draw) {
  at("language").addEventListener("click", () => {
    chosen = chosen === "zh" ? "en" : "zh";
    localStorage.setItem("office-language", chosen);
    draw();
  });
}

export function drawWords(other) {
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-zh]").forEach((each) => { each.textContent = each.dataset[chosen]; });
  at("language").textContent = other;
}

export function part(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

export function button(text, act, className = "") {
  const made = part("button", text, className);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export function list(rows, empty) {
  if (rows.length === 0) return part("p", empty, "quiet");
  const made = part("div", "", "list");
  made.append(...rows);
  return made;
}

export function entry(text, note, isBad, ...buttons) {
  const row = part("div");
  const said = part("p", text, isBad ? "bad" : "");
  said.append(part("small", note));
  row.append(said, ...buttons);
  return row;
}

export function complain(text) {
  at("trouble").textContent = text;
  at("trouble").hidden = !text;
}

export async function ask(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "content-type": "application/json", "x-posapp-office": "1" }, body: JSON.stringify(body),
  };
  const answer = await fetch(`/office/api/${path}`, options);
  const said = await answer.json();
  if (!answer.ok) throw new Error(said[chosen] ?? said.code);
  return said;
}
