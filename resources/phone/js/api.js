/** The only place that talks to the hub. Knows the session, tells when the hub cannot be reached. */
import { both, say } from "./words.js";

const BASE = "api/";
const PATIENCE_MS = 8000;

/** The hub said no; `message` is its sentence in the page's language. */
export class Refused extends Error {
  constructor(status, body) {
    super(both(body) || say("unexpected"));
    this.status = status;
    this.code = body?.code ?? "";
  }
}

/** The hub cannot be reached just now. */
export class Offline extends Error {
  constructor() {
    super(say("offline_act"));
  }
}

export const session = {
  get token() {
    return localStorage.getItem("phone.session");
  },
  set token(value) {
    if (value) localStorage.setItem("phone.session", value);
    else localStorage.removeItem("phone.session");
  },
};

let reachable = true;
let whenReachable = () => {};
let whenSignedOut = () => {};

/** Set who hears that the hub came or went, and that the session ended. */
export function listen(reachableChanged, signedOut) {
  whenReachable = reachableChanged;
  whenSignedOut = signedOut;
}

function reached(now) {
  if (now === reachable) return;
  reachable = now;
  whenReachable(now);
}

/** Ask the hub. Returns the JSON, or null for 304; throws `Refused` or `Offline`. */
export async function ask(method, path, { body, tag, onTag } = {}) {
  const headers = {};
  if (session.token) headers.authorization = `Bearer ${session.token}`;
  if (body) headers["content-type"] = "application/json";
  if (tag) headers["if-none-match"] = tag;
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    reached(false);
    throw new Offline();
  }
  if (answer.status >= 502) {
    reached(false);
    throw new Offline();
  }
  reached(true);
  if (answer.status === 304) return null;
  let content = null;
  try {
    content = await answer.json();
  } catch {
    // An answer without JSON is an error of the hub; the sentence for it is ours.
  }
  if (answer.status === 401 && session.token) {
    session.token = null;
    whenSignedOut();
  }
  if (!answer.ok || content === null) throw new Refused(answer.status, content);
  onTag?.(answer.headers.get("etag"));
  return content;
}

export const get = (path) => ask("GET", path);
export const post = (path, body) => ask("POST", path, { body });
export const put = (path) => ask("PUT", path);
export const remove = (path) => ask("DELETE", path);
