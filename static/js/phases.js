// On a phone: one phase of the grid at a time, chosen by the five buttons above it.
const picker = document.querySelector("[data-phase-picker]");
const grid = document.querySelector("[data-grid]");

function show(phase) {
  grid.dataset.shown = phase;
  for (const button of picker.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.phase === phase));
  }
}

if (picker && grid) {
  picker.hidden = false;
  show("1");
  picker.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) show(button.dataset.phase);
  });
}
