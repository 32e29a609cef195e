// The bars beside the dates of the phases follow what is typed.
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
    // Without a connection the bars stay as they are; saving says that there is none.
  }
}

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 150);
});
