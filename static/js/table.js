// The list of a plan: each cell is edited in place, and saved when one moves on.
import "./form.js";
import { send } from "./requests.js";
import { say, sayBusy, sayLost, saySaved, settled } from "./status_line.js";
import { pasteBlock } from "./table_paste.js";
import { followTicks } from "./table_ticks.js";

const table = document.querySelector("[data-table]");
const rowsOf = () => [...table.querySelectorAll("tr[data-row]")];
const cellsOf = (row) => [...row.querySelectorAll("[data-cell]")];
const editorOf = (cell) => cell.querySelector(":scope > :is(input, select)");
const noteOf = (cell) => [...table.querySelectorAll(".row-note")].find((note) => note.cell === cell);
const heldBy = (cell) => cell.querySelector("time")?.dateTime ?? cell.dataset.value ?? cell.textContent.trim();
const asTyped = (value) => value.replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1");
let saving = Promise.resolve(); // one cell at a time: each save changes the row's version
let byKey = false;

/** Makes the table a grid in which one cell can be reached by Tab, and the others from there. */
function start() {
  table.setAttribute("role", "grid");
  for (const cell of table.querySelectorAll("[data-cell]")) cell.tabIndex = -1;
  const first = table.querySelector("[data-cell]");
  if (first) first.tabIndex = 0;
}

/** Makes `cell` the tab stop of the table. */
function rove(cell) {
  for (const old of table.querySelectorAll('[data-cell][tabindex="0"]')) old.tabIndex = -1;
  cell.tabIndex = 0;
}

export function focusOn(cell) {
  rove(cell);
  cell.focus();
}

/** Puts the field of this column in the cell, with its value or with the key that was pressed. */
function open(cell, typed = null) {
  const { content, dataset } = document.querySelector(`template[data-editor="${cell.dataset.cell}"]`);
  const field = editorOf(cell) ?? content.firstElementChild.cloneNode(true);
  if (!("editing" in cell.dataset)) {
    const title = cell.parentElement.querySelector('[data-cell="title"]').textContent.trim();
    field.id = `veld-${cell.parentElement.id}-${cell.dataset.cell}`;
    field.removeAttribute("data-limit");
    field.removeAttribute("aria-describedby");
    field.setAttribute("aria-label", `${dataset.label}: ${title}`);
    field.value = field.dataset.start = asTyped(heldBy(cell));
    cell.dataset.held = heldBy(cell);
    cell.dataset.editing = "";
    cell.removeAttribute("tabindex"); // its field is focused instead
    cell.append(field);
  }
  if (typed !== null && field.matches("input")) field.value = typed;
  field.focus();
  if (typed === null) field.select?.();
}

/** Takes the field out. Returns the cell that is there then, with the newest value the page knows. */
function close(cell) {
  const { fresh = cell } = cell;
  editorOf(cell)?.remove();
  delete cell.dataset.editing;
  delete cell.dataset.saving;
  noteOf(cell)?.remove();
  if (fresh !== cell) cell.replaceWith(fresh);
  rove(fresh);
  return fresh;
}

/** Saves what is typed in the cell, after what waits before it. Returns the cell that is there now. */
function commit(cell) {
  const field = editorOf(cell);
  if (!field || !cell.isConnected || "saving" in cell.dataset || field.value === field.dataset.refused) return cell;
  if (field.value === field.dataset.start && !("refused" in field.dataset)) return close(cell);
  cell.dataset.saving = "";
  saving = saving.then(() => save(cell));
  return cell;
}

async function save(cell) {
  const row = cell.parentElement;
  const field = editorOf(cell);
  if (!field || !row) return; // undone before its turn
  const name = cell.dataset.cell;
  if (!field || !row) return; // discarded while it waited for a connection
  const again = () => {
    saving = saving.then(() => save(cell));
  };
  const sent = { row, field, value: field.value };
  sayBusy();
  try {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const body = { csrfmiddlewaretoken: token, version: row.dataset.version, [name]: sent.value, [`initial-${name}`]: cell.dataset.held };
    const isSaved = receive(cell, sent, await send(row.dataset.row, new URLSearchParams(body)));
    settled(again);
    if (isSaved) saySaved();
    else say(editorOf(cell) ? "Nog niet bewaard" : "");
  } catch (error) {
    sayLost(again, error);
  }
}

