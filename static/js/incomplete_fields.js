// Fields without a valid value: an incomplete date, which a browser does not send, or a text too long.
import { showError, summarise, takeErrors } from "./field_errors.js";
import { send } from "./requests.js";

const HALF = "Vul ook het jaar in: een datum is een dag, een maand en een jaar.";
const inDutch = new Intl.NumberFormat("nl-BE").format;

/** Whether `field` is an incomplete date, or has a year of fewer than four digits. */
export function isHalfDate({ type, validity, value }) {
  return type === "date" && (validity.badInput || (value !== "" && value < "1000"));
}

const lengthOf = ({ value }) => [...value.trim().normalize("NFC")].length;

/** Why the value of `field` cannot be saved; '' if the browser finds no error. */
export function faultOf(field) {
  if (isHalfDate(field)) return HALF;
  const limit = field.dataset.limit;
  const length = limit && lengthOf(field);
  return length > limit ? `Gebruik hoogstens ${inDutch(limit)} tekens; dit zijn er ${inDutch(length)}.` : "";
}

/** The fields of `form` whose value cannot be saved as it is. */
export function incompleteFields(form) {
  return [...form.elements].filter((field) => faultOf(field));
}

/**
 * Names and values of `form`; a field that `isHeld` with what it held when the page was made. A
 * field that is a part of another's value leaves that as it is without it.
 */
export function entriesOf(form, isHeld = faultOf) {
  const data = new FormData(form);
  for (const { name, dataset } of [...form.elements].filter((field) => isHeld(field))) {
    if (name) data.set(name, data.get(`initial-${name}`) ?? "");
    else data.set(dataset.partOf, form.elements[dataset.partOf].dataset.whole);
  }
  return [...data];
}

/** Shows how many characters a text has: a note's once it has any, a line's when near its limit. */
function count(field) {
  const [length, limit, id] = [lengthOf(field), field.dataset.limit, `${field.id}_count`];
  let counter = document.getElementById(id);
  if (!counter) {
    counter = Object.assign(document.createElement("p"), { id, className: "hint counter" });
    field.after(counter);
  }
  counter.hidden = length <= (field.rows > 1 ? 0 : limit * 0.8);
  counter.textContent = `${inDutch(length)} van ${inDutch(limit)} tekens`;
}

/** Gives the forms in `root` the browser's fields for dates, and each text with a limit its counter. */
export function startFields(root) {
  for (const field of root.querySelectorAll("[data-day]:not([type=date])")) {
    if (!/^(\d{4}-\d\d-\d\d)?$/.test(field.value)) continue; // an incomplete date stays as typed
    [field.min, field.max] = field.dataset.day.split(" ");
    field.type = "date";
  }
  for (const field of root.querySelectorAll("[data-limit]")) count(field);
}

document.addEventListener("input", ({ target }) => {
  if (target.dataset.limit) count(target);
  if (target.dataset.limit || (target.type === "date" && !isHalfDate(target))) showError(target, faultOf(target));
});
document.addEventListener("refill", ({ target }) => target.dataset.limit && count(target));
document.addEventListener("focusout", ({ target }) => {
  const isLeft = () => isHalfDate(target) && target !== document.activeElement;
  setTimeout(() => isLeft() && showError(target, HALF), 300); // a button being clicked must not move
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  const half = [...form.elements].filter(isHalfDate);
  if (!half.length || form.matches("[data-panel] [data-autosave]")) return;
  event.preventDefault();
  event.stopPropagation();
  for (const field of half) showError(field, HALF);
  const summary = summarise(form, half);
  if ("savesRest" in form.dataset) saveRest(form, half, summary);
}, { capture: true });

/** Saves the fieldsets of `form` without an incomplete date, then continues from the stored values. */
async function saveRest(form, half, summary) {
  const waits = (field) => half.some((one) => one.closest("fieldset").contains(field));
  const rest = [...form.querySelectorAll("[type=date]")].filter((field) => !waits(field));
  if (!rest.some((field) => field.value !== field.defaultValue)) return;
  const text = document.createElement("p");
  try {
    const address = form.getAttribute("action");
    const body = new URLSearchParams(entriesOf(form, (field) => field.name && waits(field)));
    const { status, page } = await send(address, body);
    if (status !== 200) {
      takeErrors(form, page);
      for (const field of half) showError(field, HALF);
      return summarise(form, form.querySelectorAll("[aria-invalid]"));
    }
    const fresh = (await send(address)).page;
    for (const { name, value } of fresh.querySelectorAll("form [type=hidden]")) form.elements[name].value = value;
    for (const field of rest) field.defaultValue = field.value;
    text.textContent = "De rest is bewaard.";
  } catch ({ reason = "Ook de rest is niet bewaard. Probeer opnieuw." }) {
    text.textContent = reason;
  }
  summary.append(text);
}
