// The side panel: opens pages of the plan beside the board.
import { startFilter } from "./activity_filter.js";
import { startChips } from "./chips.js";
import { forget, unsaved } from "./drafts.js";
import { autosave } from "./editor.js";
import { incompleteFields, isHalfDate, startFields } from "./incomplete_fields.js";
import { outdate } from "./last_changes.js";
import { focusOn, receive, refresh } from "./live_board.js";
import { send } from "./requests.js";
import { say, sayBusy, sayLost, saySaved } from "./status_line.js";
import { startSteps } from "./steps.js";
import { hasUnsavedText } from "./unsaved_text.js";

const panel = document.querySelector("[data-panel]");
const content = panel.querySelector("[data-panel-content]");
let flush = null;
let opener = "";
let insists = false;
let place = 0; // index of the open activity among those on the board

/** Opens a page of the plan in the panel; on failure, follows the link. */
export async function open(address) {
  opener ||= document.activeElement?.id ?? "";
  const wasOpen = panel.open;
  try {
    const answer = await send(address);
    if (wasOpen && !panel.open) return; // closed in the meantime
    if (answer.status === 404) forget(address);
    if (receive(answer) === "show") show(answer.page);
  } catch {
    say("Geen verbinding: dit kan nu niet geopend worden.");
  }
}

/** Shows a server response: a form, a conflict, or a link to sign in. */
export function show(page) {
  const kept = content.contains(document.activeElement) ? document.activeElement : null;
  const caret = kept?.selectionStart;
  opener ||= document.activeElement?.id ?? "";
  flush?.stop();
  const before = opened();
  const typed = [...content.querySelectorAll("[data-autosave]")].flatMap(incompleteFields);
  content.replaceChildren(...(page.querySelector("main") ?? page.body).childNodes);
  if (opened() === before) for (const field of typed) putBack(field);
  else panel.scrollTop = 0;
  startFields(content);
  startSteps(content);
  startChips(content);
  const heading = content.querySelector("#paneel")?.textContent.trim();
  panel.setAttribute("aria-label", heading ?? "Dit stappenplan");
  if (!panel.open) {
    panel.showModal();
    say("");
  }
  insists = false;
  const form = content.querySelector("[data-autosave]");
  flush = form ? autosave(form, received) : null;
  panel.querySelector("[data-autosave-note]").hidden = !form || form.querySelector("[data-save]") !== null;
  showWays();
  startFilter();
  const again = kept?.id && document.getElementById(kept.id);
  const summary = content.querySelector(again ? "[data-conflict]" : "[data-error-summary]");
  if (summary) {
    summary.focus();
  } else if (again) {
    again.focus();
    if (caret != null && again.setSelectionRange) again.setSelectionRange(caret, caret);
  } else {
    (content.querySelector("#voeg-toe [name=title]") ?? content.querySelector("#paneel"))?.focus();
  }
}

/** Moves a field that could not be saved into the form that replaces its form. */
function putBack(field) {
  const old = field.dataset.partOf ? field.closest("fieldset") : field;
  const fresh = document.getElementById(old.id);
  if (!fresh || fresh === old) return;
  if (old !== field) {
    for (const held of old.querySelectorAll("[name^=initial-]")) held.remove();
    old.append(...fresh.querySelectorAll("[name^=initial-]"));
  }
  fresh.replaceWith(old);
}

function received(answer) {
  const outcome = receive(answer);
  if (outcome === "done") outdate(content);
  if (outcome === "show") answer.status === 401 ? ask(answer.page) : show(answer.page);
}

/** Shows the sign-in link above the form; the typed text stays, to copy. */
function ask(page) {
  if (!panel.open) return show(page); // closed in the meantime
  content.querySelector("[data-sign-in]")?.remove();
  content.prepend(...page.body.childNodes);
}

/** Whether to close: all is saved, or the visitor asks twice. The editor's text stays in this tab. */
async function mayLeave(again) {
  const isLost = content.querySelector("[data-gone] form") !== null; // the typed text is only here
  const isSaved = flush ? await flush() : !isLost && !hasUnsavedText(content);
  if (isSaved || insists) return true;
  insists = true;
  const isHalf = [...content.querySelectorAll("input")].some(isHalfDate);
  if (isHalf) say(`Een datum is niet volledig. Vul ze aan, of ${again} nog eens zonder die datum.`);
  else if (flush) say(`Nog niet bewaard. ${again[0].toUpperCase()}${again.slice(1)} nog eens om later verder te gaan.`);
  else say(`Nog niet ${isLost ? "bewaard" : "toegevoegd"}. Sluit nog eens om te laten vallen wat u typte.`);
  return false;
}

