// Counts the answered questions while one answers; the form works without.
import "./unsaved_text.js";

const form = document.querySelector("[data-quiz]");
const progress = document.querySelector("[data-quiz-progress]");
const part = progress.querySelector("[data-part]");

function count() {
  const answered = form.querySelectorAll("fieldset:has(:checked)").length;
  progress.querySelector("[data-answered]").textContent = answered;
  if (part) part.value = answered;
}

form.addEventListener("change", count);
window.addEventListener("pageshow", count);
document.querySelector("[data-error-summary]")?.focus();
