// 'Kopieer het adres' and 'Druk af': shown only where script runs.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    const message = document.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(field.value);
      message.textContent = "Het adres is gekopieerd.";
    } catch {
      field.select();
      message.textContent = "Kopiëren lukte niet. Het adres is geselecteerd: druk op Ctrl+C.";
    }
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
