// The page of one activity, or of adding one: the same form as in the panel, on its own.
import "./form.js";
import { startFilter } from "./activity_filter.js";
import { startChips } from "./chips.js";
import { forget } from "./drafts.js";
import { autosave } from "./editor.js";
import { startSteps } from "./steps.js";
import { isTypedIn } from "./unsaved_text.js";

const form = document.querySelector("[data-autosave]");
startSteps(document);
startChips(document);
if (form) {
  const isSavedByItself = !isTypedIn(form) && !document.querySelector("[data-conflict], [data-kept]");
  form.querySelector("[data-autosave-note]").hidden = !isSavedByItself;
  form.querySelector("[data-save]").hidden = isSavedByItself;
  // Not saved: the page that the same form gets without script says why, with what was typed.
  autosave(form, ({ url }) => url.searchParams.get("versie") || form.submit());
  for (const one of [form, document.querySelector("[data-forget]")]) {
    one?.addEventListener("submit", () => forget(form.action));
  }
}
startFilter();
