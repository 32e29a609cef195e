// Chips: buttons that fill in a date. 'Begin vandaag' is there while an activity is on its way without one.
import { say } from "./status_line.js";

/** The same day so many months later, or that month's last day where it is shorter. */
function monthsLater(day, months) {
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

function offerBegin(form) {
  const offer = form.querySelector("[data-begin]");
  if (offer) offer.hidden = form.elements.status.value !== "doing" || form.elements.start_date.value !== "";
}

/** Makes the chips in `root` the script's. */
export function startChips(root) {
  for (const chip of root.querySelectorAll("[data-fills]")) {
    chip.type = "button";
    offerBegin(chip.form);
  }
}

document.addEventListener("click", ({ target }) => {
  const chip = target.closest("[data-fills][type=button]");
  if (!chip) return;
  const field = chip.form.elements[chip.dataset.fills];
  const isFrom = chip.dataset.months && /^[12]\d{3}-/.test(field.value);
  field.value = isFrom ? monthsLater(field.value, Number(chip.dataset.months)) : chip.value;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  const day = new Date(`${field.value}T12:00`).toLocaleDateString("nl-BE", { day: "numeric", month: "long", year: "numeric" });
  say(`${field.labels[0].textContent}: ${day}`);
  if (chip.closest("[data-begin]")) chip.form.querySelector("[name=status]:checked").focus();
});
document.addEventListener("input", ({ target }) => target.form?.querySelector("[data-begin]") && offerBegin(target.form));
