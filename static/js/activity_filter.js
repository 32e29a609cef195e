// The search field above the playbook's activities on the form to add one.
/** Shows only the activities that hold all the words of the search field. */
export function startFilter() {
  const list = document.querySelector("[data-filter]");
  if (!list) return;
  const field = list.querySelector("input");
  list.querySelector("[data-filter-field]").hidden = false;
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/);
    let count = 0;
    for (const item of list.querySelectorAll("li")) {
      item.hidden = !words.every((word) => plain(item.textContent).includes(word));
      count += item.hidden ? 0 : 1;
    }
    list.querySelector("[data-filter-count]").textContent = `${count} activiteiten gevonden`;
  });
}

/** `text` without accents and capitals. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
