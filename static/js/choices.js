// 'Alles van deze pijler' ticks its activities, follows them, and the count follows all.
import "./form.js";

const form = document.querySelector("[data-choices]");
const count = form.querySelector("[data-count]");
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

form.addEventListener("change", ({ target }) => {
  if ("all" in target.dataset) {
    for (const box of boxes(target.closest("fieldset"))) box.checked = target.checked;
  }
  follow();
});
window.addEventListener("pageshow", follow);
count.hidden = false;
follow();
