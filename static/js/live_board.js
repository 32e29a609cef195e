// The board in the page, brought up to date by an answer of the server: what changed, or all of it.
import { startGridKeys } from "./grid_keys.js";
import { showPhase } from "./phases.js";
import { send } from "./requests.js";
import { say } from "./status_line.js";

export const board = () => document.querySelector("[data-board]");

let newest = null;

/** Puts the board of an answer in the page, or what it holds of it: focus, scroll and open phase stay. */
function swap(page) {
  newest = page;
  settle(page);
}

const messagesOf = (page) => page.querySelector("[data-messages]");

/** Shows the messages of an answer in place of the earlier ones. */
function showMessages(page) {
  messagesOf(document).replaceChildren(...messagesOf(page).childNodes);
}

function settle(page) {
  if (page !== newest) return; // a later answer came in the meantime
  if (document.querySelector(".held, .dragged")) {
    setTimeout(settle, 200, page); // the visitor is moving an activity of the old board
    return;
  }
  const fresh = page.querySelector("[data-board]");
  const old = board();
  const active = document.activeElement;
  const focused = old.contains(active) || active.closest("[data-messages]") ? active.id : null;
  const near = around(active);
  const top = window.scrollY;
  if (!("lacking" in fresh.dataset)) exchangeBoard(old, fresh);
  else if (!takeIn(old, fresh)) return refresh();
  if (!location.search || messagesOf(page).children.length) showMessages(page); // those of the act stay
  startGridKeys();
  window.scrollTo({ top, behavior: "instant" });
  if (focused !== null) focusOn(focused, near);
}

function exchange(old, fresh) {
  const openOf = (root) => [...root.querySelectorAll("details")];
  const [were, are] = [openOf(old), openOf(fresh)];
  if (were.length === are.length) are.forEach((one, place) => (one.open = were[place].open));
  old.replaceWith(fresh);
}

function exchangeBoard(old, fresh) {
  const left = old.querySelector(".grid-scroll")?.scrollLeft ?? 0;
  exchange(old, fresh);
  showPhase();
  const scroller = fresh.querySelector(".grid-scroll");
  if (scroller) scroller.scrollLeft = left;
}

/** Puts in the board what it lacked; false where it is not the board on which the answer builds. */
function takeIn(board, fresh) {
  const places = [...fresh.querySelectorAll("[data-held]")];
  const cards = new Map(places.map((place) => [place, document.getElementById(place.id)]));
  const isThere = (place) => cards.get(place)?.dataset.tag === place.dataset.held;
  if (!places.every(isThere) || [...fresh.children].some(({ id }) => !document.getElementById(id))) {
    delete board.dataset.tag; // asks for all of it
    return false;
  }
  for (const [place, card] of cards) card.dataset.order = place.dataset.order;
  for (const card of board.querySelectorAll("[data-changed]")) delete card.dataset.changed;
  for (const one of [...fresh.children]) {
    const old = document.getElementById(one.id);
    if (one.matches("ul")) fill(old, one, cards);
    else exchange(old, one);
  }
  Object.assign(board.dataset, { board: fresh.dataset.board, version: fresh.dataset.version });
  return true;
}

/** The cards of `fresh` in the cell `list`; those that it had stay where they are. */
function fill(list, fresh, cards) {
  const items = [...fresh.children].map((one) => cards.get(one) ?? one);
  for (const card of [...list.children]) if (!items.includes(card)) card.remove();
  items.forEach((card, at) => card === list.children[at] || list.insertBefore(card, list.children[at] ?? null));
  list.dataset.tag = fresh.dataset.tag;
}

/** Why an answer is neither board nor form, and what the visitor can do. */
function reason(status) {
  return status === 403
    ? "u mag dit plan niet (meer) wijzigen. Laad de pagina opnieuw."
    : "dit plan is hier niet (meer) te openen. Laad de pagina opnieuw.";
}

/**
 * Takes an answer of the server. Returns 'done' when its board is in the page now, 'show' when it
 * is a part for the panel, and 'refused' when the status line states why it is neither.
 */
export function receive({ status, page, url }) {
  if (page.querySelector("[data-board]")) {
    if (location.search && url.search !== location.search) {
      showMessages(page); // an act leads to the whole plan; what is open here is a part of it
      refresh();
    } else swap(page);
    return "done";
  }
  if (page.querySelector("#paneel") || status === 401) return "show";
  if (status === 200) {
    location.assign(url); // a page to read, not to work in: the plan was archived, or the role lost
    return "refused";
  }
  const why = page.querySelector("[data-reason]")?.textContent;
  say(why ? `Niet bewaard. ${why}` : `Niet bewaard: ${reason(status)}`);
  return "refused";
}

/** Fetches the board, and shows it when it is newer than the one in the page. */
export async function refresh() {
  try {
    const address = board().dataset.home + location.search;
    const answer = await send(address, null, { "If-None-Match": board().dataset.board });
    if (answer.status === 200) receive(answer);
  } catch {
    // without a connection the board stays as it is
  }
}

export const rowsOf = () => [...board().querySelectorAll("[data-row]")];

/** Takes the visitor to the activity that is on the board and was not there with the rows `before`. */
export function focusOnReturned(before) {
  const ids = before.map((row) => row.id);
  const row = rowsOf().find(({ id }) => !ids.includes(id));
  if (!row) return;
  showPhase(row.closest("td").dataset.column);
  row.querySelector(".title").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The ids of the titles around the activity that holds `element`: those after it, then those before. */
function around(element) {
  const rows = rowsOf();
  const at = rows.findIndex((row) => row.contains(element));
  if (at < 0) return [];
  return [...rows.slice(at + 1), ...rows.slice(0, at).reverse()].map((row) => row.querySelector(".title").id);
}

/** Focuses the element with this id or, where it is gone, the message about it, the first shown of `near`, or the title. */
export function focusOn(id, near = []) {
  const isShown = (one) => document.getElementById(one)?.getClientRects().length;
  const ways = [
    () => id && document.getElementById(id),
    () => document.querySelector("[data-undo]"),
    () => document.getElementById(near.find(isShown)),
    () => document.querySelector("[data-board] h1"),
  ];
  for (const way of ways) {
    const target = way();
    if (!target || target.disabled) continue;
    return target.focus({ preventScroll: target.id === id });
  }
}
