// What was typed in the editors of activities and the server does not have: kept in this tab, by address.
export const keyOf = (form) => `getypt:${new URL(form.action).pathname}`;

/** The editors of this tab whose text the server does not have: their addresses. */
export function unsaved(home) {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(`getypt:${home}`));
  return keys.map((key) => key.slice("getypt:".length));
}

export function forget(address) {
  sessionStorage.removeItem(`getypt:${new URL(address, location.href).pathname}`);
}
