// The plan's page: its buttons, its undo keys, and the drafts that wait in this tab.
import { act } from "./board_actions.js";
import "./drag.js";
import { unsaved } from "./drafts.js";
import "./keyboard_move.js";
import "./live_changes.js";
import { board, refresh } from "./live_board.js";
import "./menus.js";
import { isOpen, open } from "./panel_opener.js";
import "./signed_out.js";
import { say } from "./status_line.js";
import "./tabs.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest('button[form="act"]');
  if (!button) return;
  event.preventDefault();
  act(button.formAction, button.name ? { [button.name]: button.value } : {});
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || isOpen()) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const wanted = key === "z" ? (event.shiftKey ? "opnieuw" : "ongedaan") : key === "y" ? "opnieuw" : "";
  const button = wanted && document.getElementById(wanted);
  if (!button) return;
  event.preventDefault();
  if (button.disabled) say("Er is niets om ongedaan te maken of opnieuw te doen.");
  else act(button.formAction);
});

document.addEventListener("click", ({ target }) => target.closest("[data-dismiss]")?.parentElement.remove());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && !document.querySelector(".held")) refresh();
});
const wentBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
window.addEventListener("pageshow", ({ persisted }) => (persisted || wentBack) && refresh());

const [left] = unsaved(`${board().dataset.home}activiteiten/`);
if (left) open(left);
