// The form of one activity: saved automatically; unsaved text stays in this tab.
import { keyOf } from "./drafts.js";
import { clearErrors, showError, takeErrors } from "./field_errors.js";
import { entriesOf, faultOf, incompleteFields, isHalfDate } from "./incomplete_fields.js";
import { send } from "./requests.js";
import { say, sayBusy, sayLost, saySaved, settled } from "./status_line.js";
import { fill, setInitial } from "./unsaved_text.js";

const IDLE = 1500; // milliseconds without typing after which is saved
const SOON = 300; // after a choice or on leaving a field
const NOT_TYPED = /^(initial-|keuze-|version$|csrfmiddlewaretoken$)/;

function typed(form) {
  return JSON.stringify(entriesOf(form).filter(([name]) => !NOT_TYPED.test(name)));
}

function moveOn(form, version, entries) {
  form.elements.version.value = version;
  setInitial(form, entries.filter(([name]) => !NOT_TYPED.test(name)).map(([name, value]) => [`initial-${name}`, value]));
  for (const button of form.parentElement.querySelectorAll("[formaction]")) {
    const address = new URL(button.formAction);
    address.searchParams.set("version", version);
    button.setAttribute("formaction", address.pathname + address.search);
  }
}

/**
 * Saves `form` as it changes, but not while the field that one types in is incomplete; of a field
 * that stays so, the rest is saved. `receive(answer)` gets every answer of the server but the form
 * with errors. Returns `flush`: saves what is not saved yet and tells whether all is;
 * `flush.stop()` leaves it to the form that comes in this one's place.
 */
export function autosave(form, receive) {
  const key = keyOf(form);
  let stored = typed(form);
  let timer = 0;
  let saving = null;
  let lost = null;
  let stopped = false;
  const again = () => flush(true);
  const waits = () => form.querySelector("[data-conflict]") !== null;
  const isKept = () => form.parentElement.querySelector("[data-kept]") !== null; // the form shows a draft
  const isActive = (field) => field === document.activeElement;
  const isBeingTyped = (field) => isActive(field) && (faultOf(field) || field.validity?.valueMissing);

  function keep() {
    const entries = entriesOf(form, isHalfDate).filter(([name]) => name !== "csrfmiddlewaretoken");
    sessionStorage.setItem(key, JSON.stringify(entries));
    form.dataset.unsaved = "";
  }

  /** Shows which fields cannot be saved; returns whether there are none. */
  function isAllSaved() {
    const left = incompleteFields(form);
    for (const field of left) if (!isActive(field)) showError(field, faultOf(field));
    if (left.length && form.isConnected) {
      const names = left.map((field) => `‘${field.labels[0].textContent}’`).join(" en ");
      say(`${names}: nog niet bewaard. De rest wel.`);
    } else if (!left.length) delete form.dataset.unsaved;
    if (left.every(isHalfDate)) sessionStorage.removeItem(key);
    else keep();
    return !left.length;
  }

  async function save() {
    clearTimeout(timer);
    if (stopped) return true;
    const entries = lost?.entries ?? entriesOf(form); // first a request whose response was lost
    const now = lost?.now ?? typed(form);
    if (now === stored && !waits() && !isKept()) return isAllSaved();
    sayBusy();
    let answer;
    try {
      const body = new URLSearchParams(entries);
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value); // may have been renewed
      answer = await send(form.action, body);
    } catch (error) {
      lost = { entries, now };
      sayLost(again, error);
      return false;
    }
    lost = null;
    const version = answer.url.searchParams.get("versie");
    if (version) {
      moveOn(form, version, entries);
      stored = now;
      settled(again);
      clearErrors(form);
      saySaved();
      receive(answer);
      return typed(form) === now ? isAllSaved() : save();
    }
    if (typed(form) !== now) {
      later(SOON); // the visitor typed meanwhile: save again
    } else {
      say("Nog niet bewaard");
      if (answer.status === 422) takeErrors(form, answer.page);
      else receive(answer);
    }
    return false;
  }

  function flush(knowing = false) {
    if (waits() && !knowing) return Promise.resolve(false);
    saving = (saving ?? Promise.resolve()).then(save);
    return saving;
  }

  function later(delay) {
    clearTimeout(timer);
    if (stopped || waits()) return;
    timer = setTimeout(() => [...form.elements].some(isBeingTyped) || flush(), delay);
  }

  form.addEventListener("input", ({ target }) => {
    const mine = form.querySelector(`[name="keuze-${target.name}"][value="mijn"]`);
    if (mine) mine.checked = true;
    keep();
    later(IDLE);
  });
  form.addEventListener("change", () => later(SOON));
  form.addEventListener("focusout", () => "unsaved" in form.dataset && later(SOON));
  document.addEventListener("click", async function onLink(event) {
    if (!form.isConnected) return document.removeEventListener("click", onLink);
    const link = event.target.closest("a[href]:not([href^='#'], [target])");
    if (!link || !("unsaved" in form.dataset) || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await flush();
    location.assign(link.href);
  });
  const draft = sessionStorage.getItem(key);
  if (draft && !waits()) {
    form.dataset.unsaved = "";
    fill(form, JSON.parse(draft));
    flush();
  }
  flush.stop = () => {
    clearTimeout(timer);
    stopped = true;
  };
  return flush;
}
