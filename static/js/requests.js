// Requests to the server: one at a time, in the order in which they were asked for.
let last = Promise.resolve();

/**
 * Asks for the part of a page: by POST when there is a `body`. Resolves to `{ status, url, page }`,
 * the page parsed; rejects when there is no connection, or the server fails (5xx).
 */
export function send(url, body, headers = {}) {
  const turn = last.then(() => request(url, body, headers));
  last = turn.catch(() => {});
  return turn;
}

async function request(url, body, headers) {
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    body,
    headers: { "X-Part": "1", ...headers },
    cache: "no-store",
  });
  if (response.status >= 500) throw new Error(`no answer: ${response.status}`);
  const html = response.status === 304 ? "" : await response.text();
  const page = new DOMParser().parseFromString(html, "text/html");
  return { status: response.status, url: new URL(response.url), page };
}
