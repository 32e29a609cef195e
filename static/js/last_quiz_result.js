// The last quiz result of this browser: its address is stored in the browser only, until the
// result expires, and offered on the next visit to the quiz.
import { LAST_RESULT } from "./unsaved_text.js";

const SENT = "zelfevaluatie-verstuurd"; // set on sending: a result that was only opened is not stored
const result = document.querySelector("[data-result]");
const offer = document.querySelector("[data-last-result]");

function stored() {
  try {
    const last = JSON.parse(localStorage.getItem(LAST_RESULT));
    const today = new Date().toLocaleDateString("sv-SE");
    return last?.address?.startsWith("/zelfevaluatie/") && last.until >= today ? last : null;
  } catch {
    return null;
  }
}

function forget() {
  localStorage.removeItem(LAST_RESULT);
  offer.hidden = true;
}

if (result && sessionStorage.getItem(SENT)) {
  const { result: profile, madeOn, keptUntil: until } = result.dataset;
  localStorage.setItem(LAST_RESULT, JSON.stringify({ address: location.pathname, profile, madeOn, until }));
}
if (!offer) sessionStorage.removeItem(SENT);

if (offer) {
  const last = stored();
  if (last) {
    offer.querySelector("[data-last-text]").textContent = `${last.profile}, ${last.madeOn}`;
    offer.querySelector("[data-last-link]").href = last.address;
    offer.hidden = false;
  } else forget();
  offer.querySelector("[data-last-forget]").addEventListener("click", forget);
  document.querySelector("[data-quiz]").addEventListener("submit", () => sessionStorage.setItem(SENT, "1"));
}
