// Sends a pasted block of cells to the page that previews its changes.

/**
 * Sends `text` from the first of `rows` and this column on, when it is more than one cell.
 * `saved` ends when nothing of the list is on its way. Returns whether it was.
 */
export function pasteBlock(text, column, rows, saved) {
  if (!/[\t\n]/.test(text.trim())) return false;
  const form = Object.assign(document.createElement("form"), { method: "post", hidden: true });
  form.action = document.querySelector("[data-paste]").href;
  const add = (name, value) => {
    const field = Object.assign(document.createElement("textarea"), { name, value });
    form.append(field);
  };
  for (const name of ["csrfmiddlewaretoken", "key"]) add(name, document.querySelector(`[data-bulk] [name=${name}]`).value);
  add("kolom", column);
  add("cellen", text);
  saved.then(() => {
    for (const row of rows) add("rij", row.querySelector("[name=rij]").value);
    document.body.append(form);
    form.requestSubmit();
  });
  return true;
}
