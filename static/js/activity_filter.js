// Searches of the playbook's activities while one types: the server's, so that they find what the site finds.
import { send } from "./requests.js";

const PAUSE = 200; // ms after the last key

/**
 * Asks the server at `addressOf(text)` for what it finds with the text of the field, and calls
 * `show` with that page. Returns a function that asks at once.
 */
export function searchWhileTyping(field, addressOf, show) {
  let shown = field.value.trim();
  let timer = 0;
  const ask = async () => {
    clearTimeout(timer);
    const typed = field.value.trim();
    if (typed === shown) return;
    shown = typed;
    const answer = await send(addressOf(typed)).catch(() => null);
    if (answer?.status !== 200) shown = null; // asked again at the next key
    else if (typed === field.value.trim()) show(answer.page);
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  return ask;
}

/** Shows what the server finds with the words of the search field on the form to add an activity. */
export function startFilter() {
  const form = document.querySelector("[data-filter]");
  if (!form) return;
  const results = "[data-filter-results]";
  const ask = searchWhileTyping(
    form.elements.zoek,
    () => `${form.action}?${new URLSearchParams(new FormData(form))}`,
    (page) => document.querySelector(results).replaceWith(page.querySelector(results)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // it is no act of the panel
    ask();
  });
}
