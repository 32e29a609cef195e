// For every page with a form: counters and checks, unsaved text, focus on errors.
import { startFields } from "./incomplete_fields.js";
import "./tabs.js";
import "./unsaved_text.js";

startFields(document);
document.querySelector("[data-error-summary]")?.focus();
