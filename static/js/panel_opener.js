// Loads the script of the side panel when the pointer or focus first reaches a link that it opens.
import { forget } from "./drafts.js";
import { say } from "./status_line.js";

const dialog = window.HTMLDialogElement ? document.querySelector("[data-panel]") : null;
const opens = "a[data-open], [data-move]";
let address = dialog?.dataset.script;
let script = null;

function load() {
  script ??= import(address).catch((error) => {
    script = null;
    address = `${dialog.dataset.script}?${Date.now()}`; // browsers do not retry a failed import of the same address
    throw error;
  });
  return script;
}

export function isOpen() {
  return dialog?.open ?? false;
}

/** Opens a page of the plan in the panel; on failure, follows the link. */
export async function open(page) {
  if (!dialog) return location.assign(page);
  try {
    await (await load()).open(page);
  } catch {
    say("Geen verbinding: dit kan nu niet geopend worden.");
  }
}

/** Shows a server response: a form, a conflict, or a link to sign in. */
export async function show(page) {
  if (!dialog) return location.reload();
  (await load()).show(page);
}

if (dialog) {
  for (const near of ["pointerdown", "focusin"]) {
    document.addEventListener(near, ({ target }) => target.closest?.(opens) && load().catch(() => {}));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    event.preventDefault();
    if ("forget" in link.dataset) forget(link.href);
    open(link.href);
  });
}
