// The plan's page at work: each act goes to the server, and what comes back is the board as it is.
import { unsaved } from "./editor.js";
import "./move.js";
import { connect, focusOn, isOpen, open, show } from "./panel.js";
import { showPhase } from "./phases.js";
import { say, sayBusy, sayLost, saySaved, send } from "./talk.js";

const board = () => document.querySelector("[data-board]");

let newest = null;

/** Puts the board of an answer in the page: focus, scroll and open phase stay. */
function swap(page) {
  newest = page;
  settle(page);
}

/** The news of an answer, where it has any. */
function tell(page) {
  const news = page.querySelector("[data-news]");
  if (news.children.length || !location.search) {
    document.querySelector("[data-news]").replaceChildren(...news.childNodes);
  }
  document.documentElement.classList.add("live");
}

function settle(page) {
  if (page !== newest) return; // a later answer came in the meantime
  if (document.querySelector(".held, .dragged")) {
    setTimeout(settle, 200, page); // not under the hands of who is moving something
    return;
  }
  const fresh = page.querySelector("[data-board]");
  const old = board();
  const active = document.activeElement;
  const focused = old.contains(active) || active.closest("[data-news]") ? active.id : null;
  const left = old.querySelector(".grid-scroll")?.scrollLeft ?? 0;
  const top = window.scrollY;
  const openOf = (root) => [...root.querySelectorAll("details")];
  const [were, are] = [openOf(old), openOf(fresh)];
  if (were.length === are.length) are.forEach((one, place) => (one.open = were[place].open));
  old.replaceWith(fresh);
  tell(page);
  showPhase();
  const scroller = fresh.querySelector(".grid-scroll");
  if (scroller) scroller.scrollLeft = left;
  window.scrollTo({ top, behavior: "instant" });
  if (focused !== null) focusOn(focused);
}

/** Why an answer is neither board nor form, and what to do. */
function reason(status, page) {
  if (page.querySelector("[data-form-too-old]")) {
    return "deze pagina is verouderd, bijvoorbeeld omdat u zich opnieuw aanmeldde. Kopieer wat u net typte, herlaad de pagina en probeer opnieuw.";
  }
  return status === 403
    ? "u mag dit plan niet (meer) wijzigen. Herlaad de pagina."
    : "dit plan is hier niet (meer) te openen. Herlaad de pagina.";
}

/** 'done' when the answer's board is in the page now, 'show' for a part to show, else it is told. */
function receive({ status, page, url }) {
  if (page.querySelector("[data-board]")) {
    if (location.search && url.search !== location.search) {
      tell(page); // an act leads to the whole plan; what is open here is a part of it
      refresh();
    } else swap(page);
    return "done";
  }
  if (page.querySelector("#paneel") || status === 401) return "show";
  say(`Niet bewaard: ${reason(status, page)}`);
  return "told";
}

/** Goes along with an act: sent twice, it is one act. (`randomUUID` exists under https only.) */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One act on the plan: `body` goes to `url`. */
async function act(url, body) {
  sayBusy();
  const token = document.querySelector("#act [name=csrfmiddlewaretoken]").value;
  try {
    const answer = await send(url, new URLSearchParams({ csrfmiddlewaretoken: token, ...body }));
    const outcome = receive(answer);
    if (outcome === "done") saySaved();
    if (outcome !== "show") return;
    show(answer.page);
    await refresh();
  } catch {
    sayLost(() => act(url, body));
  }
}

/** The board as it now is, when it is not the one that is shown. */
async function refresh() {
  try {
    const address = board().dataset.home + location.search;
    const answer = await send(address, null, { "If-None-Match": board().dataset.board });
    if (answer.status === 200) receive(answer);
  } catch {
    // without a connection the board stays as it is
  }
}

document.addEventListener("act", ({ detail }) => act(detail.url, { key: newKey(), ...detail.body }));
document.addEventListener("click", (event) => {
  const button = event.target.closest('button[form="act"]');
  if (!button) return;
  event.preventDefault();
  act(button.formAction, { key: newKey(), ...(button.name && { [button.name]: button.value }) });
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isOpen()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const wanted = key === "z" ? (event.shiftKey ? "opnieuw" : "ongedaan") : key === "y" ? "opnieuw" : "";
  const button = wanted && document.getElementById(wanted);
  if (!button) return;
  event.preventDefault();
  if (button.disabled) say("Er is niets om ongedaan te maken of opnieuw te doen.");
  else act(button.formAction, { key: newKey() });
});

document.addEventListener("click", ({ target }) => {
  for (const menu of document.querySelectorAll("[data-more][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && !document.querySelector(".held")) refresh();
});
const wentBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
window.addEventListener("pageshow", ({ persisted }) => (persisted || wentBack) && refresh());

connect(receive);
const [left] = unsaved(board().dataset.home);
if (left) open(left);
