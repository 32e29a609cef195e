// Moving an activity in its row by keyboard: its grip takes it up, the arrow keys move it.
import { open } from "./panel_opener.js";
import { showPhase } from "./phases.js";
import { cellOf, orderBehind, put, titleOf } from "./card_placement.js";
import { say } from "./status_line.js";

let held = null;
let swallowsSpace = false;

function take(button) {
  const item = button.closest("[data-row]");
  held = { item, button, cell: cellOf(item), next: item.nextElementSibling };
  item.classList.add("held");
  button.setAttribute("aria-pressed", "true");
  say(`‘${titleOf(item)}’ verplaatsen. Pijltje links of rechts: fase. Omhoog of omlaag: plaats. Enter zet neer, Escape laat het waar het stond.`);
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
  letGo();
  if (now === cell && item.nextElementSibling === next) return say(`‘${titleOf(item)}’ staat waar het stond.`);
  for (const one of [cell, now]) delete one.querySelector("ul").dataset.tag; // they differ from the server's HTML
  put(item, now.dataset.column, orderBehind(item, cell, now, item.previousElementSibling));
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
  const now = cellOf(item);
  const items = [...now.querySelectorAll("[data-row]")];
  const head = document.querySelector(`[data-grid] thead [data-column="${now.dataset.column}"] .phase-name`);
  say(`Fase ${head.textContent.trim().replaceAll("\u00ad", "")}, plaats ${items.indexOf(item) + 1} van ${items.length}`);
  button.focus(); // last, so that the page is laid out once
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener("keydown", (event) => {
  swallowsSpace = false;
  if (!held) return;
  swallowsSpace = event.key === " "; // its keyup would press the button
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
