// One tab stop a card: the arrow keys go to a card's buttons, and to the cards around it.
const ALONG = { ArrowLeft: -1, ArrowRight: 1 };
const DOWN = { ArrowUp: -1, ArrowDown: 1 };
const stopsOf = (cell) => (cell?.getClientRects().length ? [...cell.querySelectorAll("a.title, .add")] : []);

/** Makes Tab stop at the titles of cards only. */
export function startGridKeys() {
  for (const button of document.querySelectorAll(".grid :is(.step, .grip):not([tabindex])")) button.tabIndex = -1;
  for (const words of document.querySelectorAll("[data-keys]")) words.hidden = false;
}

/** The first focusable element in the siblings of `cell` in this direction. */
function beyond(start, way, stopIn) {
  const name = way > 0 ? "nextElementSibling" : "previousElementSibling";
  for (let next = start[name]; next; next = next[name]) {
    const stop = stopIn(next);
    if (stop) return stop;
  }
}

function along(target, cell, way, place) {
  const card = [...(target.closest("li")?.querySelectorAll("a, .step, .grip") ?? [])];
  const inside = card[card.indexOf(target) + way];
  return inside ?? beyond(cell, way, (next) => stopsOf(next)[place] ?? stopsOf(next).at(-1));
}

function down(cell, way, place) {
  const inside = stopsOf(cell)[place + way];
  return inside ?? beyond(cell.parentElement, way, (row) => stopsOf(row.cells[cell.cellIndex]).at(way > 0 ? 0 : -1));
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const cell = target.closest(".grid td");
  const isArrow = key in ALONG || key in DOWN;
  if (!cell || !isArrow || event.ctrlKey || event.metaKey || event.altKey || document.querySelector(".held")) return;
  const place = stopsOf(cell).indexOf(target.closest("li")?.querySelector("a.title") ?? target);
  const next = key in ALONG ? along(target, cell, ALONG[key], place) : down(cell, DOWN[key], place);
  event.preventDefault();
  next?.focus();
});
startGridKeys();
