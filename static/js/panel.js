// The side panel: what has a page of its own, opened in place.
import { autosave, forget } from "./editor.js";
import { say, sayBusy, sayLost, saySaved, send } from "./talk.js";

const panel = window.HTMLDialogElement ? document.querySelector("[data-panel]") : null;
const content = panel?.querySelector("[data-panel-content]");
let flush = null;
let opener = "";
let insists = false;
let receive = () => "show";

/** `handler(answer)`: 'done' when it put the answer's board in the page, 'show' for a part to show. */
export function connect(handler) {
  receive = handler;
}

export function isOpen() {
  return panel?.open ?? false;
}

/** Opens a page of the plan in the panel; follows the link where that does not work. */
export async function open(address) {
  opener ||= document.activeElement?.id ?? "";
  try {
    const answer = await send(address);
    if (answer.status === 404) forget(address);
    if (receive(answer) === "show") show(answer.page);
  } catch {
    say("Geen verbinding: dit kan nu niet geopend worden.");
  }
}

/** Shows an answer of the server: a form, a conflict, the way to sign in. */
export function show(page) {
  if (!panel) return location.reload();
  const kept = content.contains(document.activeElement) ? document.activeElement : null;
  const caret = kept?.selectionStart;
  opener ||= document.activeElement?.id ?? "";
  flush?.stop();
  content.replaceChildren(...(page.querySelector("main") ?? page.body).childNodes);
  const heading = content.querySelector("#paneel")?.textContent.trim();
  panel.setAttribute("aria-label", heading ?? "Dit stappenplan");
  if (!panel.open) {
    panel.showModal();
    say("");
  }
  insists = false;
  const form = content.querySelector("[data-autosave]");
  flush = form ? autosave(form, received) : null;
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

function received(answer) {
  if (receive(answer) === "show") answer.status === 401 ? ask(answer.page) : show(answer.page);
}

/** The way to sign in, above the form: what was typed stays there to be copied. */
function ask(page) {
  if (!panel.open) return show(page); // closed in the meantime
  content.querySelector("[data-sign-in]")?.remove();
  content.prepend(...page.body.childNodes);
}

/** Closes when all is saved; asked twice, it closes anyhow: what was typed stays in this tab. */
async function leave() {
  if (flush && !insists && !(await flush())) {
    insists = true;
    say("Nog niet bewaard. Sluit nog eens om later verder te gaan.");
    return;
  }
  close();
}

export function close() {
  if (!panel.open) return;
  const line = panel.querySelector("[data-saved-text]").textContent;
  const id = opener;
  const gone = content.querySelector("[data-gone]");
  if (gone) forget(gone.dataset.editor);
  flush = null;
  opener = "";
  panel.close();
  content.replaceChildren();
  say(insists ? "Nog niet bewaard. Open de activiteit om verder te gaan." : line);
  focusOn(id);
}

/** Focus on what has this id or, where it is gone, on the news about it, or the top of the plan. */
export function focusOn(id) {
  const target = [
    id && document.getElementById(id),
    document.querySelector("[data-news] button"),
    document.querySelector("[data-board] h1"),
  ].find((element) => element && !element.disabled);
  target?.focus({ preventScroll: target.id === id });
}

async function submit(form, button) {
  const data = new URLSearchParams(new FormData(form, button));
  const address = button?.getAttribute("formaction") ? button.formAction : form.action;
  const editor = content.querySelector("[data-editor]")?.dataset.editor;
  const leaves = "leaves" in form.dataset || "leaves" in (button?.dataset ?? {});
  if (flush && !leaves && !(await flush())) return;
  const forgets = "forget" in form.dataset;
  if (forgets) flush?.stop(); // what is let go of is not saved in the meantime
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
  } catch {
    sayLost(() => submit(form, button));
  }
}

function currentVersion(address) {
  const url = new URL(address);
  const version = content.querySelector("[data-autosave] [name=version]");
  if (version && url.searchParams.has("version")) url.searchParams.set("version", version.value);
  return url;
}

/** The list of the playbook's activities follows what is typed in the search field. */
export function startFilter(root = document) {
  const list = root.querySelector("[data-filter]");
  if (!list) return;
  const field = list.querySelector("input");
  list.querySelector("[data-filter-field]").hidden = false;
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/);
    let count = 0;
    for (const item of list.querySelectorAll("li")) {
      item.hidden = !words.every((word) => plain(item.textContent).includes(word));
      count += item.hidden ? 0 : 1;
    }
    list.querySelector("[data-filter-count]").textContent = `${count} activiteiten gevonden`;
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

if (panel) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    event.preventDefault();
    if ("forget" in link.dataset) forget(link.href);
    open(link.href);
  });
  panel.addEventListener("click", (event) => {
    if (event.target !== panel && !event.target.closest("[data-close]")) return;
    event.preventDefault();
    leave();
  });
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  panel.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!("autosave" in event.target.dataset)) return submit(event.target, event.submitter);
    if (await flush(true)) close();
  });
}
