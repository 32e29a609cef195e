// The checklist of an activity: a row per step, sent as one value with a line per step.
import { faultOf, startFields } from "./incomplete_fields.js";
import { say } from "./status_line.js";

const MOST = 50;
const LINE = /^\[([x ])\] (.*)$/;
const PARTS = "[id], [for], [aria-describedby], [aria-label], .only-spoken";

const valueOf = (row) => row.closest("fieldset").querySelector("[data-steps]");
const rowsOf = (value) => [...value.closest("fieldset").querySelectorAll("[data-step]")];
const textOf = (row) => row.querySelector("textarea");
const boxOf = (row) => row.querySelector("[type=checkbox]");
const isBlank = (row) => !textOf(row).value.trim();

function lineOf(row, text = textOf(row).value) {
  return text.trim() && `[${boxOf(row).checked ? "x" : " "}] ${text.trim()}`;
}

const joined = (lines) => lines.filter(Boolean).join("\n");

/** Adds an empty row after `row`. */
function insert(row, [done, text] = [false, ""]) {
  const fresh = row.cloneNode(true);
  for (const extra of fresh.querySelectorAll(".counter, .errorlist")) extra.remove();
  for (const name of ["aria-invalid", "aria-describedby"]) textOf(fresh).removeAttribute(name);
  delete textOf(fresh).dataset.good;
  textOf(fresh).value = text;
  boxOf(fresh).checked = done;
  row.after(fresh);
  return fresh;
}

function number(rows) {
  const filled = rows.filter((row) => !isBlank(row));
  rows.forEach((row, at) => {
    for (const part of row.querySelectorAll(PARTS)) {
      for (const name of ["id", "for", "aria-describedby"]) {
        if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/stap-\d+/g, `stap-${at + 1}`));
      }
    }
    const isNew = row === rows.at(-1) && isBlank(row);
    row.querySelector("label").textContent = isNew ? "Nieuwe stap" : `Stap ${at + 1}`;
    boxOf(row).setAttribute("aria-label", `Stap ${at + 1} is klaar`);
    row.querySelector(".step-acts").hidden = isNew;
    const [higher, lower, away] = row.querySelectorAll(".step-acts button");
    [higher, lower, away].forEach((button, which) => {
      button.querySelector(".only-spoken").textContent = `${["Hoger: stap", "Lager: stap", "Verwijder stap"][which]} ${at + 1}`;
    });
    higher.disabled = at === 0;
    lower.disabled = row === filled.at(-1);
  });
}

/** Takes the rows over in the value; of a text that is too long, what it held before in `whole`. */
function gather(value) {
  let rows = rowsOf(value);
  if (!isBlank(rows.at(-1)) && rows.length < MOST) rows = [...rows, insert(rows.at(-1))];
  for (const row of rows) if (!faultOf(textOf(row))) textOf(row).dataset.good = textOf(row).value;
  value.value = joined(rows.map((row) => lineOf(row)));
  const isKnown = rows.every((row) => "good" in textOf(row).dataset || isBlank(row));
  const held = value.form.elements["initial-steps"]?.value ?? "";
  value.dataset.whole = isKnown ? joined(rows.map((row) => lineOf(row, textOf(row).dataset.good ?? ""))) : held;
  number(rows);
}

function changed(value) {
  gather(value);
  value.dispatchEvent(new Event("input", { bubbles: true }));
  value.dispatchEvent(new Event("change", { bubbles: true }));
}

function focusText(row) {
  const text = textOf(row);
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}

/** Makes a step of each line of a pasted list. */
function split(row) {
  const [first, ...others] = textOf(row).value.split(/\s*\n\s*/);
  textOf(row).value = first;
  let last = row;
  for (const line of others.filter(Boolean)) {
    const [, mark, text] = LINE.exec(line) ?? [null, " ", line];
    last = insert(last, [mark === "x", text]);
  }
  return last;
}

function remove(row) {
  const value = valueOf(row);
  const at = rowsOf(value).indexOf(row);
  row.remove();
  changed(value);
  focusText(rowsOf(value)[Math.max(0, Math.min(at, rowsOf(value).length - 1))]);
}

function move(row, button) {
  const rows = rowsOf(valueOf(row));
  const other = rows[rows.indexOf(row) + Number(button.dataset.way)];
  if (button.dataset.way < 0) other.before(row);
  else other.after(row);
  changed(valueOf(row));
  (button.disabled ? row.querySelector("[data-way]:not(:disabled)") ?? textOf(row) : button).focus();
  say(`Dit is nu stap ${rowsOf(valueOf(row)).indexOf(row) + 1}.`);
}

/** Sends the rows in `root` as one value. */
export function startSteps(root) {
  for (const value of root.querySelectorAll("[data-steps]")) {
    value.disabled = false;
    for (const row of rowsOf(value)) {
      for (const field of row.querySelectorAll("[name]")) field.removeAttribute("name");
      for (const button of row.querySelectorAll("button")) button.type = "button";
    }
    value.closest("fieldset").querySelector("[data-without-script]")?.remove();
    gather(value);
  }
}

document.addEventListener("input", ({ target }) => {
  const row = target.closest("[data-step]");
  if (!row) return;
  const last = target.value.includes("\n") ? split(row) : row;
  changed(valueOf(row));
  if (last !== row) focusText(last);
}, { capture: true });

document.addEventListener("keydown", (event) => {
  const row = event.target.matches("[data-step] textarea") && event.target.closest("[data-step]");
  if (!row || event.isComposing) return;
  const rows = rowsOf(valueOf(row));
  if (event.key === "Enter") {
    event.preventDefault();
    if (isBlank(row)) return;
    const next = rows[rows.indexOf(row) + 1];
    if (next && isBlank(next)) return focusText(next);
    if (rows.length >= MOST) return say(`Een activiteit heeft hoogstens ${MOST} stappen.`);
    focusText(insert(row));
    number(rowsOf(valueOf(row)));
  } else if (event.key === "Backspace" && !event.target.value && rows.length > 1) {
    event.preventDefault();
    const before = rows[Math.max(0, rows.indexOf(row) - 1)];
    if (row !== rows.at(-1)) row.remove();
    changed(valueOf(before));
    focusText(before);
  }
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step] button");
  const row = button?.closest("[data-step]");
  if (!row || valueOf(row).disabled) return;
  if (button.dataset.way) move(row, button);
  else remove(row);
});

document.addEventListener("refill", ({ target }) => {
  if (!("steps" in target.dataset)) return;
  const [first, ...others] = rowsOf(target);
  for (const row of others) row.remove();
  const lines = target.value.split("\n").map((line) => LINE.exec(line)).filter(Boolean);
  textOf(first).value = "";
  boxOf(first).checked = false;
  delete textOf(first).dataset.good;
  let last = first;
  for (const [, mark, text] of lines) last = insert(last, [mark === "x", text]);
  if (lines.length) first.remove();
  gather(target);
  startFields(target.closest("fieldset"));
});
