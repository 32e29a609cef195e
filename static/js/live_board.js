// Updates the board in the page from a server response: all of it, or its changed fragments.
import { startGridKeys } from "./grid_keys.js";
import { showPhase } from "./phases.js";
import { send } from "./requests.js";
import { say } from "./status_line.js";

export const board = () => document.querySelector("[data-board]");

let newest = null;

/** Puts the board or fragments of a response in the page; keeps focus, scroll and open phase. */
function swap(page) {
  newest = page;
  settle(page);
}

const messagesOf = (page) => page.querySelector("[data-messages]");

/** Replaces the messages by those of a response. */
function showMessages(page) {
  messagesOf(document).replaceChildren(...messagesOf(page).childNodes);
}

function settle(page) {
  if (page !== newest) return; // a later response has arrived
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
  if (!location.search || messagesOf(page).children.length) showMessages(page); // keep the messages of the act
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

/** Puts fragments in the board; returns false if they are for another version of its frame. */
function takeIn(board, fresh) {
  const places = [...fresh.querySelectorAll("[data-held]")];
  const cards = new Map(places.map((place) => [place, document.getElementById(place.id)]));
  const isThere = (place) => cards.get(place)?.dataset.tag === place.dataset.held;
  if (!places.every(isThere) || [...fresh.children].some(({ id }) => !document.getElementById(id))) {
    delete board.dataset.tag; // the next request gets the whole board
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

/** Puts the cards of `fresh` in the cell `list`; reuses the elements of unchanged cards. */
function fill(list, fresh, cards) {
  const items = [...fresh.children].map((one) => cards.get(one) ?? one);
  for (const card of [...list.children]) if (!items.includes(card)) card.remove();
  items.forEach((card, at) => card === list.children[at] || list.insertBefore(card, list.children[at] ?? null));
  list.dataset.tag = fresh.dataset.tag;
}

/** The text for a response that is neither board nor form: why, and what to do. */
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
      showMessages(page); // the response is the whole plan; this page has a filter
      refresh();
    } else swap(page);
    return "done";
  }
  if (page.querySelector("#paneel") || status === 401) return "show";
  if (status === 200) {
    location.assign(url); // a read-only page: the plan was archived, or the visitor lost the role
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
    // no connection: the board stays as it is
  }
}

export const rowsOf = () => [...board().querySelectorAll("[data-row]")];

/** Focuses the activity that was added to the board since it had the rows `before`. */
export function focusOnReturned(before) {
  const ids = before.map((row) => row.id);
  const row = rowsOf().find(({ id }) => !ids.includes(id));
  if (!row) return;
  showPhase(row.closest("td").dataset.column);
  row.querySelector(".title").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The ids of the titles near the activity that contains `element`: first those after it. */
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
