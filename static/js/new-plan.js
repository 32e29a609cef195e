// The five questions per pillar matter only when 'Een profiel per pijler' is chosen.
import "./form.js";

const form = document.querySelector("[data-new-plan]");

function follow() {
  const perPillar = form.querySelector('[name="start"][value="per-pijler"]').checked;
  form.querySelector("#id_start_helptext").hidden = !perPillar;
  for (const select of form.querySelectorAll("select")) {
    select.closest(".field").hidden = !perPillar;
  }
}

form.addEventListener("change", follow);
window.addEventListener("pageshow", follow);
follow();
