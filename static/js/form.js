// What every page with a form does: fields that count and check, unsaved text, the way to an error.
import { startFields } from "./incomplete_fields.js";
import "./tabs.js";
import "./unsaved_text.js";

startFields(document);
document.querySelector("[data-error-summary]")?.focus();
