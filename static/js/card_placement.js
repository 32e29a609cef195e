// Where an activity stands in the grid, and the act that puts it elsewhere in its row.
import { act } from "./board_actions.js";

export const titleOf = (item) => item.querySelector(".title").textContent.trim();
export const cellOf = (item) => item.closest("td");
export const others = (cell, item) => [...cell.querySelectorAll("[data-row]")].filter((one) => one !== item);

/** Which place an item from the cell `from` gets in a cell when it stands behind `before` (null: first). */
export function orderBehind(item, from, cell, before) {
  if (!before) return 1;
  const order = Number(before.dataset.order);
  const leavesGap = from === cell && Number(item.dataset.order) <= order;
  return leavesGap ? order : order + 1;
}

/** Moves `item` to a place (1 first) in a phase of its row. */
export function put(item, phase, order) {
  const home = document.querySelector("[data-board]").dataset.home;
  const url = `${home}activiteiten/${item.dataset.row}/verplaatsen/?version=${item.dataset.version}`;
  act(url, { phase, order });
}
