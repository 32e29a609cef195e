// The success factors: each form is saved automatically.
import "./form.js";
import { forget } from "./drafts.js";
import { autosave } from "./editor.js";
import { startFields } from "./incomplete_fields.js";
import { say } from "./status_line.js";
import { isTypedIn } from "./unsaved_text.js";

function start(card) {
  const form = card.querySelector("[data-autosave]");
  if (!form) return;
  const isSavedByItself = !isTypedIn(form) && !card.querySelector("[data-conflict], [data-kept]");
  form.querySelector("[data-save]").hidden = isSavedByItself;
  const flush = autosave(form, (answer) => receive(card, flush, answer));
  for (const one of card.querySelectorAll("form")) one.addEventListener("submit", () => forget(form.action));
}

function receive(card, flush, { status, url, page }) {
  const count = page.querySelector("[data-ticked]");
  const fresh = page.getElementById(card.id);
  if (url.searchParams.has("versie")) {
    if (count) document.querySelector("[data-ticked]").replaceWith(count);
    card.querySelector("[role=status]").replaceChildren(); // of a save without script
    card.querySelector("[data-save]").hidden = true;
  } else if (status === 409 && fresh) {
    const isHere = card.contains(document.activeElement);
    flush.stop();
    card.replaceWith(fresh);
    startFields(fresh);
    start(fresh);
    if (isHere) fresh.querySelector("[data-conflict]").focus();
  } else if (status === 401) {
    card.querySelector("[data-sign-in]")?.remove();
    card.prepend(...page.body.childNodes);
  } else say("Niet bewaard: u kunt dit plan hier niet (meer) wijzigen. Laad de pagina opnieuw.");
}

for (const card of document.querySelectorAll(".factors > li")) start(card);
