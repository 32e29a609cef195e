// Passkeys: the browser's dialogue, its answer into the form's hidden field, and the form goes.
// data-passkey="create" and "get" find their options on the page, "login" asks the server.
const field = (form) => form.elements.namedItem("credential");

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const known = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

function answer(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (said[name]) response[name] = text(said[name]);
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

function create(form, { publicKey }) {
  const alone = form.elements.namedItem("passwordless").checked;
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection,
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        ...(alone && { userVerification: "required" }),
      },
    },
  });
}

function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
}

async function ask(form) {
  if (form.dataset.passkey === "login") {
    const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!reply.ok) throw new Error(reply.statusText);
    return get((await reply.json()).request_options);
  }
  const data = JSON.parse(document.getElementById("passkey-data").textContent);
  return form.dataset.passkey === "create"
    ? create(form, data.creation_options)
    : get(data.request_options);
}

// Browsers tie a passkey to a name; an IP address is none.
const isNamed = !/^\[|^[\d.]+$/.test(location.hostname);

for (const form of document.querySelectorAll("[data-passkey]")) {
  const message = form.querySelector("[data-passkey-message]");
  if (!isNamed || !window.PublicKeyCredential) {
    message.textContent = isNamed
      ? "Deze browser kent geen passkeys, of het adres begint niet met https."
      : "Een passkey werkt niet op een IP-adres. Open deze site op een naam, zoals localhost.";
    continue;
  }
  message.textContent = ""; // that script is needed
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    message.textContent = "";
    try {
      field(form).value = JSON.stringify(answer(await ask(form)));
      form.submit();
    } catch {
      message.textContent = "Dat lukte niet. Probeer opnieuw, of kies een andere manier.";
    }
  });
}