async function leave() {
  if (await mayLeave("sluit")) close();
}

const opened = () => content.querySelector("[data-editor]")?.dataset.editor;

/** The links to the activities that the board shows, in reading order. */
function shown() {
  const links = document.querySelectorAll("[data-board] a.title[data-open]");
  return [...links].filter((link) => link.getClientRects().length);
}

/** The link to the activity before (-1) or after (1) the open one, also when that is not shown any more. */
function neighbour(way) {
  const links = shown();
  const at = links.findIndex((link) => link.pathname === opened());
  if (at >= 0) return links[at + way];
  return links[way > 0 ? place : place - 1];
}

function showWays() {
  const at = shown().findIndex((link) => link.pathname === opened());
  if (at >= 0) place = at;
  for (const button of panel.querySelectorAll(".panel-ways [data-way]")) {
    button.hidden = !opened();
    button.disabled = !neighbour(Number(button.dataset.way));
  }
}

async function go(way) {
  if (!opened() || !(await mayLeave("ga"))) return;
  const link = neighbour(way);
  if (!link) return say(way > 0 ? "Dit is de laatste activiteit." : "Dit is de eerste activiteit.");
  if (insists) say("");
  opener = link.id;
  await open(link.href);
}

export function close() {
  if (!panel.open) return;
  const line = panel.querySelector("[data-saved-text]").textContent;
  const id = opener;
  const near = opened() ? [neighbour(1)?.id, neighbour(-1)?.id] : [];
  const gone = content.querySelector("[data-gone]");
  if (gone) forget(gone.dataset.editor);
  flush = null;
  opener = "";
  panel.close();
  content.replaceChildren();
  if (!insists && !gone) say(line);
  else if (unsaved("").length) say("Nog niet bewaard. Open de activiteit om verder te gaan.");
  focusOn(id, near);
  if (gone) refresh(); // removes its card from the board
}

async function submit(form, button) {
  const data = new URLSearchParams(new FormData(form, button));
  const address = button?.getAttribute("formaction") ? button.formAction : form.action;
  const editor = content.querySelector("[data-editor]")?.dataset.editor;
  const leaves = "leaves" in form.dataset || "leaves" in (button?.dataset ?? {});
  if (flush && !leaves && !(await flush())) return;
  const forgets = "forget" in form.dataset;
  if (forgets) flush?.stop(); // discarded text must not be saved meanwhile
  sayBusy();
  try {
    const answer = await send(currentVersion(address), data);
    const outcome = receive(answer);
    if (outcome === "show") {
      const forgotten = forgets && answer.status === 200;
      if (forgotten && editor) forget(editor);
      say(forgotten ? "" : "Nog niet bewaard");
      return answer.status === 401 ? ask(answer.page) : show(answer.page);
    }
    if (outcome !== "done") return;
    if (leaves) {
      if (editor) forget(editor);
      saySaved();
      close();
    } else if (editor) {
      saySaved();
      await open(editor);
    }
  } catch (error) {
    sayLost(() => submit(form, button), error);
  }
}

function currentVersion(address) {
  const url = new URL(address);
  const version = content.querySelector("[data-autosave] [name=version]");
  if (version && url.searchParams.has("version")) url.searchParams.set("version", version.value);
  return url;
}

panel.addEventListener("click", (event) => {
  if (event.target !== panel && !event.target.closest("[data-close]")) return;
  event.preventDefault();
  leave();
});
panel.addEventListener("click", ({ target }) => {
  const button = target.closest(".panel-ways [data-way]");
  if (button) go(Number(button.dataset.way));
});
document.addEventListener("keydown", (event) => {
  if (!panel.open || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const way = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (way) go(way);
});
content.addEventListener("keydown", (event) => {
  const isLine = event.target.matches("[data-autosave] :is([type=text], [type=date])");
  if (event.key !== "Enter" || !isLine || content.querySelector("[data-save]")) return;
  event.preventDefault();
  flush?.();
});
panel.addEventListener("cancel", (event) => {
  event.preventDefault();
  leave();
});
content.addEventListener("input", () => (insists = false));
panel.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!("autosave" in event.target.dataset)) return submit(event.target, event.submitter);
  if (await flush(true)) close();
});
