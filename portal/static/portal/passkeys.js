// Passkeys: the browser's own dialogue between a form and its hidden field "credential".
(function () {
  "use strict";
  var forms = document.querySelectorAll("form[data-passkey]");
  if (!forms.length || !window.PublicKeyCredential || !navigator.credentials) return;

  function toBytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function toText(buffer) {
    if (!buffer) return null;
    var plain = Array.from(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join("");
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function withBytes(keys) {
    return (keys || []).map(function (key) { return Object.assign({}, key, { id: toBytes(key.id) }); });
  }
  function asJson(credential) {
    var response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    });
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: toText(credential.rawId), type: credential.type, response: response,
      clientExtensionResults: credential.getClientExtensionResults()
    });
  }

  function add(options, form) {
    var key = options.publicKey, alone = form.elements.passwordless && form.elements.passwordless.checked;
    var selection = Object.assign({}, key.authenticatorSelection, {
      residentKey: alone ? "required" : "discouraged", requireResidentKey: !!alone
    });
    if (alone) selection.userVerification = "required";
    return navigator.credentials.create({ publicKey: Object.assign({}, key, {
      challenge: toBytes(key.challenge), user: Object.assign({}, key.user, { id: toBytes(key.user.id) }),
      excludeCredentials: withBytes(key.excludeCredentials), authenticatorSelection: selection
    }) });
  }
  function ask(options) {
    var key = options.publicKey;
    return navigator.credentials.get({ publicKey: Object.assign({}, key, {
      challenge: toBytes(key.challenge), allowCredentials: withBytes(key.allowCredentials)
    }) });
  }
  function optionsOf(form) {
    if (form.dataset.options) return Promise.resolve(JSON.parse(form.dataset.options));
    return fetch(form.dataset.url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) throw new Error("no options: " + answer.status);
        return answer.json();
      })
      .then(function (data) { return data.request_options; });
  }

  forms.forEach(function (form) {
    var problem = form.querySelector("[data-problem]");
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      problem.hidden = true;
      optionsOf(form)
        .then(function (options) { return form.dataset.passkey === "add" ? add(options, form) : ask(options); })
        .then(function (credential) {
          form.elements.credential.value = asJson(credential);
          form.submit();
        })
        .catch(function () { problem.hidden = false; });
    });
  });
  document.querySelectorAll("[data-no-passkey]").forEach(function (text) { text.hidden = true; });
})();
