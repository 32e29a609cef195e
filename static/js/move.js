// Moving an activity in its row: drag it, or press its grip and use the arrow keys.
import { open } from "./panel.js";
import { showPhase } from "./phases.js";
import { say } from "./talk.js";

const FAR = 6; // pixels after which a press is a drag
let held = null;
let drag = null;
let swallowsSpace = false;

const titleOf = (item) => item.querySelector(".title").textContent.trim();
const cellOf = (item) => item.closest("td");
const others = (cell, item) => [...cell.querySelectorAll("[data-row]")].filter((one) => one !== item);

/** Which place an item gets in a cell when it stands behind `before` (null: first). */
function orderBehind(item, cell, before) {
  if (!before) return 1;
  const order = Number(before.dataset.order);
  const leavesGap = cellOf(item) === cell && Number(item.dataset.order) <= order;
  return leavesGap ? order : order + 1;
}

function put(item, phase, order) {
  const home = document.querySelector("[data-board]").dataset.home;
  const url = `${home}activiteiten/${item.dataset.row}/verplaatsen/?version=${item.dataset.version}`;
  document.dispatchEvent(new CustomEvent("act", { detail: { url, body: { phase, order } } }));
}

// By keyboard.
function take(button) {
  const item = button.closest("[data-row]");
  held = { item, button, cell: cellOf(item), next: item.nextElementSibling };
  item.classList.add("held");
  button.setAttribute("aria-pressed", "true");
  say(`‘${titleOf(item)}’ verplaatsen. Pijltje links of rechts: fase. Omhoog of omlaag: plaats. Enter zet neer, Escape annuleert.`);
}

function letGo() {
  held.item.classList.remove("held");
  held.button.removeAttribute("aria-pressed");
  held = null;
}

function back() {
  const { item, button, cell, next } = held;
  cell.querySelector("ul").insertBefore(item, next);
  letGo();
  showPhase(cell.dataset.column);
  button.focus();
  say("Niet verplaatst.");
}

function setDown() {
  const { item, cell, next } = held;
  const now = cellOf(item);
  const before = item.previousElementSibling;
  const list = cell.querySelector("ul");
  const phase = now.dataset.column;
  const stays = now === cell && item.nextElementSibling === next;
  const place = item.nextElementSibling;
  list.insertBefore(item, next); // reckon from where it came
  const order = orderBehind(item, now, before);
  now.querySelector("ul").insertBefore(item, place);
  letGo();
  item.querySelector("[data-move]").focus();
  if (stays) say(`‘${titleOf(item)}’ staat waar het stond.`);
  else put(item, phase, order);
}

function step(key) {
  const { item, button } = held;
  const cell = cellOf(item);
  const column = Number(cell.dataset.column) + { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (key === "ArrowUp") item.previousElementSibling?.before(item);
  else if (key === "ArrowDown") item.nextElementSibling?.after(item);
  else {
    const list = cell.parentElement.querySelector(`td[data-column="${column}"] ul`);
    if (!list) return say(`Dit is de ${key === "ArrowLeft" ? "eerste" : "laatste"} fase.`);
    const index = [...cell.querySelectorAll("[data-row]")].indexOf(item);
    list.insertBefore(item, list.children[index] ?? null);
    if (document.querySelector("[data-phase-picker]")) showPhase(String(column));
  }
  button.focus();
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
  const now = cellOf(item);
  const items = [...now.querySelectorAll("[data-row]")];
  const head = document.querySelector(`[data-grid] thead [data-column="${now.dataset.column}"]`);
  say(`Fase ${head.textContent.trim()}, plaats ${items.indexOf(item) + 1} van ${items.length}`);
}

document.addEventListener("keydown", (event) => {
  swallowsSpace = false;
  if (!held) return;
  swallowsSpace = event.key === " "; // a button is pressed when the space bar comes up
  if (event.key.startsWith("Arrow")) step(event.key);
  else if (event.key === "Enter" || event.key === " ") setDown();
  else if (event.key === "Escape" || event.key === "Tab") back();
  else return;
  if (event.key !== "Tab") event.preventDefault();
});
document.addEventListener("keyup", (event) => {
  if (event.key === " " && swallowsSpace) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  if (held && button !== held.button) back();
  if (!button) return;
  event.preventDefault();
  if (held) setDown();
  else if (event.pointerType === "touch") open(button.formAction);
  else take(button);
});

// By mouse, and by touch on the grip.
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-row]")) event.preventDefault();
});
document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest("[data-row]");
  const grip = event.target.closest("[data-move]");
  if (!item?.querySelector("[data-move]") || event.button || held) return;
  if (!grip && (event.pointerType !== "mouse" || event.target.closest("button"))) return;
  drag = { item, pointer: event.pointerId, x: event.pageX, y: event.pageY, mark: null };
});
window.addEventListener("pointermove", (event) => {
  if (drag?.pointer !== event.pointerId) return;
  const [dx, dy] = [event.pageX - drag.x, event.pageY - drag.y];
  if (!drag.mark) {
    if (Math.hypot(dx, dy) < FAR) return;
    drag.mark = Object.assign(document.createElement("li"), { className: "mark" });
    drag.item.classList.add("dragged");
    document.documentElement.classList.add("dragging");
    getSelection().removeAllRanges();
  }
  drag.item.style.transform = `translate(${dx}px, ${dy}px)`;
  const edge = event.clientY < 70 ? -14 : event.clientY > innerHeight - 70 ? 14 : 0;
  if (edge) scrollBy({ top: edge, behavior: "instant" });
  aim(event.clientX, event.clientY);
});
window.addEventListener("pointerup", (event) => {
  if (drag?.pointer !== event.pointerId) return;
  const { item, mark } = drag;
  const cell = mark?.closest("td");
  const before = cell && others(cell, item).filter((one) => isBefore(one, mark)).at(-1);
  const order = cell && orderBehind(item, cell, before ?? null);
  const isDrag = mark !== null;
  endDrag();
  if (!isDrag) return;
  const swallow = (click) => {
    click.preventDefault();
    click.stopImmediatePropagation();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
  if (cell && !(cell === cellOf(item) && order === Number(item.dataset.order))) {
    put(item, cell.dataset.column, order);
  }
});
window.addEventListener("pointercancel", endDrag);
document.addEventListener("keydown", ({ key }) => key === "Escape" && endDrag());

const isBefore = (one, other) => Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);

/** The mark shows where the item would come: in a cell of its own row. */
function aim(x, y) {
  const cell = document.elementFromPoint(x, y)?.closest("td[data-column]");
  if (!cell || cell.parentElement !== drag.item.closest("tr")) {
    drag.mark.remove();
    return;
  }
  const below = others(cell, drag.item).find((one) => {
    const box = one.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  cell.querySelector("ul").insertBefore(drag.mark, below ?? null);
}

function endDrag() {
  if (!drag) return;
  drag.mark?.remove();
  drag.item.style.transform = "";
  drag.item.classList.remove("dragged");
  document.documentElement.classList.remove("dragging");
  drag = null;
}
