// Signing out in one tab empties all tabs of this browser.
export const SIGNED_OUT = "afgemeld";

window.addEventListener("storage", ({ key }) => {
  if (key === SIGNED_OUT) sessionStorage.clear();
});
