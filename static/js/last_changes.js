// The last changes below the editor: fetched again after a save, once they are visible.
import { send } from "./requests.js";

const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting && "stale" in target.dataset) renew(target);
});

async function renew(place) {
  delete place.dataset.stale;
  try {
    const { page } = await send(place.closest("[data-editor]").dataset.editor);
    const fresh = page.querySelector("[data-changes]");
    const list = place.querySelector("ol");
    if (!fresh || !place.isConnected) return;
    if (list) list.replaceWith(fresh.querySelector("ol"));
    else place.replaceChildren(...fresh.childNodes);
  } catch {
    // no connection: they stay as they are
  }
}

/** Call after a save in the editor in `root`. */
export function outdate(root) {
  const place = root.querySelector("[data-changes]");
  sight.disconnect();
  if (!place) return;
  place.dataset.stale = "";
  sight.observe(place);
}
