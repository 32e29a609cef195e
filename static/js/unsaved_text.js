// Unsaved text. Before a visitor leaves the page, the browser asks for confirmation; when another
// form of the page is sent, the text is restored on the next page with the same form.
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

/** Of an automatically saved form, by data-unsaved; of another one, by its fields. */
function isUnsaved(form) {
  if ("unsaved" in form.dataset) return true;
  if ("autosave" in form.dataset || form.querySelector(SECRET)) return false;
  return isTypedIn(form);
}

/** Whether a field of `form` differs from what the server sent. */
export function isTypedIn(form) {
  return [...form.elements].some((field) => field.matches(TYPED) && field.name && differs(field));
}

/** Whether a form in `root` has unsaved text. */
export function hasUnsavedText(root) {
  return unsavedForms(root).length > 0;
}

/** Fills `form` with these names and values. */
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

/** The initial values of the form, sent along so that the server knows which fields were changed. */
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

let leaving = new Set(); // forms whose text is being sent, stored or discarded

window.addEventListener("submit", (event) => {
  const sent = event.target;
  if (event.defaultPrevented && !("passkey" in sent.dataset)) return;
  leaving = new Set("forget" in sent.dataset ? document.forms : [sent]);
  if ("signOut" in sent.dataset) return clearAllTabs();
  if (sent.getAttribute("method") !== "post") return;
  for (const form of unsavedForms(document)) {
    if (leaving.has(form) || form.querySelector(":invalid[type=date]")) continue; // an incomplete date has no value
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
