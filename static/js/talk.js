// What the page says and hears: one request at a time, in order, and one line that tells how it went.
let last = Promise.resolve();
const waiting = new Set(); // acts that the server does not have yet

/** Asks for the part of a page. A POST when there is a body. Rejects when there is no answer. */
export function send(url, body, headers = {}) {
  const turn = last.then(() => ask(url, body, headers));
  last = turn.catch(() => {});
  return turn;
}

async function ask(url, body, headers) {
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    body,
    headers: { "X-Part": "1", ...headers },
    cache: "no-store",
  });
  if (response.status >= 500) throw new Error(`no answer: ${response.status}`);
  const html = response.status === 304 ? "" : await response.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  return { status: response.status, url: new URL(response.url), page };
}

/** Says how saving goes. */
export function say(text) {
  const place = document.querySelector("dialog[open]") ?? document;
  for (const line of document.querySelectorAll("[data-saved]")) {
    const here = line === place.querySelector("[data-saved]");
    line.querySelector("[data-saved-text]").textContent = here ? text : "";
    line.querySelector("[data-retry]").hidden = !here || !waiting.size;
  }
}

export function sayBusy() {
  say("Bezig met bewaren");
}

/** `again` does it once more: by the button, or when the connection comes back. */
export function sayLost(again) {
  waiting.add(again);
  say("Niet bewaard.");
}

/** What `again` would have done is done. */
export function settled(again) {
  waiting.delete(again);
}

export function saySaved() {
  if (waiting.size) return say("Nog niet alles is bewaard.");
  const time = new Date().toLocaleTimeString("nl-BE", { hour: "2-digit", minute: "2-digit" });
  say(`Bewaard om ${time.replace(":", ".")} uur`);
}

function tryAgain() {
  const acts = [...waiting];
  waiting.clear();
  for (const act of acts) act();
}

window.addEventListener("online", tryAgain);
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-retry]")) tryAgain();
});
