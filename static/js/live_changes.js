// Changes by others since the page was rendered: polled every 15 seconds, shown on request.
const EVERY = 15_000;
const SLOWEST = 300_000;

const region = document.querySelector("[data-live]");
let wait = EVERY;
let timer = 0;
let tag = "";
let shown = 0; // the line shows changes after this version
let newest = 0; // up to this one

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
      const answer = await response.json();
      [shown, newest] = [since, answer.version];
      offer(answer.text, answer.rows);
    } else if (response.status < 500 && response.status !== 429) {
      return; // signed out or no longer a member: the next act shows it
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
  button.addEventListener("click", () => show(rows).catch(() => {})); // no connection: the line stays
  region.append(line, button);
}

/** Updates the board or the list in place, and marks what others changed. */
async function show(rows) {
  if (document.querySelector("[data-board]")) {
    const { focusOn, refresh } = await import("./live_board.js");
    await refresh();
    if (version() <= shown) return; // not there yet: the line stays
    offer("");
    const cards = marked(rows);
    focusOn(cards[0]?.querySelector("a").id);
  } else if (document.querySelector("tr[data-row]")) {
    const [{ focusOn, takeRows }, { send }] = await Promise.all([import("./table.js"), import("./requests.js")]);
    const { page } = await send(location.href);
    if (!takeRows(page, rows)) return document.querySelector("[data-editing]") || location.reload();
    region.dataset.version = newest;
    offer("");
    const [first] = marked(rows);
    if (first && !document.querySelector("[data-editing]")) focusOn(first.querySelector("[data-cell]"));
  } else location.reload();
}

function marked(rows) {
  const found = rows.map((row) => document.getElementById(`rij-${row}`)).filter(Boolean);
  for (const row of found) row.dataset.changed = "";
  found[0]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return found;
}

if (region) {
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) return;
    if (document.querySelector("[data-board]")) later(); // updates itself on a return by the back button
    else ask();
  });
  later();
}
