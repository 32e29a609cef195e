// The menus of a plan's page close on Escape, on a click elsewhere and on leaving them by Tab.
const openMenus = () => document.querySelectorAll("[data-more][open]");

document.addEventListener("click", ({ target }) => {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const menu = target.closest("[data-more][open]");
  if (menu && relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
  }
});
