// Moving an activity in its row by dragging: the card by mouse, its grip by touch.
import { cellOf, orderBehind, others, put } from "./placement.js";

const FAR = 6; // pixels after which a press is a drag
let drag = null;

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-row]")) event.preventDefault();
});
document.addEventListener("pointerdown", (event) => {
  const item = event.target.closest("[data-row]");
  const grip = event.target.closest("[data-move]");
  if (!item?.querySelector("[data-move]") || event.button || document.querySelector(".held")) return;
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
