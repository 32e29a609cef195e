// Puts the code of a scanned QR code, after '#' in the address (never sent), into the form.
const field = document.querySelector("[data-code]");
const code = decodeURIComponent(location.hash.slice(1));

if (field && code && !document.getElementById(code)) {
  if (!field.value) field.value = code;
  history.replaceState(null, "", location.pathname); // 'back' shows no code to the next person
}
