// On a phone: one phase of the grid at a time, chosen by the five buttons above it.
let shown = "1";

export function showPhase(phase = shown) {
  shown = phase;
  for (const grid of document.querySelectorAll("[data-grid]")) grid.dataset.shown = phase;
  for (const picker of document.querySelectorAll("[data-phase-picker]")) {
    for (const button of picker.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.phase === phase));
    }
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-phase-picker] button");
  if (button) showPhase(button.dataset.phase);
});
showPhase();
