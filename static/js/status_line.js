// The status line about saving, with a button to retry failed requests.
const waiting = new Set(); // retries of failed requests

/** Shows `text` in the line of the open dialog, or else of the page. */
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

/** Calls `again` on the button, or when the connection returns. */
export function sayLost(again, { reason = "Niet bewaard." }) {
  waiting.add(again);
  say(reason);
}

/** Removes `again`: its request succeeded. */
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
