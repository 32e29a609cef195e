// Moving an activity in its row by dragging: the card by mouse, its grip by touch.
import { cellOf, orderBehind, others, put, titleOf } from "./card_placement.js";
import { say } from "./status_line.js";

const FAR = 6; // pixels after which a press is a drag
const EDGE = 70; // pixels from an edge within which it scrolls
let drag = null;

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-row]")) event.preventDefault();
});
document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest("[data-row]");
  const grip = event.target.closest("[data-move]");
  if (!item?.querySelector("[data-move]") || event.button || document.querySelector(".held")) return;
  if (!grip && (event.pointerType !== "mouse" || event.target.closest("button"))) return;
  const scroller = item.closest(".grid-scroll");
  const end = scroller.scrollWidth - scroller.clientWidth; // not counting the dragged card
  drag = { item, scroller, end, pointer: event.pointerId, mark: null, event };
  [drag.x, drag.y] = place();
});
window.addEventListener("pointermove", (event) => {
  if (drag?.pointer !== event.pointerId) return;
  drag.event = event;
  if (drag.mark) return;
  const [x, y] = place();
  if (Math.hypot(x - drag.x, y - drag.y) < FAR) return;
  drag.mark = Object.assign(document.createElement("li"), { className: "mark" });
  drag.item.classList.add("dragged");
  document.documentElement.classList.add("dragging");
  getSelection().removeAllRanges();
  follow();
});

/** The pointer's position in the grid, including its scroll offset. */
function place() {
  return [drag.event.clientX + scrollX + drag.scroller.scrollLeft, drag.event.clientY + scrollY];
}

/** Moves the card with the pointer; keeps scrolling while the pointer is near an edge. */
function follow() {
  if (!drag) return;
  const { item, scroller, event } = drag;
  const box = scroller.getBoundingClientRect();
  const left = Math.max(0, item.closest("tr").querySelector("th:last-of-type").getBoundingClientRect().right);
  scrollBy({ top: pace(event.clientY, 0, innerHeight), behavior: "instant" });
  const to = scroller.scrollLeft + pace(event.clientX, left, Math.min(box.right, innerWidth));
  scroller.scrollLeft = Math.min(to, drag.end);
  const [x, y] = place();
  item.style.transform = `translate(${x - drag.x}px, ${y - drag.y}px)`;
  aim(event.clientX, event.clientY);
  requestAnimationFrame(follow);
}

/** Pixels to scroll in one frame. */
function pace(at, start, end) {
  return at < start + EDGE ? -10 : at > end - EDGE ? 10 : 0;
}

window.addEventListener("pointerup", (event) => {
  if (drag?.pointer !== event.pointerId) return;
  const { item, mark } = drag;
  if (mark) aim(event.clientX, event.clientY);
  const cell = mark?.closest("td");
  const before = cell && others(cell, item).filter((one) => isBefore(one, mark)).at(-1);
  const order = cell && orderBehind(item, cellOf(item), cell, before ?? null);
  const isDrag = mark !== null;
  const row = isDrag && document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-track]");
  endDrag();
  if (!isDrag) return;
  if (row && row !== item.closest("tr")) say(`‘${titleOf(item)}’ is niet verplaatst. ${whyNot(item)}`);
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

/** Why an activity does not go to another track. */
function whyNot({ dataset }) {
  return "own" in dataset
    ? "Naar een ander spoor verzet u een eigen activiteit in haar venster, bij ‘Spoor’."
    : "Een activiteit van het playbook blijft in haar spoor.";
}

/** Marks the place in its row where the item would be dropped. */
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
