/** Money, days, times and distances as a customer reads them; the shop's time zone always holds. */
import { currentLanguage, say } from "./words.js";

const ZONE = "Asia/Shanghai";
const locale = () => (currentLanguage() === "zh" ? "zh-CN" : "en-GB");

/** Fen as yuan: 12900 → ¥129, 12950 → ¥129.50. */
export function money(fen) {
  const yuan = Math.trunc(fen / 100).toLocaleString("en-US");
  const rest = Math.abs(fen % 100);
  return rest ? `¥${yuan}.${String(rest).padStart(2, "0")}` : `¥${yuan}`;
}

/** A whole number with its thousands set apart. */
export const whole = (number) => number.toLocaleString("en-US");

/** The calendar day of an instant in the shop, YYYY-MM-DD. */
export const dayOf = (ms) => new Intl.DateTimeFormat("en-CA", { timeZone: ZONE }).format(ms);

/** "10:30" in the shop. */
export const timeOf = (ms) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" }).format(ms);

/** "11月22日" or "22 Nov"; with the year when it is not this one. */
export function day(ms, nowMs) {
  const options = { timeZone: ZONE, month: currentLanguage() === "zh" ? "long" : "short", day: "numeric" };
  if (nowMs && dayOf(ms).slice(0, 4) !== dayOf(nowMs).slice(0, 4)) options.year = "numeric";
  return new Intl.DateTimeFormat(locale(), options).format(ms);
}

/** "今天 10:30", "22 Nov 10:30". */
export function moment(ms, nowMs) {
  const date = dayOf(ms);
  if (date === dayOf(nowMs)) return `${say("today")} ${timeOf(ms)}`;
  if (date === dayOf(nowMs + 86400000)) return `${say("tomorrow")} ${timeOf(ms)}`;
  return `${day(ms, nowMs)} ${timeOf(ms)}`;
}

/** The same inside a sentence: "by today 10:30". */
export const within = (ms, nowMs) => moment(ms, nowMs).replace(/^T/, "t");

/** "周日", "Sun". */
export const weekday = (ms) => new Intl.DateTimeFormat(locale(), { timeZone: ZONE, weekday: "short" }).format(ms);

/** Metres between two places in millionths of a degree, on a sphere. */
export function metresBetween(a, b) {
  const radians = (e6) => (e6 / 1e6) * (Math.PI / 180);
  const dLat = radians(b.lat_e6 - a.lat_e6);
  const dLon = radians(b.lon_e6 - a.lon_e6);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat_e6)) * Math.cos(radians(b.lat_e6)) * Math.sin(dLon / 2) ** 2;
  return Math.round(2 * 6371000 * Math.asin(Math.sqrt(h)));
}

/** "850 m", "1.2 km", "160 km". */
export function distance(metres) {
  if (metres < 1000) return say("metres", { n: Math.round(metres / 10) * 10 });
  const km = metres / 1000;
  return say("kilometres", { n: km < 10 ? km.toFixed(1) : Math.round(km) });
}