/**
 * Takes the row of an answer; a cell that is not saved keeps its text, and so does one in which
 * somebody typed on since it was `sent`. Returns whether it is saved.
 */
function receive(cell, sent, { status, page }) {
  const fresh = page.querySelector("tr[data-row]");
  const field = editorOf(cell); // another, or none, after Escape
  const isTyped = field && field.value !== (field === sent.field ? sent.value : field.dataset.start);
  if (field === sent.field) delete cell.dataset.saving;
  if (status === 200 && fresh) {
    noteOf(cell)?.remove();
    if (cell.dataset.cell === "owner") offer(sent.value);
    takeOver(sent.row, fresh, isTyped ? null : cell);
    if (isTyped) typedOn(cell, field);
    return true;
  }
  if (status === 409) takeOver(sent.row, fresh, null);
  if (field !== sent.field) return false;
  noteOf(cell)?.remove();
  if (status === 409) cell.dataset.held = heldBy(cell.fresh);
  if (status === 409 || status === 422) field.dataset.refused = status === 409 ? field.value : sent.value;
  field.setAttribute("aria-invalid", "true");
  const note = page.querySelector(".row-note") ?? noteFrom(page);
  note.querySelector("[role=alert]").id = `melding-${field.id}`;
  field.setAttribute("aria-describedby", `melding-${field.id}`);
  note.cell = cell;
  sent.row.after(note);
  if (status === 422 && isTyped) moveOn(cell, field);
  return false;
}

/** What stands in the cell's field now was typed over what is saved: it is saved in its turn. */
function typedOn(cell, field) {
  cell.dataset.held = heldBy(cell.fresh);
  field.dataset.start = asTyped(cell.dataset.held);
  delete field.dataset.refused;
  field.removeAttribute("aria-invalid");
  moveOn(cell, field);
}

/** Saves what was typed during a save, unless the person is still in the field. */
function moveOn(cell, field) {
  if (field !== document.activeElement) commit(cell);
}

/**
 * Replaces the cells of `row`: the one that is saved, and those in which nobody typed. The others
 * have their new cell as `fresh` until they close.
 */
function takeOver(row, fresh, saved) {
  row.dataset.version = fresh.dataset.version;
  const cells = [...fresh.children];
  for (const [at, old] of [...row.children].entries()) {
    if ("editing" in old.dataset && old !== saved) {
      old.fresh = cells[at];
      continue;
    }
    const isFocused = old.contains(document.activeElement);
    const box = old.querySelector(":scope > [name=rij]");
    if (box) cells[at].querySelector("[name=rij]").checked = box.checked;
    old.replaceWith(cells[at]);
    if ("cell" in old.dataset) old.hasAttribute("tabindex") ? (cells[at].tabIndex = old.tabIndex) : rove(cells[at]);
    if (isFocused) (box ? cells[at].querySelector("[name=rij]") : cells[at]).focus();
  }
}

/**
 * Takes these rows of a fresh list. Returns false, and takes none, where the list has other rows
 * now: one was added or removed, or no longer meets the filter.
 */
export function takeRows(page, ids) {
  const pairs = ids.map((id) => [document.getElementById(`rij-${id}`), page.querySelector(`#rij-${id}`)]);
  if (pairs.some(([old, fresh]) => !old !== !fresh)) return false;
  for (const [old, fresh] of pairs) if (old) takeOver(old, fresh, null);
  return true;
}

