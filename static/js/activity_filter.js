// The search above the playbook's activities on the form to add one: the server's, while one types.
import { send } from "./requests.js";

const PAUSE = 200; // ms after the last key

/** Shows what the server finds with the words of the search field. */
export function startFilter() {
  const form = document.querySelector("[data-filter]");
  if (!form) return;
  let shown = form.elements.zoek.value;
  let timer = 0;
  const ask = async () => {
    clearTimeout(timer);
    const typed = form.elements.zoek.value;
    if (typed === shown) return;
    shown = typed;
    const answer = await send(`${form.action}?${new URLSearchParams(new FormData(form))}`).catch(() => null);
    const found = answer?.page.querySelector("[data-filter-results]");
    if (!found) shown = null; // asked again at the next key
    else if (typed === form.elements.zoek.value) document.querySelector("[data-filter-results]")?.replaceWith(found);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // it is no act of the panel
    ask();
  });
}

/** `text` without accents and capitals. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
