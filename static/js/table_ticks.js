// The ticked rows of the list, and the bar that changes them all at once.

/** Ticks with shift to the last tick, all at once by the head; the bar shows once one is ticked. */
export function followTicks(table) {
  const bar = document.querySelector("[data-bulk]");
  const all = table.querySelector("[name=alles]");
  const count = bar.querySelector("[data-ticked]");
  const unfold = bar.querySelector("[data-unfold]");
  const boxes = () => [...table.querySelectorAll("[name=rij]")];
  let last = null;

  function follow() {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
    count.textContent = `${ticked} aangevinkt`;
    bar.hidden = !ticked;
  }

  unfold.hidden = false; // its style shows it on phones only
  unfold.ariaExpanded = String(bar.querySelector(".bulk-rest .has-error") !== null);
  unfold.addEventListener("click", () => {
    unfold.ariaExpanded = String(unfold.ariaExpanded !== "true");
  });
  table.addEventListener("click", ({ target, shiftKey }) => {
    if (target === all) {
      for (const box of boxes()) box.checked = all.checked;
    } else if (target.name !== "rij") return;
    else {
      const [from, to] = [boxes().indexOf(last), boxes().indexOf(target)].sort((a, b) => a - b);
      if (shiftKey && from >= 0) for (const box of boxes().slice(from, to)) box.checked = target.checked;
      last = target;
    }
    follow();
  });
  window.addEventListener("pageshow", follow);
  follow();
}
