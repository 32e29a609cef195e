// Requests to the server: one at a time, in the order in which they were asked for.
let last = Promise.resolve();

/**
 * Asks for the part of a page: by POST when there is a `body`. Resolves to `{ status, url, page }`,
 * the page parsed. Rejects when there is no connection, the server fails (5xx), or the page's token
 * is too old: then all forms have the new one, and `reason` says so.
 */
export function send(url, body, headers = {}) {
  const turn = last.then(() => request(url, body, headers));
  last = turn.catch(() => {});
  return turn;
}

/** The tags of the board's fragments in this page, which the server need not send. */
const heldTags = () => [...document.querySelectorAll("[data-board], [data-board] [data-tag]")].map(({ dataset }) => dataset.tag).join("");

async function request(url, body, headers) {
  const brings = body || "If-None-Match" in headers; // the response may be a board
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    body,
    headers: { "X-Part": "1", ...(brings && { "X-Held": heldTags() }), ...headers },
    cache: "no-store",
  });
  if (response.status >= 500) throw new Error(`no answer: ${response.status}`);
  const html = response.status === 304 ? "" : await response.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  if (page.querySelector("[data-form-too-old]")) throw renewed(page);
  return { status: response.status, url: new URL(response.url), page };
}

function renewed(page) {
  const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token ?? field.value;
  const reason = "Niet bewaard: deze pagina is verouderd, bijvoorbeeld omdat u zich opnieuw aanmeldde. Probeer opnieuw, of kopieer wat u typte en laad de pagina opnieuw.";
  return Object.assign(new Error("old token"), { reason });
}
