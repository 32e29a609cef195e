// 'Alles van deze pijler' ticks its activities, follows them, and the count follows all; the search
// field leaves what it finds in sight, and no tick changes by it.
import "./form.js";
import { searchWhileTyping } from "./activity_filter.js";

const form = document.querySelector("[data-choices]");
const count = form.querySelector("[data-count]");
const search = form.querySelector("[data-search]");
const boxes = (root) => [...root.querySelectorAll('[name="activiteit"]')];

function follow() {
  for (const pillar of form.querySelectorAll("fieldset")) {
    const all = pillar.querySelector("[data-all]");
    const ticked = boxes(pillar).filter((box) => box.checked).length;
    all.checked = ticked === boxes(pillar).length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
  count.querySelector("[data-ticked]").textContent = boxes(form).filter((box) => box.checked).length;
}

/** What the server found, in a page of the same choices. */
function show(page) {
  const found = new Map(boxes(page).map((box) => [box.value, !box.closest("label").hidden]));
  for (const box of boxes(form)) box.closest("label").hidden = !found.get(box.value);
  for (const group of form.querySelectorAll("[role=group], fieldset")) {
    group.hidden = boxes(group).every((box) => box.closest("label").hidden);
  }
  for (const all of form.querySelectorAll(".choice-all")) all.hidden = search.value.trim() !== "";
  form.querySelector("[data-found]").textContent = page.querySelector("[data-found]").textContent;
}

form.addEventListener("change", ({ target }) => {
  if ("all" in target.dataset) {
    for (const box of boxes(target.closest("fieldset"))) box.checked = target.checked;
  }
  follow();
});
searchWhileTyping(search, (q) => `?${new URLSearchParams({ q })}`, show);
search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
form.querySelector("[data-search-button]").remove(); // it searches while one types
window.addEventListener("pageshow", follow);
count.hidden = false;
follow();
