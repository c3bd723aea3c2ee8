// Speaks to passkeys where a page offers them. Nothing here moves a page by itself; without this
// file, or where a browser knows no passkeys, the six digits do.
"use strict";
(() => {
  const LABEL = "amparo/passkey/opening/v1";
  const PATIENCE = 150000; // ms; the server waits for three minutes
  const able = window.isSecureContext && "PublicKeyCredential" in window;
  const find = (what, within = document) => within.querySelector(what);
  const each = (what, work) => document.querySelectorAll(what).forEach(work);

  const written = (buffer) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
    return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const read = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

  async function question(address, whose) {
    const sent = { method: "POST", headers: {} };
    if (whose) {
      sent.headers["Content-Type"] = "application/json";
      sent.body = JSON.stringify(whose);
    }
    const answer = await fetch(address, sent);
    if (!answer.ok) throw new Error("no question");
    return answer.json();
  }

  // The passkey's secret stays in this function. What leaves it is derived under our own label, and
  // is sent only where it is to open her keys; a browser's own JSON of a credential would send both.
  async function opening(credential) {
    const prf = credential.getClientExtensionResults().prf;
    const secret = prf && prf.results && prf.results.first;
    if (!secret) return "";
    const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
    const info = new TextEncoder().encode(LABEL);
    const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info };
    return written(await crypto.subtle.deriveBits(how, key, 256));
  }

  const withSecret = (asked) => ({ prf: { eval: { first: read(asked.salt) } } });

  async function answer(asked, opens) {
    const publicKey = {
      challenge: read(asked.challenge),
      rpId: asked.rp_id,
      userVerification: "required",
      timeout: PATIENCE,
      extensions: opens ? withSecret(asked) : {},
    };
    const credential = await navigator.credentials.get({ publicKey });
    const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
    return {
      id: credential.id,
      client_data: written(clientDataJSON),
      authenticator_data: written(authenticatorData),
      signature: written(signature),
      user_handle: userHandle ? written(userHandle) : "",
      opening: opens ? await opening(credential) : "",
    };
  }

  async function make(asked, opens) {
    const publicKey = {
      challenge: read(asked.challenge),
      rp: { id: asked.rp_id, name: "Amparo" },
      user: { id: read(asked.user_id), name: asked.user_name, displayName: asked.user_name },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
      attestation: "none",
      excludeCredentials: asked.known.map((id) => ({ type: "public-key", id: read(id) })),
      timeout: PATIENCE,
      extensions: opens ? withSecret(asked) : {},
    };
    const credential = await navigator.credentials.create({ publicKey });
    const { clientDataJSON, attestationObject } = credential.response;
    return {
      id: credential.id,
      client_data: written(clientDataJSON),
      attestation: written(attestationObject),
      opening: opens ? (await opening(credential)) || (await secondTouch(asked, credential)) : "",
    };
  }

  // Many devices tell their secret only once they are asked, not while they make a passkey.
  async function secondTouch(asked, credential) {
    const prf = credential.getClientExtensionResults().prf;
    if (!prf || !prf.enabled) return "";
    const publicKey = {
      challenge: crypto.getRandomValues(new Uint8Array(32)), // nobody is sent what it answers
      rpId: asked.rp_id,
      allowCredentials: [{ type: "public-key", id: credential.rawId }],
      userVerification: "required",
      timeout: PATIENCE,
      extensions: withSecret(asked),
    };
    return opening(await navigator.credentials.get({ publicKey }));
  }

  function offer(form, field, work) {
    const button = find("[data-passkey-button]", form);
    if (!button) return;
    const failed = find("[data-passkey-failed]", form);
    const closed = find("[data-passkey-closed]", form);
    find("[data-passkey-offer]", form).hidden = false;
    form.addEventListener("submit", () => {
      form.elements[field].value = ""; // an answer that a browser brought back after Back is used up
    });
    button.addEventListener("click", async () => {
      failed.hidden = true;
      if (closed) closed.hidden = true;
      button.disabled = true;
      try {
        const given = await work();
        if (given === null) return;
        if (closed && form.elements.opens.checked && !given.opening) {
          closed.hidden = false;
          return;
        }
        // So that keys.js does not ask whether to leave what is not saved.
        form.dispatchEvent(new Event("submit", { bubbles: true }));
        form.elements[field].value = JSON.stringify(given);
        form.submit();
      } catch {
        failed.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }

  if (!able) each("[data-passkey-none]", (sentence) => (sentence.hidden = false));
  if (!able) return;
  each("form[data-passkey]", (form) =>
    offer(form, "passkey", async () => {
      const { email, password } = form.elements;
      const alone = "passkeyAlone" in form.dataset;
      const free = alone ? ["code", "password"] : ["code"]; // what may be left empty here
      const typed = [...form.elements].filter((one) => !free.includes(one.name));
      if (!typed.every((one) => one.reportValidity())) return null;
      const asked = await question(form.dataset.passkey, email && { email: email.value });
      return answer(asked, alone && !password.value);
    }),
  );
  each("form[data-new-passkey]", (form) =>
    offer(form, "made", async () => {
      if (!form.reportValidity()) return null;
      return make(await question(form.dataset.newPasskey), form.elements.opens.checked);
    }),
  );
})();
