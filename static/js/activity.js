// The page of one activity, or of adding one: the same form as in the panel, on its own.
import "./form.js";
import { startFilter } from "./activity_filter.js";
import { autosave, forget } from "./editor.js";

const form = document.querySelector("[data-autosave]");
if (form) {
  autosave(form, () => {});
  for (const one of [form, document.querySelector("[data-forget]")]) {
    one?.addEventListener("submit", () => forget(form.action));
  }
}
startFilter();
