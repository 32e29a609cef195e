// Text that the server does not have. On each way out of a page it is asked about; when another
// form of the page is sent, it is put back in its form on the next page that has that form.
import { SIGNED_OUT } from "./signed_out.js";

const TYPED = "input:not([type=hidden], [type=search], [type=file], [data-all]), textarea, select";
export const LAST_RESULT = "laatste-resultaat"; // of the quiz, see last_quiz_result.js
const SECRET = "[type=password], [autocomplete=one-time-code]";

// A form may have a field named "action", which stands in the way of its property of that name.
const addressOf = (form) => new URL(form.getAttribute("action") ?? "", location.href);
const keyOf = (form) => `ongestuurd:${addressOf(form).pathname}`;
const unsavedForms = (root) => [...root.querySelectorAll("form[method=post]")].filter(isUnsaved);

function differs(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue || field.validity.badInput;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
}

/** An editor that saves by itself says so with data-unsaved; another form by its fields. */
function isUnsaved(form) {
  if ("unsaved" in form.dataset) return true;
  if ("autosave" in form.dataset || form.querySelector(SECRET)) return false;
  return isTypedIn(form);
}

/** Whether a field of `form` holds something else than the server sent. */
export function isTypedIn(form) {
  return [...form.elements].some((field) => field.matches(TYPED) && field.name && differs(field));
}

/** Whether a form in `root` holds text that the server does not have. */
export function hasUnsavedText(root) {
  return unsavedForms(root).length > 0;
}

/** Fills `form` with what it held: its names and values. */
export function fill(form, entries) {
  const valuesOf = (name) => entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
  for (const field of form.elements) {
    if (!field.name || /^(initial-|keuze-|csrfmiddlewaretoken$)/.test(field.name)) continue;
    const values = valuesOf(field.name);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
    field.dispatchEvent(new Event("refill", { bubbles: true }));
  }
  setInitial(form, entries.filter(([name]) => name.startsWith("initial-")));
}

/** What the form started from: sent along, so that the server knows what was typed here. */
export function setInitial(form, entries) {
  for (const old of form.querySelectorAll('[name^="initial-"]')) old.remove();
  for (const [name, value] of entries) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}

/** Signing out: the next person at this browser finds no text in any of its tabs, and no result. */
function clearAllTabs() {
  sessionStorage.clear();
  localStorage.removeItem(LAST_RESULT);
  localStorage.setItem(SIGNED_OUT, "");
  localStorage.removeItem(SIGNED_OUT);
}

let leaving = new Set(); // forms whose text is on its way, kept, or let go of

window.addEventListener("submit", (event) => {
  const sent = event.target;
  if (event.defaultPrevented && !("passkey" in sent.dataset)) return;
  leaving = new Set("forget" in sent.dataset ? document.forms : [sent]);
  if ("signOut" in sent.dataset) return clearAllTabs();
  if (sent.getAttribute("method") !== "post") return;
  for (const form of unsavedForms(document)) {
    if (leaving.has(form) || form.querySelector(":invalid[type=date]")) continue; // half a date has no text
    const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    sessionStorage.setItem(keyOf(form), JSON.stringify(entries));
    leaving.add(form);
  }
});
document.addEventListener("click", ({ target }) => {
  if (target.closest("a[data-forget]")) leaving = new Set(document.forms);
});
window.addEventListener("beforeunload", (event) => {
  if (unsavedForms(document).some((form) => !leaving.has(form))) event.preventDefault();
  leaving = new Set();
});

for (const form of document.querySelectorAll("form[method=post]")) {
  const waited = sessionStorage.getItem(keyOf(form));
  const back = form.querySelector("[data-error-summary]") ?? form.parentElement.querySelector("[data-error-summary], [data-kept]");
  if (!waited && !back || "autosave" in form.dataset || !form.querySelector(TYPED)) continue;
  form.dataset.unsaved = "";
  if (!waited) continue;
  sessionStorage.removeItem(keyOf(form));
  fill(form, JSON.parse(waited));
  const textContent = "Wat u hier typte, is nog niet bewaard.";
  form.prepend(Object.assign(document.createElement("p"), { className: "hint", textContent }));
}
