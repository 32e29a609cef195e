// The side panel, whose script is fetched when somebody first comes near what it opens.
import { forget } from "./drafts.js";
import { say } from "./status_line.js";

const dialog = window.HTMLDialogElement ? document.querySelector("[data-panel]") : null;
const opens = "a[data-open], [data-move]";
let address = dialog?.dataset.script;
let script = null;

function load() {
  script ??= import(address).catch((error) => {
    script = null;
    address = `${dialog.dataset.script}?${Date.now()}`; // a browser does not ask again for what it could not get
    throw error;
  });
  return script;
}

export function isOpen() {
  return dialog?.open ?? false;
}

/** Opens a page of the plan in the panel; follows the link where that does not work. */
export async function open(page) {
  if (!dialog) return location.assign(page);
  try {
    await (await load()).open(page);
  } catch {
    say("Geen verbinding: dit kan nu niet geopend worden.");
  }
}

/** Shows an answer of the server: a form, a conflict, the way to sign in. */
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
