// What others did since this page was made: asked every 15 seconds, shown when the visitor asks.
const EVERY = 15_000;
const SLOWEST = 300_000;

const region = document.querySelector("[data-live]");
let wait = EVERY;
let timer = 0;
let tag = "";
let shown = 0; // the version that the line is about

const version = () => Number(document.querySelector("[data-board]")?.dataset.version ?? region.dataset.version);

function later() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(ask, wait);
}

async function ask() {
  const since = version();
  try {
    const response = await fetch(`${region.dataset.live}?sinds=${since}`, {
      headers: { "X-Part": "1", ...(tag && { "If-None-Match": tag }) },
      cache: "no-store",
    });
    if (response.status === 304) {
      if (since > shown) offer("");
    } else if (response.ok) {
      tag = response.headers.get("ETag") ?? "";
      const { text, rows } = await response.json();
      shown = since;
      offer(text, rows);
    } else if (response.status < 500 && response.status !== 429) {
      return; // signed out, or no part in this plan any more: the next act states it
    } else throw new Error(`no answer: ${response.status}`);
    wait = EVERY;
  } catch {
    wait = Math.min(2 * wait, SLOWEST);
  }
  later();
}

/** Puts the line with its button in the page; the same line is announced once. */
function offer(text, rows = []) {
  if ((region.dataset.text ?? "") === text) return;
  region.dataset.text = text;
  region.replaceChildren();
  if (!text) return;
  const line = document.createElement("p");
  line.textContent = `${text} `;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button small";
  button.textContent = "Toon";
  button.addEventListener("click", () => show(rows));
  region.append(line, button);
}

async function show(rows) {
  offer("");
  const live = document.querySelector("[data-board]") && (await import("./live_board.js"));
  if (!live) return location.reload();
  await live.refresh();
  const cards = rows.map((row) => document.getElementById(`rij-${row}`)).filter(Boolean);
  for (const card of cards) card.dataset.changed = "";
  cards[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  live.focusOn(cards[0]?.querySelector("a").id);
}

if (region) {
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : later()));
  later();
}
