// Updates the bars beside the phase dates while the visitor types.
import "./form.js";
import { send } from "./requests.js";

const form = document.querySelector("[data-phase-dates]");
let waiting;

async function draw() {
  const days = [...form.querySelectorAll("[data-day]:not([type=hidden])")];
  const typed = new URLSearchParams(days.map(({ name, value }) => [name, value]));
  try {
    const { page } = await send(`${form.getAttribute("action")}?${typed}`);
    for (const part of page.querySelectorAll("[data-drawn]")) {
      const shown = document.getElementById(part.id);
      if (shown.innerHTML !== part.innerHTML) shown.replaceChildren(...part.childNodes);
    }
  } catch {
    // no connection: the bars stay as they are
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 150);
});
