// Passkeys: the one thing on these pages that needs script. Every form beside it works without.
(() => {
  "use strict";
  const box = document.querySelector("[data-passkey]");
  if (!box || !window.PublicKeyCredential) return;
  const button = box.querySelector("button");
  const said = box.querySelector("[data-said]");
  const key = document.querySelector("[name=csrfmiddlewaretoken]").value;
  box.hidden = false;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const ask = async (url, body) => {
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": key },
      body: JSON.stringify(body),
    });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.said || "");
    return found;
  };

  const make = async (options) => {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    for (const one of options.excludeCredentials || []) one.id = bytes(one.id);
    const made = await navigator.credentials.create({ publicKey: options });
    return {
      id: made.id, rawId: text(made.rawId), type: made.type,
      response: {
        clientDataJSON: text(made.response.clientDataJSON),
        attestationObject: text(made.response.attestationObject),
      },
      clientExtensionResults: {},
    };
  };
  const show = async (options) => {
    options.challenge = bytes(options.challenge);
    for (const one of options.allowCredentials || []) one.id = bytes(one.id);
    const found = await navigator.credentials.get({ publicKey: options });
    const held = found.response;
    return {
      id: found.id, rawId: text(found.rawId), type: found.type,
      response: {
        clientDataJSON: text(held.clientDataJSON),
        authenticatorData: text(held.authenticatorData),
        signature: text(held.signature),
        userHandle: held.userHandle ? text(held.userHandle) : null,
      },
      clientExtensionResults: {},
    };
  };

  button.addEventListener("click", async () => {
    button.disabled = true;
    said.hidden = true;
    try {
      const begun = await ask(box.dataset.begin, {});
      const answer = await (box.dataset.passkey === "make" ? make : show)(begun.options);
      location.replace((await ask(box.dataset.end, { answer })).to);
    } catch (problem) {
      // A browser's own message may name a device or be in another language: only ours are shown.
      said.textContent = problem.constructor === Error && problem.message ? problem.message : box.dataset.failed;
      said.hidden = false;
      button.disabled = false;
    }
  });
})();
