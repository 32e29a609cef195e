// Shows errors beside their fields (aria-describedby), without rendering the form again.

/** Shows an error beside `field`; '' removes it. */
export function showError(field, text) {
  const place = field.closest(".field");
  const id = `${field.id}_error`;
  const old = document.getElementById(id);
  if (!place || (old?.textContent.trim() ?? "") === text) return;
  old?.remove();
  place.classList.toggle("has-error", text !== "");
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  field.setAttribute("aria-describedby", (text ? [...others, id] : others).join(" "));
  if (!text) return field.removeAttribute("aria-invalid");
  field.closest("details")?.setAttribute("open", "");
  field.setAttribute("aria-invalid", "true");
  const list = Object.assign(document.createElement("ul"), { id, className: "errorlist" });
  list.append(Object.assign(document.createElement("li"), { textContent: text }));
  (field.closest(".options") ?? field).before(list);
}

/** Removes the errors of a saved form; a conflict stays. */
export function clearErrors(form) {
  form.parentElement.querySelector("[data-error-summary]:not([data-conflict])")?.remove();
  form.parentElement.querySelector("[data-kept]")?.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) showError(field, "");
}

/** Shows the errors of the server's page in `form`. */
export function takeErrors(form, page) {
  clearErrors(form);
  const summary = page.querySelector("[data-error-summary]");
  if (summary) form.before(summary);
  for (const list of page.querySelectorAll("form .errorlist")) {
    const field = document.getElementById(list.id.replace(/_error$/, ""));
    if (field) showError(field, list.textContent.trim());
  }
}

/** Shows and focuses a summary of the errors of `fields` above `form`. Returns the summary. */
export function summarise(form, fields) {
  form.parentElement.querySelector("[data-error-summary]:not([data-conflict])")?.remove();
  const summary = Object.assign(document.createElement("div"), { className: "notice error", tabIndex: -1 });
  summary.dataset.errorSummary = "";
  summary.setAttribute("role", "alert");
  summary.innerHTML = "<h2>Nog niet bewaard</h2><ul></ul>";
  for (const { id, labels } of fields) {
    const textContent = `${labels[0].textContent} – ${document.getElementById(`${id}_error`).textContent}`;
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("a"), { href: `#${id}`, textContent }));
    summary.querySelector("ul").append(item);
  }
  form.before(summary);
  summary.focus();
  return summary;
}
