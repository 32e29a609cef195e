// The form of one activity: saved while one works, kept in this tab until the server has it.
import { send } from "./requests.js";
import { say, sayBusy, sayLost, saySaved, settled } from "./status_line.js";

const IDLE = 1500; // milliseconds without typing after which is saved
const SOON = 300; // after a choice or on leaving a field
const NOT_TYPED = /^(initial-|keuze-|version$|csrfmiddlewaretoken$)/;

const keyOf = (form) => `getypt:${new URL(form.action).pathname}`;

/** The editors of this tab whose text the server does not have: their addresses. */
export function unsaved(home) {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(`getypt:${home}`));
  return keys.map((key) => key.slice("getypt:".length));
}

export function forget(address) {
  sessionStorage.removeItem(`getypt:${new URL(address, location.href).pathname}`);
}

function typed(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => !NOT_TYPED.test(name)));
}

function fill(form, entries) {
  const valuesOf = (name) => entries.filter((entry) => entry[0] === name).map((entry) => entry[1]);
  for (const field of form.elements) {
    if (!field.name || field.name !== "version" && NOT_TYPED.test(field.name)) continue;
    const given = valuesOf(field.name);
    if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
    else if (given.length) field.value = given[0];
  }
  base(form, entries.filter(([name]) => name.startsWith("initial-")));
}

/** What the form started from: sent along, so that the server knows what was typed here. */
function base(form, entries) {
  for (const old of form.querySelectorAll('[name^="initial-"]')) old.remove();
  for (const [name, value] of entries) {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    form.append(hidden);
  }
}

/** A saved form says of nothing any more that it is wrong. */
function allIsWell(form) {
  form.parentElement.querySelector("[data-error-summary]:not([data-conflict])")?.remove();
  form.parentElement.querySelector("[data-kept]")?.remove();
  for (const place of form.querySelectorAll(".has-error")) {
    place.classList.remove("has-error");
    for (const error of place.querySelectorAll(".errorlist")) error.remove();
  }
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    const rest = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => document.getElementById(id));
    if (rest.length) field.setAttribute("aria-describedby", rest.join(" "));
    else field.removeAttribute("aria-describedby");
  }
}

function moveOn(form, version, entries) {
  form.elements.version.value = version;
  base(form, entries.filter(([name]) => !NOT_TYPED.test(name)).map(([name, value]) => [`initial-${name}`, value]));
  for (const button of form.parentElement.querySelectorAll("[formaction]")) {
    const address = new URL(button.formAction);
    address.searchParams.set("version", version);
    button.setAttribute("formaction", address.pathname + address.search);
  }
}

/**
 * Saves `form` as it changes. `receive(answer)` gets every answer of the server: the plan's board
 * after a save, else the form with what is wrong. Returns `flush`: saves what is not saved yet and
 * tells whether all is; `flush.stop()` leaves it to the form that comes in this one's place.
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

  function keep() {
    const entries = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    sessionStorage.setItem(key, JSON.stringify(entries));
  }

  async function save() {
    clearTimeout(timer);
    if (stopped) return true;
    const entries = lost?.entries ?? [...new FormData(form)]; // first what may have arrived
    const now = lost?.now ?? typed(form);
    if (now === stored && !waits()) return true;
    sayBusy();
    let answer;
    try {
      answer = await send(form.action, new URLSearchParams(entries));
    } catch {
      lost = { entries, now };
      sayLost(again);
      return false;
    }
    lost = null;
    const version = answer.url.searchParams.get("versie");
    if (version) {
      moveOn(form, version, entries);
      stored = now;
      if (typed(form) === now) sessionStorage.removeItem(key);
      settled(again);
      allIsWell(form);
      saySaved();
      receive(answer);
      return typed(form) === now || save();
    }
    if (typed(form) !== now) {
      later(SOON); // typed on in the meantime: that is what counts
    } else {
      say("Nog niet bewaard");
      receive(answer);
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
    if (!stopped && !waits()) timer = setTimeout(flush, delay);
  }

  form.addEventListener("input", ({ target }) => {
    const mine = form.querySelector(`[name="keuze-${target.name}"][value="mijn"]`);
    if (mine) mine.checked = true;
    keep();
    later(IDLE);
  });
  form.addEventListener("change", () => later(SOON));
  const draft = sessionStorage.getItem(key);
  if (draft && !waits()) {
    fill(form, JSON.parse(draft));
    flush();
  }
  flush.stop = () => {
    clearTimeout(timer);
    stopped = true;
  };
  return flush;
}
