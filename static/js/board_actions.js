// The acts of the plan's buttons: each goes to the server and is sent again when it did not arrive.
import { focusOnReturned, receive, refresh, rowsOf } from "./live_board.js";
import { show } from "./panel_opener.js";
import { send } from "./requests.js";
import { sayBusy, sayLost, saySaved } from "./status_line.js";

/** The key that makes a repeated request one act. (`randomUUID` exists under https only.) */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sends one act on the plan: `body` goes to `url`, under a key of its own. */
export function act(url, body = {}) {
  return attempt(url, { key: newKey(), ...body });
}

async function attempt(url, body) {
  sayBusy();
  const before = rowsOf();
  const token = document.querySelector("#act [name=csrfmiddlewaretoken]").value;
  try {
    const answer = await send(url, new URLSearchParams({ csrfmiddlewaretoken: token, ...body }));
    const outcome = receive(answer);
    if (outcome === "done") {
      saySaved();
      if (/\/(ongedaan|opnieuw)\/$/.test(url)) focusOnReturned(before);
    }
    if (outcome !== "show") return;
    show(answer.page);
    await refresh();
  } catch (error) {
    sayLost(() => attempt(url, body), error);
  }
}