/** The text of a response without a row: sign in, or no right to change this plan. */
function noteFrom(page) {
  const note = document.createElement("tr");
  note.className = "row-note";
  note.innerHTML = '<td colspan="8"><div role="alert"></div></td>';
  const text = (page.querySelector("main") ?? page.body).childNodes;
  note.querySelector("div").append(...(text.length ? text : ["Niet bewaard. Laad de pagina opnieuw en probeer het nog eens."]));
  return note;
}

/** Adds a new name to the suggestions of all rows. */
function offer(name) {
  const names = document.getElementById("namen");
  if (![...names.options].some((one) => one.value === name)) names.append(new Option("", name));
}

/** The cell so many rows down and columns to the right; at the end of a row goes the next one. */
function neighbour(cell, down, right) {
  const rows = rowsOf();
  const cells = cellsOf(cell.parentElement);
  let [row, column] = [rows.indexOf(cell.parentElement) + down, cells.indexOf(cell) + right];
  if (column < 0 || column >= cells.length) {
    row += Math.sign(right);
    column = column < 0 ? cells.length - 1 : 0;
  }
  return rows[row] && cellsOf(rows[row])[column];
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

table?.addEventListener("keydown", (event) => {
  byKey = true;
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (editorOf(cell)) inEditor(event, cell);
  else if (event.target === cell) inGrid(event, cell);
});

function inEditor(event, cell) {
  const back = event.shiftKey ? -1 : 1;
  if (event.key === "Escape") {
    event.preventDefault();
    focusOn(close(cell));
  } else if (event.key === "Enter" || event.key === "Tab") {
    const next = event.key === "Enter" ? neighbour(cell, back, 0) : neighbour(cell, 0, back);
    if (next || event.key === "Enter") event.preventDefault();
    const left = commit(cell);
    if (next) open(next);
    else if (event.key === "Enter") focusOn(left);
  }
}

function inGrid(event, cell) {
  const step = STEPS[event.key];
  if (step) {
    const next = neighbour(cell, ...step);
    if (next) focusOn(next);
  } else if (event.key === "Enter" || event.key === "F2") open(cell);
  else if (event.key === "Delete" || event.key === "Backspace") open(cell, "");
  else if (event.key.length === 1 && event.key !== " ") open(cell, event.key);
  else return;
  event.preventDefault();
}

table?.addEventListener("paste", (event) => {
  const cell = event.target.closest("[data-cell]");
  const text = event.clipboardData?.getData("text/plain");
  if (!cell || !text) return;
  const rows = rowsOf().slice(rowsOf().indexOf(cell.parentElement));
  if (pasteBlock(text, cell.dataset.cell, rows, saving)) {
    event.preventDefault();
    close(cell);
  } else if (!editorOf(cell)) {
    event.preventDefault();
    open(cell, text.trim());
  }
});
table?.addEventListener("pointerdown", () => (byKey = false));
table?.addEventListener("click", ({ target }) => {
  const note = target.closest(".row-note");
  const cell = note?.cell ?? target.closest("[data-cell]");
  if (target.closest("[data-keep], [data-both]")) {
    const field = editorOf(cell);
    field.value = target.closest("[data-both]")?.dataset.both ?? field.value;
    delete field.dataset.refused;
    cell.dataset.saving = "";
    saving = saving.then(() => save(cell));
  } else if (target.closest("[data-take]")) {
    focusOn(close(cell));
  } else if (cell && !target.closest("a, input, select, button")) open(cell);
});
table?.addEventListener("change", ({ target }) => {
  const cell = target.matches("select") && !byKey && target.closest("[data-cell]");
  if (cell) commit(cell);
});
table?.addEventListener("focusout", ({ target }) => {
  const cell = target.closest("[data-cell]");
  if (cell && target === editorOf(cell)) setTimeout(() => target !== document.activeElement && commit(cell));
});
table?.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-cell]")) rove(target);
});
window.addEventListener("beforeunload", (event) => {
  const isLeft = (field) => field.value !== field.dataset.start;
  if ([...document.querySelectorAll("[data-editing] > :is(input, select)")].some(isLeft)) event.preventDefault();
});
if (table) {
  start();
  followTicks(table);
}
